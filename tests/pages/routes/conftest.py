"""The plain routes as an application of their own, over a small organisation."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from models import database, settings, text
from models.rights import Role
from pages.routes import sign_in
from tests import factories
from tests.pages.routes.client import Browser

PASSWORD = "mưa rơi trên phố cổ"


@pytest.fixture
def office(sqlite_database: str) -> int:
    """An office with An (CB01, password set), the HR officer NS01 and the demonstration's cadre; gives An's id."""
    now = text.utc_now()
    with database.writing() as db:
        unit = factories.unit(db, "Sở Nội vụ")
        an = _person(db, "Nguyễn Văn An", "CB01", unit)
        hr = _person(db, "Trần Thị Bình", "NS01", unit)
        factories.grant(db, hr, Role.HR, unit)
        _person(db, "Hoàng Cán Bộ", "canbo", unit)
        factories.password(db, an, PASSWORD, now=now)
    return an


@pytest.fixture
def browser(office: int) -> Iterator[Browser]:
    """A browser at the sign-in page's server, before any visit."""
    yield Browser(Starlette(routes=sign_in.routes))
    text.use_language("vi")


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Demonstration mode."""
    use_settings(monkeypatch, demo=True)


def use_settings(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    """Run with these settings, the others at their defaults."""
    made = settings.Settings(**values)  # type: ignore[arg-type]
    monkeypatch.setattr(settings, "current", lambda: made)


def _person(db: Session, name: str, code: str, unit: int) -> int:
    person = factories.person(db, name, staff_code=code)
    factories.posting(db, person, unit)
    return person
