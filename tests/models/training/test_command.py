"""`python -m models coverage` prints the page's figures; a unit is named by key, code or name."""

import csv
import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from sqlmodel import Session, select

from models import courses, organisation, settings, text, training, workdays
from models.learning.tables import Completion, Source
from models.organisation import Unit, UnitVersion
from models.rights import DomainError
from models.sentences import sentence
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, City, city, scope
from tests.models.training.test_reconciling import give


@pytest.fixture
def small(db: Session) -> City:
    made = city(db)
    give(db, made.course, training.Whom())
    return made


def run(db: Session, **asked: Any) -> str:
    out = StringIO()
    values = {"unit": None, "course": None, "on": None, "known_at": None, "tree": "administration", "as_format": "text"}
    assert training.coverage_command(db, out, **{**values, **asked}, now=NOW) == 0
    return out.getvalue()


def test_as_text_in_the_language_of_the_reader(db: Session, small: City) -> None:
    vietnamese = run(db)
    assert "Phường Hà Đông" in vietnamese
    assert "Ngày 02/03/2026, theo dữ liệu đến 02/03/2026 09:00." in vietnamese
    assert "0 trên 3 người đã hoàn thành tất cả khóa học bắt buộc." in vietnamese
    text.use_language("en")
    try:
        lines = run(db).splitlines()
    finally:
        text.use_language("vi")
    heads = ["Unit", "Required", "Valid", "Rate", "Target", "Against", "the", "target", "Not", "started"]
    assert lines[3].split() == heads
    assert lines[4].split() == ["Total", "3", "0", "0.0", "%", "90", "%", "–", "3"]  # of three nothing is said


def test_split_by_how_it_was_completed(db: Session, small: City) -> None:
    for person, source in ((small.in_ward, Source.TESTED_OUT), (small.in_office, Source.EARNED)):
        db.add(
            Completion(
                person_id=person,
                course_id=small.course,
                edition=1,
                achieved_on=NOW.date(),
                source=source,
                recorded_at=NOW,
            )
        )
    db.flush()
    lines = [line for line in run(db, by="source").splitlines() if line.startswith("đạt bài kiểm tra, không học bài")]
    assert [line.removeprefix("đạt bài kiểm tra, không học bài").split()[:2] for line in lines] == [["1", "1"]]
    rows = csv.DictReader(StringIO(run(db, as_format="csv", by="source")))
    valid = {row["key"]: row["valid"] for row in rows if row["kind"] == "source" and row["required"] != "0"}
    assert valid == {"none": "0", "tested-out": "1", "earned": "1"}


def test_as_csv_and_json_with_the_same_numbers(db: Session, small: City) -> None:
    rows = list(csv.DictReader(StringIO(run(db, as_format="csv", on=date(2026, 5, 1)))))
    assert [(row["kind"], row["name"], row["required"], row["overdue"]) for row in rows] == [
        ("total", "", "3", "3"),
        ("unit", "Phường Hà Đông", "2", "2"),
        ("unit", "Sở Nội vụ", "1", "1"),
    ]
    answer = json.loads(run(db, as_format="json", on=date(2026, 5, 1)))
    assert answer["total"]["states"]["overdue"] == 3
    assert answer["people"] == {"required": 3, "all_valid": 0}
    assert answer["on"] == "2026-05-01"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "＝"])
def test_a_unit_named_like_a_formula_is_no_formula_in_csv(db: Session, small: City, begins: str) -> None:
    version = db.exec(select(UnitVersion).where(UnitVersion.unit_id == small.other)).one()
    version.name = f'{begins}HYPERLINK("http://x.vn")'
    db.add(version)
    db.flush()
    rows = csv.DictReader(StringIO(run(db, as_format="csv", on=date(2026, 5, 1))))
    assert f"'{version.name}" in {row["name"] for row in rows}


def test_the_target_and_the_light_stand_beside_each_figure(db: Session, small: City) -> None:
    for _ in range(9):
        factories.posting(db, factories.person(db), small.other)
    give(db, small.course, training.Whom(subtree=(small.other,)))
    due = date(2026, 3, 2)
    told = {"course_id": None, "percent": 50, "due": due, "now": NOW}
    training.set_target(db, CONSOLE, scope(), unit_id=small.other, **told)  # type: ignore[arg-type]
    answer = json.loads(run(db, as_format="json", on=date(2026, 3, 3)))
    rows = {row["name"]: (row["required"], row["target"], row["target_due"], row["light"]) for row in answer["rows"]}
    assert rows == {"Phường Hà Đông": (2, 90, None, "none"), "Sở Nội vụ": (10, 50, "2026-03-02", "red")}
    lines = list(csv.DictReader(StringIO(run(db, as_format="csv", on=date(2026, 3, 3)))))
    assert [(row["target"], row["target_due"], row["light"]) for row in lines[1:]] == [
        ("90", "", "none"),
        ("50", "2026-03-02", "red"),
    ]


def test_one_staff_category_alone_and_topics_that_overlap(db: Session, small: City) -> None:
    """A shipped course serves one task and a foundation; the bare one names none."""
    bare = db.exec(select(courses.tables.ContentText)).one()
    bare.text = '{"slug": "an-toan", "title": {"vi": "An toàn"}}'
    db.add(bare)
    db.flush()
    courses.take_up(db, settings.current().content_dir, now=NOW, deep=False)
    shipped = courses.load_catalogue(db).released("an-toan-thong-tin")
    assert shipped is not None
    give(db, shipped.course_id, training.Whom(subtree=(small.ward,)))
    official = factories.person(db)
    factories.posting(db, official, small.other, category=organisation.Category.CONGCHUC)
    give(db, small.course, training.Whom(subtree=(small.other,), categories=(organisation.Category.CONGCHUC,)))
    assert json.loads(run(db, as_format="json", category="congchuc"))["total"]["required"] == 1

    def rows(by: str) -> dict[str, int]:
        found = json.loads(run(db, as_format="json", by=by))["rows"]
        return {row["key"]: row["required"] for row in found if row["required"]}

    # two people of the ward have the shipped course, all four the other one
    assert rows("task") == {"task-5": 2, "": 4}
    assert rows("pillar") == {"foundation-culture": 2, "": 4}
    assert rows("competence") == {"1.2": 2, "4.1": 2, "4.2": 2, "": 4}
    assert "2.6 " not in run(db, by="competence")
    assert "An toàn, bảo mật; kiểm tra, giám sát" in run(db, by="task")


@pytest.mark.parametrize("name", ["Phường Hà Đông", "phuong ha dong", "PHƯỜNG HÀ ĐÔNG", "key", "h-01"])
def test_a_unit_is_found_by_key_code_or_name(db: Session, small: City, name: str) -> None:
    unit = db.get_one(Unit, small.ward)
    unit.code = "H-01"
    db.flush()
    answer = json.loads(run(db, unit=unit.key if name == "key" else name, as_format="json"))
    assert (answer["unit"]["key"], answer["total"]["required"]) == (unit.key, 2)


def test_a_name_of_two_units_asks_for_a_key_and_an_unknown_one_is_not_found(db: Session, small: City) -> None:
    factories.unit(db, "Phòng Kinh tế", small.other)
    for name, code in (("Phòng Kinh tế", "unit-ambiguous"), ("Phòng Trăng", "unit-not-named")):
        with pytest.raises(DomainError) as refused:
            run(db, unit=name)
        assert refused.value.code == code


def test_a_moment_without_a_zone_is_hanois(db: Session, small: City) -> None:
    before, after = workdays.typed_moment("02/03/2026 08:59"), workdays.typed_moment("2026-03-02T09:00")
    assert json.loads(run(db, known_at=before, as_format="json"))["total"]["required"] == 0
    assert json.loads(run(db, known_at=after, as_format="json"))["total"]["required"] == 3


def test_the_past_weeks_each_as_known_then(db: Session, small: City) -> None:
    """The rule is known since 2 March 09:00, a Monday: nobody had to do anything in the weeks before."""
    lines = run(db, by="week", as_format="csv").splitlines()
    assert lines[0] == "day,required,valid,rate"
    assert lines[-2:] == ["2026-03-01,0,0,", "2026-03-02,3,0,0.0"]  # the weeks, and the day asked for as on the page
    assert len(lines) == 15
    as_known = json.loads(run(db, by="week", known_at=NOW, as_format="json"))
    assert as_known[-2] == {"day": "2026-03-01", "required": 3, "valid": 0, "rate": 0.0}
    said = run(db, by="week").splitlines()
    assert said[-4].split() == ["01/03/2026", "0", "0", "–"]
    assert said[-3].split() == ["02/03/2026", "3", "0", "0,0", "%"]
    assert said[-1] == "Mỗi tuần theo dữ liệu lúc hết tuần; dòng cuối là ngày được hỏi."


def test_what_changed_since_another_day(db: Session, small: City) -> None:
    proof = {"person_id": small.in_ward, "course_id": small.course, "edition": 1, "source": Source.EARNED}
    db.add(Completion(**proof, achieved_on=NOW.date(), recorded_at=NOW))
    db.flush()
    told = json.loads(run(db, compare=date(2026, 2, 15), as_format="json"))
    assert [(row["step"], row["required"], row["valid"], row["people"]) for row in told] == [
        ("first", 0, 0, None),
        ("given", 3, 1, 3),
        ("second", 3, 1, None),
    ]
    said = run(db, compare=date(2026, 2, 15))
    assert "Được giao thêm khóa học" in said
    assert "Ngày đầu theo dữ liệu đến 15/02/2026 23:59, ngày sau theo dữ liệu đến 02/03/2026 09:00." in said
    later = json.loads(run(db, compare=date(2026, 2, 15), known_at=NOW, as_format="json"))
    assert [row["step"] for row in later] == ["first", "completed", "second"]
    with pytest.raises(DomainError, match="course-not-named"):
        run(db, compare=date(2026, 2, 15), course="khong-co")


def test_of_heads_alone(db: Session, small: City) -> None:
    posting = db.exec(select(organisation.Posting).where(organisation.Posting.person_id == small.in_ward)).one()
    posting.head = True
    db.add(posting)
    db.flush()
    assert json.loads(run(db, as_format="json", attribute="heads"))["total"]["required"] == 1
    assert json.loads(run(db, as_format="json", attribute="leaders"))["total"]["required"] == 0


def test_a_comparison_that_cannot_be_is_refused(db: Session, small: City) -> None:
    with pytest.raises(DomainError, match="compare-by"):
        run(db, compare=date(2026, 2, 1), by="course")
    with pytest.raises(DomainError, match="compare-order"):
        run(db, compare=date(2026, 3, 1), on=date(2026, 2, 1))
    assert run(db, compare=date(2026, 2, 1), on=date(2026, 2, 1))


def test_what_a_table_is_narrowed_to_stands_above_it_and_in_json(db: Session, small: City) -> None:
    narrowed = {"course": "an-toan", "category": "congchuc", "attribute": "heads", "unit": "Phường Hà Đông"}
    for more in ({}, {"by": "week"}, {"compare": date(2026, 2, 15)}):
        unit, filters = run(db, **narrowed, **more).splitlines()[:2]
        assert unit == "Thành phố › Phường Hà Đông"
        assert filters == "khóa học: Course 1; công chức; người đứng đầu đơn vị"
    told = json.loads(run(db, **narrowed, as_format="json"))
    assert (told["course"], told["category"], told["attribute"]) == ("an-toan", "congchuc", "heads")


def test_a_day_to_come_says_so_and_nothing_is_known_of_what_is_to_come(db: Session, small: City) -> None:
    to_come = "Ngày này chưa đến"
    assert to_come not in run(db)
    assert to_come in run(db, on=NOW.date() + timedelta(days=1))
    assert json.loads(run(db, known_at=NOW + timedelta(days=400), as_format="json"))["known_at"] == NOW.isoformat()


def test_a_course_and_a_path_that_there_are_not_are_told_with_those_there_are(db: Session, small: City) -> None:
    with pytest.raises(DomainError) as course:
        run(db, course="an toan")
    assert sentence(course.value) == "Không có khóa học nào tên “an toan”. Hiện có: an-toan."
    with pytest.raises(DomainError) as path:
        run(db, path="khong-co")
    assert "“khong-co”. Hiện có: " in sentence(path.value)


@pytest.mark.parametrize("written", ["0001-01-01T00:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59Z"])
def test_a_moment_at_the_ends_of_time_is_refused_in_words(written: str) -> None:
    with pytest.raises(DomainError, match="moment-typed"):
        workdays.typed_moment(written)
