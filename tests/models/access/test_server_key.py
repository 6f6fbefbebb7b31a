"""The platform's own key: made once, readable by its owner only, the same for every process."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models import settings
from models.access import server_key
from models.rights import DomainError


def use(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    made = settings.Settings(**values)  # type: ignore[arg-type]
    monkeypatch.setattr(settings, "current", lambda: made)
    server_key._from_file.cache_clear()


def test_of_many_that_need_it_first_all_get_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, data_dir=tmp_path / "data")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: server_key.derive("a", "b"), range(8)))
    assert len(set(made)) == 1
    (file,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text()) >= 64
    assert server_key.derive("a", "c") != made[0] != server_key.derive("b", "b")


def test_a_key_that_others_may_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, data_dir=tmp_path)
    server_key.derive("a", "b")
    (tmp_path / "secret.key").chmod(0o640)
    server_key._from_file.cache_clear()
    with pytest.raises(DomainError, match="key-open"):
        server_key.derive("a", "b")


def test_the_variable_goes_before_the_file_and_must_be_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, data_dir=tmp_path, secret_key="k" * 32)
    server_key.derive("a", "b")
    assert list(tmp_path.iterdir()) == []
    use(monkeypatch, data_dir=tmp_path, secret_key="short")
    with pytest.raises(DomainError, match="key-short"):
        server_key.derive("a", "b")
