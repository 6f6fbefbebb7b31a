"""The trail is read in sentences, searched by person, act and day, and keeps the Party's matters to itself."""

import ast
import re
from pathlib import Path

import pytest

from models import access, audit, choices, database, messages, organisation, text, training
from models.organisation import Tree
from models.rights import Right
from pages.parts import live
from pages.parts.office import audit_words
from tests import city
from tests.pages.hr.reading import tables_of
from tests.pages.visiting import Visitor

ROOT = Path(__file__).resolve().parents[3]
ACT = re.compile(
    r"(access|assessment|backups|choices|courses|learning|messages|notices|organisation|privacy|reports|seconding"
    r"|training)"
    r"\.[a-z-]+"
)
MODULES = {path.stem for path in (ROOT / "models").rglob("*.py")}
STATUSES = {f"organisation.{status}" for status in organisation.Status}  # the one act whose name is put together


def acts_of_the_source() -> set[str]:
    found = set(STATUSES)
    for folder in ("models", "pages/routes"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACT.fullmatch(node.value):
                    found.add(node.value)
    return {act for act in found if act.split(".")[1] not in MODULES or act in audit_words.act_words()}


def test_every_act_of_the_source_has_its_sentence_and_every_sentence_its_act() -> None:
    acts, words = acts_of_the_source(), set(audit_words.act_words())
    assert len(acts) > 40
    assert acts - words == set()
    assert words - acts == set()


@pytest.mark.usefixtures("pages_of_city")
def test_searched_by_person_and_by_what_was_done() -> None:
    with database.writing() as db:
        person = city.person_id(db, "canbo")
        console = access.operator()
        scope = access.scope_of(console, Right.MANAGE_PEOPLE)
        organisation.correct_person(
            db, console, scope, person, {"email": "hanh@x.vn"}, reason="Mới", now=text.utc_now()
        )
    reader = Visitor("quantri").open("audit", who="canbo", act="organisation.correct-person").well()
    said = reader.everything()
    assert "sửa thông tin cá nhân" in said
    assert "Nguyễn Thị Hạnh" in said
    assert "hanh@x.vn" not in said
    nobody = Visitor("quantri").open("audit", who="khong-co-ai").well()
    assert [one.value for one in nobody.at.warning] == [
        text.translate("Nobody has this staff code, e-mail or phone number.")
    ]
    nothing = Visitor("quantri").open("audit", who="thutruong", act="organisation.correct-person").well()
    assert text.translate("Nothing fits. Take a condition away, or choose other days.") in nothing.everything()


@pytest.mark.usefixtures("pages_of_city")
def test_the_partys_matters_are_not_told_without_its_right() -> None:
    with database.writing() as db:
        console = access.operator()
        organisation.create_unit(
            db, console, "Chi bộ Thử Nghiệm", tree=Tree.PARTY, parent_id=None,
            from_=text.local_day(text.utc_now()), now=text.utc_now(),
        )  # fmt: skip
    said = Visitor("quantri").open("audit", act="organisation.create-unit").well().everything()
    assert "Chi bộ Thử Nghiệm" not in said
    assert text.translate("a matter of the Party's organisation, not shown here") in said


@pytest.mark.usefixtures("pages_of_city")
@pytest.mark.parametrize(("login", "part"), [("canbo", "to"), ("tochucdang", "did")])
def test_a_search_for_one_person_does_not_tell_that_they_are_of_the_party(login: str, part: str) -> None:
    """One line less than there is: a line that only says that it is not shown would tell who is a member."""
    before = told_of(login, part)
    with database.writing() as db:
        party, today, now = city.unit_id(db, "Đảng ủy UBND thành phố"), text.local_day(text.utc_now()), text.utc_now()
        if part == "to":
            console = access.operator()
            managing, person = access.scope_of(console, Right.MANAGE_PEOPLE), city.person_id(db, login)
            organisation.place(db, console, managing, person, unit_id=party, from_=today, now=now)
        else:
            officer = city.actor(db, login)
            assigning, course = access.scope_of(officer, Right.ASSIGN), city.shipped(db).course_id
            given = {"from_": today, "due_days": 30, "title": "Việc Đảng", "now": now}
            whom = training.Whom(subtree=(party,))
            training.create_rule(db, officer, assigning, course_id=course, whom=whom, **given)  # type: ignore[arg-type]
    assert told_of(login, part) == before
    everything = Visitor("quantri").open("audit").well().everything()
    assert text.translate("a matter of the Party's organisation, not shown here") in everything


def told_of(login: str, part: str) -> tuple[list[str], str]:
    """Return the lines of one person, and how many there are, as the administrator reads them."""
    reader = Visitor("quantri").open("audit", who=login).well()
    reader.at.radio(key="part").set_value(part)
    reader.run().well()
    said = reader.everything()
    assert text.translate("a matter of the Party's organisation, not shown here") not in said
    return (rows_of(reader) if tables_of(reader) else []), reader.at.caption[0].value


@pytest.mark.usefixtures("pages_of_city")
def test_a_line_says_whose_completion_and_which_rule_it_was_never_a_number_of_ours() -> None:
    with database.writing() as db:
        city.completed(db, "canbo", city.shipped(db))
        title = str(city.shipped(db).course.title)
        person, released = city.actor(db, "canbo"), city.shipped(db)
        where = {"release_id": released.release_id, "lesson": released.course.lessons[0].name}
        messages.ask(db, person, messages.Kind.QUESTION, "Vì sao?", **where, now=text.utc_now())  # type: ignore[arg-type]
    for act in ("learning.complete", "learning.issue-certificate", "assessment.submit", "training.create-rule"):
        said = rows_of(Visitor("quantri").open("audit", act=act).well())
        assert said, act
        numbered = [row for row in said if re.search(r"(lượt làm|kết quả hoàn thành|quy tắc)[^,:]* \d", row)]
        assert numbered == [], act
    complete = rows_of(Visitor("quantri").open("audit", act="learning.complete", who="canbo").well())
    assert any(city.NAMES["canbo"] in row and title in row for row in complete)
    asked = rows_of(Visitor("quantri").open("audit", act="messages.ask").well())
    assert any(title in row for row in asked)


@pytest.mark.usefixtures("pages_of_city")
def test_a_quiz_and_a_learning_path_are_called_by_their_titles_not_by_their_files() -> None:
    with database.writing() as db:
        city.completed(db, "canbo", city.shipped(db))
        quiz = city.shipped(db).course.quiz(city.QUIZ)
        audit.record(db, access.operator(), "training.create-rule", "rule", now=text.utc_now(), path="pho-cap")
    assert quiz is not None
    began = rows_of(Visitor("quantri").open("audit", act="assessment.start", who="canbo").well())
    assert began
    assert str(quiz.title) in began[0]
    assert city.QUIZ not in "".join(began)
    path = next(one for one in live.references().paths if one.id == "pho-cap")
    given = rows_of(Visitor("quantri").open("audit", act="training.create-rule").well())
    assert f"lộ trình học tập: {path.title}" in given[0]


@pytest.mark.usefixtures("pages_of_city")
def test_a_rule_over_the_partys_units_is_told_to_those_only_who_may_see_them() -> None:
    with database.writing() as db:
        hr = city.actor(db, "tochucdang")
        rule = training.create_rule(
            db,
            hr,
            access.scope_of(hr, Right.ASSIGN),
            course_id=city.shipped(db).course_id,
            whom=training.Whom(subtree=(city.unit_id(db, "Đảng ủy UBND thành phố"),)),
            from_=text.local_day(text.utc_now()),
            due_days=30,
            title="Chuyện riêng của Đảng ủy",
            now=text.utc_now(),
        )
        assert rule.id
    said = Visitor("quantri").open("audit", act="training.create-rule").well().everything()
    assert "Chuyện riêng" not in said
    assert text.translate("a matter of the Party's organisation, not shown here") in said


def rows_of(visitor: Visitor) -> list[str]:
    """The lines of the trail on the page."""
    return [" ".join(row) for row in tables_of(visitor)[-1][1:]]


@pytest.mark.usefixtures("pages_of_city")
def test_a_line_does_not_say_twice_what_kind_of_thing_it_is_about() -> None:
    with database.writing() as db:
        choices.choose(db, city.actor(db, "quantri"), "backup_hour", 3, now=text.utc_now())
    (row,) = rows_of(Visitor("quantri").open("audit", act="choices.choose").well())
    assert row.count(text.translate("setting")) == 2, "in the act, and before the one that it was"
