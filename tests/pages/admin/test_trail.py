"""The trail is read in sentences, searched by person, act and day, and keeps the Party's matters to itself."""

import ast
import re
from pathlib import Path

import pytest

from models import access, database, organisation, text
from models.organisation import Tree
from models.rights import Right
from pages.parts import audit_words
from tests import city
from tests.pages.visiting import Visitor

ROOT = Path(__file__).resolve().parents[3]
ACT = re.compile(
    r"(access|assessment|choices|courses|learning|messages|notices|organisation|privacy|reports|training)\.[a-z-]+"
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
    assert text.translate("Nothing fits. Take a condition away, or choose other days.") in nobody.everything()


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
