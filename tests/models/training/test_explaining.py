"""What a unit says beside its figure: the newest stands, all is kept, nobody reads or writes beyond their scope."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import access, training
from models.audit import AuditLine
from models.organisation import Unit
from models.rights import Actor, DomainError, Held, Right
from models.training import Question
from tests.factories import NOW
from tests.models.training.making import City, city, scope
from tests.models.training.test_outlook import TODAY, complete, give

SEE = Right.SEE_COVERAGE


def head(*units: int) -> Actor:
    """An actor with the rights of a head over subtrees."""
    rights = (Right.ASSIGN, SEE)
    return Actor(None, "Head", frozenset(Held(right, unit_id=unit) for right in rights for unit in units))


def key(db: Session, unit: int) -> str:
    return db.get_one(Unit, unit).key


def explain(db: Session, unit: int, words: str, *, course: str | None = None, days: int = 0) -> None:
    held, actor = training.Figures().refresh(db), head(unit)
    asked = Question(on=TODAY, unit=key(db, unit), course=course)
    at = NOW + timedelta(hours=days)
    training.explain(db, actor, access.scope_of(actor, Right.ASSIGN), held, asked, words=words, now=at)


def read(db: Session, reader: frozenset[int], units: list[int], **asked: object) -> dict[tuple[str, str], str]:
    held = training.Figures().refresh(db)
    mine = scope(*reader, right=SEE)
    figure = training.coverage(held, mine, Question(**{"on": TODAY, **asked}))  # type: ignore[arg-type]
    found = training.explanations(db, held, mine, figure, [key(db, unit) for unit in units])
    names = {key(db, unit): str(unit) for unit in units}
    return {(names[unit], course): one.words for (unit, course), one in found.items()}


def shared(db: Session) -> City:
    c = city(db)
    give(db, c, TODAY, c.ward)
    return c


def test_the_newest_stands_beside_the_figure_with_what_it_was_then(db: Session) -> None:
    c = shared(db)
    explain(db, c.ward, "  Mất điện hai tuần.  ")
    complete(db, c.in_ward, c.course, days_ago=0)
    explain(db, c.ward, "Đã học bù xong một nửa.", days=1)
    explain(db, c.ward, "Riêng khóa này: thiếu máy.", course="an-toan", days=1)

    both = {(str(c.ward), ""): "Đã học bù xong một nửa."}
    course = {(str(c.ward), "an-toan"): "Riêng khóa này: thiếu máy."}
    assert read(db, frozenset(), [c.ward, c.other], course="an-toan") == both | course
    then = read(db, frozenset(), [c.ward], known_at=NOW + timedelta(minutes=1))
    assert then == {(str(c.ward), ""): "Mất điện hai tuần."}
    held = training.Figures().refresh(db)
    mine = scope(c.ward, right=SEE)
    figure = training.coverage(held, mine, Question(on=TODAY, unit=key(db, c.ward)))
    before = training.said_before(db, held, mine, figure)
    assert [(one.words, one.valid, one.required) for one in before] == [
        ("Riêng khóa này: thiếu máy.", 1, 2),
        ("Đã học bù xong một nửa.", 1, 2),
        ("Mất điện hai tuần.", 0, 2),
    ]
    lines = db.exec(select(AuditLine).where(AuditLine.act == "training.explain")).all()
    assert [(line.subject_id, "words" in line.details) for line in lines] == [(c.ward, False)] * 3


def test_beside_a_past_figure_stands_nothing_that_was_said_of_a_later_one(db: Session) -> None:
    c = shared(db)
    explain(db, c.ward, "Mất điện.", days=-48)
    explain(db, c.ward, "Đã học bù.")
    assert read(db, frozenset(), [c.ward]) == {(str(c.ward), ""): "Đã học bù."}
    assert read(db, frozenset(), [c.ward], on=TODAY - timedelta(days=1)) == {(str(c.ward), ""): "Mất điện."}
    assert read(db, frozenset(), [c.ward], on=TODAY - timedelta(days=3)) == {}


def test_nobody_explains_or_reads_beyond_their_scope(db: Session) -> None:
    c = shared(db)
    explain(db, c.ward, "Lý do của phường")
    assert read(db, frozenset({c.other}), [c.ward, c.other]) == {}
    assert read(db, frozenset({c.city}), [c.ward]) != {}
    held, actor = training.Figures().refresh(db), head(c.other)
    reach = access.scope_of(actor, Right.ASSIGN)
    for unit in (c.ward, c.city):
        asked = Question(on=TODAY, unit=key(db, unit))
        with pytest.raises(DomainError, match="outside-scope"):
            training.explain(db, actor, reach, held, asked, words="x", now=NOW)
    asked = Question(on=TODAY, unit=key(db, c.other))
    seer = Actor(None, "", frozenset({Held(SEE, unit_id=c.other)}))
    with pytest.raises(DomainError, match="forbidden"):
        training.explain(db, seer, access.scope_of(seer, SEE), held, asked, words="x", now=NOW)
    for words, code in (("  ", "explanation-missing"), ("x" * 601, "explanation-long")):
        with pytest.raises(DomainError, match=code):
            training.explain(db, actor, reach, held, asked, words=words, now=NOW)
