"""What an officer signs in with is changed by nobody who holds less: a provider would take them for that officer."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from models import access, organisation
from models.access.knowing import known_as
from models.organisation import Person
from models.organisation.roster import read_roster_file
from models.rights import DomainError, Right, Role
from tests import factories
from tests.factories import NOW
from tests.models.organisation import samples

HEADS = ("Mã cán bộ", "Họ và tên", "Đơn vị", "Email")
TODAY = date(2026, 3, 2)
LATER = NOW + timedelta(hours=1)
CONSOLE = access.scope_of(access.operator(), Right.MANAGE_PEOPLE)


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

    def join(self, by: int, keep: int, drop: int) -> None:
        actor = access.actor_for(self.db, by, "x", now=NOW)
        scope = access.scope_of(actor, Right.MANAGE_PEOPLE)
        access.merge_people(self.db, actor, scope, keep, drop, reason="Nhập hai lần", now=NOW)

    def second_record(self, email: str) -> int:
        """Somebody new of the ward, whom a provider knows by this address."""
        person = factories.person(self.db, email=email, email_key=email)
        factories.posting(self.db, person, self.ward)
        return person

    def bring(self, by: int, *rows: tuple[str, str, str]) -> str:
        """Bring in a list of staff codes, names and addresses, and return its key."""
        actor = access.actor_for(self.db, by, "x", now=NOW)
        scope = access.scope_of(actor, Right.MANAGE_PEOPLE)
        file = samples.xlsx(("Sheet1", [HEADS, *((code, name, "Phường A", email) for code, name, email in rows)]))
        roster = read_roster_file(file, today=TODAY)
        plan = organisation.plan_import(self.db, scope, roster, on=TODAY, now=NOW, by=by)
        organisation.apply_import(self.db, actor, scope, plan, now=NOW)
        return organisation.import_runs(self.db, access.operator(), CONSOLE, now=NOW)[0].key

    def name(self, person: int) -> str:
        return self.db.get_one(Person, person).full_name

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
    above, cadre = ward.name(ward.above), ward.name(ward.cadre)
    ward.bring(ward.hr, ("CB-2", above, "cua-toi@x.vn"), ("CB-3", cadre, "can-bo@x.vn"))
    assert (ward.email(ward.above), ward.email(ward.cadre)) == (None, "can-bo@x.vn")


def test_a_list_taken_back_gives_no_login_of_before_to_who_holds_more_by_now(db: Session) -> None:
    ward = Ward(db)
    ward.correct(ward.hr, ward.cadre, email="cua-toi@x.vn")
    key = ward.bring(ward.hr, ("CB-3", ward.name(ward.cadre), "can-bo@x.vn"))
    factories.grant(db, ward.cadre, Role.ADMINISTRATOR)
    actor = access.actor_for(db, ward.hr, "x", now=LATER)
    scope = access.scope_of(actor, Right.MANAGE_PEOPLE)
    with pytest.raises(DomainError, match="import-changed"):
        organisation.undo_import(db, actor, scope, key, now=LATER)
    (seen,) = organisation.plan_undo(db, scope, key, by=ward.hr, now=LATER).obstacles
    assert (seen.name, seen.code) == (ward.name(ward.cadre), "rights")
    assert ward.email(ward.cadre) == "can-bo@x.vn"
    organisation.undo_import(db, access.operator(), CONSOLE, key, now=LATER)
    assert ward.email(ward.cadre) == "cua-toi@x.vn"


def test_no_record_is_joined_to_that_of_who_holds_more(db: Session) -> None:
    ward = Ward(db)
    mine = ward.second_record("cua-toi@x.vn")
    with pytest.raises(DomainError, match="code-more-rights"):
        ward.join(ward.hr, ward.above, mine)
    assert getattr(known_as(db, "cua-toi@x.vn", by_email=True), "id", None) == mine
    ward.join(ward.above, ward.hr, mine)
    assert getattr(known_as(db, "cua-toi@x.vn", by_email=True), "id", None) == ward.hr


def test_the_logins_of_a_record_that_leads_to_an_officer_are_kept_too(db: Session) -> None:
    ward = Ward(db)
    second = ward.second_record("cu@x.vn")
    organisation.join_records(db, access.operator(), CONSOLE, ward.above, second, reason="Nhập hai lần", now=NOW)
    with pytest.raises(DomainError, match="code-more-rights"):
        ward.correct(ward.hr, second, email="cua-toi@x.vn")
    assert ward.email(second) == "cu@x.vn"
