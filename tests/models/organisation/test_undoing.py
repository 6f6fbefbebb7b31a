"""A staff list taken back: what stood before stands again, what was known stays known, no later work is lost."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import access, database, organisation, training
from models.organisation import Posting, Tree
from models.organisation.tables import ImportRun, PersonChange
from models.rights import DomainError, Held, Right
from tests import factories
from tests.factories import NOW
from tests.models.organisation import samples
from tests.models.organisation.test_importing import ALL, CONSOLE, HEADING, ON, City, person_of, plan

LATER = NOW + timedelta(hours=1)
MUCH_LATER = NOW + timedelta(days=3)
EVERYTHING = access.scope_of(CONSOLE, Right.SEE_COVERAGE)


@pytest.fixture
def city(db: Session) -> City:
    return City(db)


def bring(db: Session, *rows: samples.Cells, now: datetime = NOW, **options: Any) -> str:
    """Bring a list in and return the key of its run."""
    organisation.apply_import(db, CONSOLE, ALL, plan(db, *rows, **options), now=now, file_name="ds.xlsx")
    return db.exec(select(ImportRun.key).order_by(col(ImportRun.id).desc())).first() or ""


def undo(db: Session, key: str, *, now: datetime = LATER) -> organisation.Undoing:
    return organisation.undo_import(db, CONSOLE, ALL, key, now=now)


def refused(db: Session, key: str) -> list[tuple[str, str]]:
    """What stands in the way; the act refuses for it too."""
    seen = [(one.name, one.code) for one in organisation.plan_undo(db, ALL, key, by=None, now=MUCH_LATER).obstacles]
    with pytest.raises(DomainError) as error:
        undo(db, key, now=MUCH_LATER)
    assert error.value.code == "import-changed"
    return seen


def standing(db: Session) -> list[tuple[object, ...]]:
    """Every posting known now, without the clock."""
    rows = db.exec(select(Posting).where(col(Posting.voided_at).is_(None))).all()
    return sorted(
        (row.person_id, row.unit_id, row.main, row.position, row.status.value, row.from_, str(row.until))
        for row in rows
    )


def test_places_details_and_units_are_as_before_and_the_list_stays_on_record(db: Session, city: City) -> None:
    an = factories.person(db, "Nguyễn Văn An", staff_code="CB01", email="an@cu.vn", email_key="an@cu.vn")
    factories.posting(db, an, city.office, position="Kế toán")
    before = standing(db)
    units = set(organisation.unit_tree(db, Tree.ADMINISTRATION, ON).nodes)
    made = samples.xlsx(
        ("Đơn vị", [("Tên đơn vị", "Đơn vị cấp trên"), ("Phòng Số hóa", "UBND phường Ba Đình")]),
        (
            "Người",
            [
                HEADING,
                ("CB01", "Nguyễn Văn Ân", None, "Phòng Số hóa", "an@moi.vn", None),
                ("M1", "Lê Mới", None, "Phòng Số hóa", None, None),
            ],
        ),
    )
    roster = organisation.read_roster_file(made, today=ON)
    organisation.apply_import(
        db, CONSOLE, ALL, organisation.plan_import(db, ALL, roster, on=ON, now=NOW), now=NOW, file_name="ds.xlsx"
    )
    (run,) = organisation.import_runs(db, CONSOLE, ALL, now=NOW)
    assert (run.file_name, run.on, run.counts["moved"], run.counts["added"]) == ("ds.xlsx", ON, 1, 1)
    assert standing(db) != before

    seen = organisation.plan_undo(db, ALL, run.key, by=None, now=LATER)
    assert (seen.people, seen.details, seen.new_people, seen.units, seen.obstacles) == (2, 1, 1, ("Phòng Số hóa",), ())
    undo(db, run.key)
    assert standing(db) == before
    assert set(organisation.unit_tree(db, Tree.ADMINISTRATION, ON).nodes) == units
    db.refresh(row := person_of(db, "CB01"))
    assert (row.full_name, row.email, row.email_key, row.search_key) == (
        *("Nguyễn Văn An", "an@cu.vn", "an@cu.vn", "nguyen van an"),
    )
    as_then = organisation.unit_tree(db, Tree.ADMINISTRATION, ON, known_at=LATER - timedelta(seconds=1))
    assert {node.name for number, node in as_then.nodes.items() if number not in units} == {"Phòng Số hóa"}
    history = db.exec(select(PersonChange).order_by(col(PersonChange.id))).all()
    assert [(one.before["full_name"], one.after["full_name"]) for one in history] == [
        *(("Nguyễn Văn An", "Nguyễn Văn Ân"), ("Nguyễn Văn Ân", "Nguyễn Văn An")),
    ]
    (after,) = organisation.import_runs(db, CONSOLE, ALL, now=LATER)
    assert after.undone_at is not None
    with pytest.raises(DomainError, match="import-undone"):
        undo(db, run.key, now=MUCH_LATER)


def test_whoever_left_by_a_complete_list_is_back(db: Session, city: City) -> None:
    an = factories.person(db, "An", staff_code="CB01")
    factories.posting(db, an, city.office)
    before = standing(db)
    key = bring(db, ("CB02", "Bình Mới", None, "Văn phòng", None, None), unit_id=city.ward, complete=True)
    assert (an, city.office, True, "", "inactive", ON, "None") in standing(db)
    undo(db, key)
    assert standing(db) == before


def test_refused_with_the_names_of_what_was_changed_since(db: Session, city: City) -> None:
    an, binh = factories.person(db, "Văn An", staff_code="CB01"), factories.person(db, "Lê Bình", staff_code="CB02")
    for person in (an, binh):
        factories.posting(db, person, city.office)
    key = bring(
        db,
        ("CB01", "Văn An", None, "Phòng Kinh tế", "moi@x.vn", None),
        ("CB02", "Lê Bình", None, "Phòng Kinh tế", "binh@x.vn", None),
        ("CB03", "Đỗ Chi", None, "Phòng Kinh tế", None, None),
    )
    organisation.place(db, CONSOLE, ALL, an, unit_id=city.office, from_=date(2026, 5, 1), now=LATER)
    organisation.correct_person(db, CONSOLE, ALL, binh, {"email": "khac@x.vn"}, reason="Sai", now=LATER)
    chi = person_of(db, "CB03").id or 0
    beside = {"from_": ON, "main": False}
    organisation.place(db, CONSOLE, ALL, chi, unit_id=city.office, now=LATER, **beside)  # type: ignore[arg-type]
    before = standing(db)
    assert refused(db, key) == [("Văn An", "place"), ("Lê Bình", "details"), ("Đỗ Chi", "place")]
    assert standing(db) == before


def test_refused_when_a_login_of_before_is_anothers_now(db: Session, city: City) -> None:
    an = factories.person(db, "Văn An", staff_code="CB01", email="an@x.vn", email_key="an@x.vn")
    factories.posting(db, an, city.office)
    key = bring(db, ("CB01", "Văn An", None, "Văn phòng", "an2@x.vn", None), unit_id=city.ward)
    other = factories.person(db, "Lê Bình", staff_code="CB02")
    factories.posting(db, other, city.office)
    organisation.correct_person(db, CONSOLE, ALL, other, {"email": "an@x.vn"}, reason="Mới", now=LATER)
    assert refused(db, key) == [("Văn An", "taken")]


def test_a_unit_that_came_into_use_since_stays(db: Session, city: City) -> None:
    made = samples.xlsx(
        (
            "Đơn vị",
            [("Tên đơn vị", "Đơn vị cấp trên"), ("Phòng Số hóa", "UBND phường Ba Đình"), ("Tổ Một", "Phòng Số hóa")],
        ),
    )
    roster = organisation.read_roster_file(made, today=ON)
    organisation.apply_import(db, CONSOLE, ALL, organisation.plan_import(db, ALL, roster, on=ON, now=NOW), now=NOW)
    (run,) = organisation.import_runs(db, CONSOLE, ALL, now=NOW)
    nodes = organisation.unit_tree(db, Tree.ADMINISTRATION, ON).nodes
    inner = next(node.id for node in nodes.values() if node.name == "Tổ Một")
    organisation.add_person(db, CONSOLE, ALL, "Lê Mới", unit_id=inner, from_=ON, now=LATER)
    done = undo(db, run.key, now=MUCH_LATER)
    assert (done.units, set(done.units_kept)) == ((), {"Phòng Số hóa", "Tổ Một"})
    assert inner in organisation.unit_tree(db, Tree.ADMINISTRATION, ON).nodes


def test_only_within_ones_own_scope(db: Session, city: City) -> None:
    far = factories.person(db, "Văn Xa", staff_code="CB09")
    factories.posting(db, far, city.far_office)
    key = bring(db, ("CB09", "Văn Xa", None, "UBND phường Ngọc Hà", None, None))
    with pytest.raises(DomainError, match="outside-scope"):
        organisation.undo_import(db, city.officer, city.scope, key, now=LATER)
    assert organisation.import_runs(db, city.officer, city.scope, now=LATER) == []
    near = factories.person(db, "Văn Gần", staff_code="CB08")
    factories.posting(db, near, city.office)
    mine = bring(db, ("CB08", "Văn Gần", None, "Phòng Kinh tế", None, None), unit_id=city.ward, now=LATER)
    assert [one.key for one in organisation.import_runs(db, city.officer, city.scope, now=LATER)] == [mine]
    organisation.undo_import(db, city.officer, city.scope, mine, now=MUCH_LATER)
    learner = access.actor_for(db, near, "Gần", now=NOW)
    with pytest.raises(DomainError, match="forbidden"):
        organisation.undo_import(db, learner, ALL, key, now=LATER)
    assert Held(Right.MANAGE_PEOPLE, unit_id=city.ward) in city.officer.held


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_lists_taken_back_in_turn_leave_every_figure_and_duty_as_it_was(any_database: str, seed: int) -> None:
    """Whatever lists came in, taken back newest first they leave people, duties and figures as they were."""
    chance = Random(seed)
    names = ("CB01", "CB02", "CB03", "NEW1", "NEW2")
    rooms = ("Phòng Kinh tế", "Phòng Nội vụ", "Văn phòng")
    lists = [
        (
            [(code, chance.choice(rooms)) for code in names if chance.random() < 0.6],
            chance.randint(-20, 20),
            number == 1,
        )
        for number in range(3)
    ]
    with database.writing() as db:
        top = factories.unit(db, "UBND thành phố")
        units = {name: factories.unit(db, name, top) for name in ("Phòng Kinh tế", "Phòng Nội vụ", "Văn phòng")}
        for number, unit in enumerate(units.values(), 1):
            person = factories.person(db, f"Người {number}", staff_code=f"CB0{number}-{top}")
            factories.posting(db, person, unit)
        course = factories.bare_course(db, f"khoa-{top}")
        training.create_rule(
            db, CONSOLE, access.scope_of(CONSOLE, Right.ASSIGN), course_id=course,
            whom=training.Whom(subtree=(units['Phòng Kinh tế'], units['Văn phòng'])), from_=ON, due_days=30, now=NOW,
        )  # fmt: skip
    days = [ON + timedelta(days=shift) for shift in (-30, -5, 0, 5, 30)]
    moment = datetime(2026, 3, 3, tzinfo=UTC)
    told, keys = [figures(top, days)], []
    for rows, shift, complete in filter(lambda one: one[0], lists):
        moment += timedelta(hours=1)
        with database.writing() as db:
            cells = [
                (f"{code}-{top}", f"Người {code[:2].title()}{'abcde'[names.index(code)]}", None, room, None, None)
                for code, room in rows
            ]
            roster = organisation.read_roster_file(samples.xlsx(("S", [HEADING, *cells])), today=ON)
            draft = organisation.plan_import(
                db, ALL, roster, on=ON + timedelta(days=shift), now=moment, unit_id=top, complete=complete
            )
            assert draft.report.refused == ()
            if not draft.report.empty:
                organisation.apply_import(db, CONSOLE, ALL, draft, now=moment)
                keys.append((db.exec(select(ImportRun.key).order_by(col(ImportRun.id).desc())).first() or "", moment))
                db.flush()
        if keys and keys[-1][1] == moment:
            told.append(figures(top, days))
    for key, at in reversed(keys):
        as_then = figures(top, days, at)
        assert as_then == told.pop()
        moment += timedelta(hours=1)
        with database.writing() as db:
            undo(db, key, now=moment)
        assert figures(top, days) == told[-1]
        assert figures(top, days, at) == as_then


def listed_of(db: Session, question: training.Question) -> list[training.PersonRow]:
    rows = training.names(db, EVERYTHING, question, size=500).rows
    return [row for row in rows if row.state in training.REQUIRED]


def figures(top: int, days: list[date], known_at: datetime | None = None) -> list[object]:
    """Names and states in a city on several days, as figures and lists agree on them, and when each is due."""
    with database.reading() as db:
        key = organisation.unit_tree(db, Tree.ADMINISTRATION, ON).nodes[top].key
        held = training.Figures().refresh(db)
        found: list[object] = []
        for day in days:
            question = training.Question(on=day, unit=key, known_at=known_at)
            answer = training.coverage(held, EVERYTHING, question)
            assert answer.total.required == len({(row.person, row.course) for row in listed_of(db, question)})
            listed = listed_of(db, question)
            found.append(sorted((row.person, row.unit, row.state.value, str(row.due)) for row in listed))
        return found


def test_the_command_lists_and_takes_back(db: Session, city: City) -> None:
    an = factories.person(db, "Văn An", staff_code="CB01")
    factories.posting(db, an, city.office)
    before = standing(db)
    key = bring(db, ("CB01", "Văn An", None, "Phòng Kinh tế", None, None))
    out = StringIO()
    assert organisation.undo_command(db, out, CONSOLE, ALL, None, now=LATER) == 0
    assert organisation.undo_command(db, out, CONSOLE, ALL, key, now=LATER, dry_run=True) == 0
    assert key in out.getvalue()
    assert standing(db) != before
    assert organisation.undo_command(db, out, CONSOLE, ALL, key, now=LATER) == 0
    assert standing(db) == before
