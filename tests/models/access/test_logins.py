"""What an officer signs in with is changed by nobody who holds less: a provider would take them for that officer."""

from datetime import date

import pytest
from sqlmodel import Session

from models import access, organisation
from models.organisation import Person
from models.organisation.roster import read_roster_file
from models.rights import DomainError, Right, Role
from tests import factories
from tests.factories import NOW
from tests.models.organisation import samples

TODAY = date(2026, 3, 2)


class Ward:
    """A ward with its HR officer, a cadre, and somebody who holds ``role`` over the city, all of them working there."""

    def __init__(self, db: Session, role: Role = Role.ADMINISTRATOR) -> None:
        self.db = db
        city = factories.unit(db, "Thành phố")
        self.ward = factories.unit(db, "Phường A", city)
        self.hr, self.above, self.cadre = (factories.person(db, staff_code=code) for code in ("CB-1", "CB-2", "CB-3"))
        for person in (self.hr, self.above, self.cadre):
            factories.posting(db, person, self.ward)
        factories.grant(db, self.hr, Role.HR, self.ward)
        factories.grant(db, self.above, role, city if role is Role.HR else None)
        db.flush()

    def correct(self, by: int, person: int, **details: object) -> None:
        actor = access.actor_for(self.db, by, "x", now=NOW)
        scope = access.scope_of(actor, Right.MANAGE_PEOPLE)
        organisation.correct_person(self.db, actor, scope, person, details, reason="Theo hồ sơ", now=NOW)

    def email(self, person: int) -> str | None:
        self.db.expire_all()
        return self.db.get_one(Person, person).email


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.HR, Role.TRAINER])
@pytest.mark.parametrize("detail", [{"email": "cua-toi@x.vn"}, {"phone": "0987654321"}, {"staff_code": "CB-9"}])
def test_an_officer_gives_no_login_of_theirs_to_who_holds_more(db: Session, role: Role, detail: dict[str, str]) -> None:
    ward = Ward(db, role)
    with pytest.raises(DomainError, match="code-more-rights"):
        ward.correct(ward.hr, ward.above, **detail)
    ward.correct(ward.hr, ward.above, full_name="Trần Thị Tên Mới")  # what nobody signs in with
    ward.correct(ward.hr, ward.cadre, **detail)


def test_who_holds_as_much_may_and_so_may_they_themselves(db: Session) -> None:
    ward = Ward(db)
    ward.correct(ward.above, ward.hr, email="hr@x.vn")
    ward.correct(ward.hr, ward.hr, phone="0987654321")
    assert ward.email(ward.hr) == "hr@x.vn"


def test_a_staff_list_changes_no_login_of_who_holds_more(db: Session) -> None:
    ward = Ward(db)
    heads = ("Mã cán bộ", "Họ và tên", "Đơn vị", "Email")
    names = {one: db.get_one(Person, one).full_name for one in (ward.above, ward.cadre)}
    rows = (
        ("CB-2", names[ward.above], "Phường A", "cua-toi@x.vn"),
        ("CB-3", names[ward.cadre], "Phường A", "can-bo@x.vn"),
    )
    file = samples.xlsx(("Sheet1", [heads, *rows]))
    actor = access.actor_for(db, ward.hr, "x", now=NOW)
    scope = access.scope_of(actor, Right.MANAGE_PEOPLE)
    roster = read_roster_file(file, today=TODAY)
    plan = organisation.plan_import(db, scope, roster, on=TODAY, now=NOW, by=ward.hr)
    organisation.apply_import(db, actor, scope, plan, now=NOW)
    assert (ward.email(ward.above), ward.email(ward.cadre)) == (None, "can-bo@x.vn")
