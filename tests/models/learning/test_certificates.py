"""A certificate for each completion: issued once, read by its holder, checked by anyone, telling nothing else."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from models import access, database, learning, notices
from models.courses import Completion as Rules
from models.courses import Duration
from models.learning import Standing
from models.learning.certificates import masked
from models.learning.tables import Certificate, Completion, Source
from models.rights import Actor, DomainError, Right
from tests import factories
from tests.models.assessment.released import MINUTE, NOW, course, learner, release
from tests.models.learning.taking import pass_quiz
from tests.models.learning.test_races import together

DAY = timedelta(days=1)
YEAR = Duration(count=12, unit="month")
EASY = Rules(lessons=(), quiz="final")


def passed(db: Session, name: str = "Nguyễn Thị Hạnh") -> tuple[Actor, str]:
    """Somebody passes the course; returns them and the certificate's key."""
    _, release_id = release(db, course(completion=EASY, valid_for=YEAR, edition=3, hours=Decimal("1.5")))
    actor = learner(db, name)
    pass_quiz(db, actor, release_id, now=NOW)
    return actor, db.exec(select(Certificate.key)).one()


def old_completion(db: Session, person_id: int, course_id: int, **values: object) -> int:
    row = Completion(
        person_id=person_id,
        course_id=course_id,
        edition=1,
        achieved_on=date(2025, 3, 2),
        source=Source.IMPORTED,
        recorded_at=factories.BEFORE,
        **values,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def test_a_completion_brings_its_certificate_and_a_notice_in_its_own_transaction(db: Session) -> None:
    actor, key = passed(db)
    proof = learning.certificate(db, actor, key, now=NOW)
    assert (proof.holder, str(proof.course.title), proof.edition) == ("Nguyễn Thị Hạnh", "Safety", 3)
    assert (proof.achieved_on, proof.valid_until) == (date(2026, 3, 2), date(2027, 3, 2))
    assert (proof.hours, proof.source, proof.standing) == (Decimal("1.5"), Source.EARNED, Standing.VALID)
    assert len(key) == 12
    assert proof.number == f"{key[:4]}-{key[4:8]}-{key[8:]}"
    told = notices.of(db, actor.person_id or 0)
    assert [(one.kind, one.link, one.values) for one in told] == [
        ("completed", f"/certificate?certificate={key}", {"course": {"vi": "Safety"}})
    ]


def test_a_renewal_has_a_certificate_of_its_own(db: Session) -> None:
    actor, first = passed(db)
    release_id = learning.history(db, actor.person_id or 0, now=NOW)[0].attempts[0].release_id
    pass_quiz(db, actor, release_id, now=NOW + 30 * DAY)
    keys = [one.certificate for one in learning.history(db, actor.person_id or 0, now=NOW)[0].completions]
    assert len(keys) == 2
    assert keys[1] == first
    assert keys[0] not in (None, first)


def test_a_certificate_says_when_it_no_longer_counts(db: Session) -> None:
    actor, key = passed(db)
    # valid until 02/03/2027: the last valid moment is 23:59 of the first of March in Hanoi, 16:59 UTC
    last = datetime(2027, 3, 1, 16, 59, tzinfo=UTC)
    assert learning.certificate(db, actor, key, now=last).standing is Standing.VALID
    assert learning.certificate(db, actor, key, now=last + MINUTE).standing is Standing.EXPIRED
    row = db.exec(select(Completion)).one()
    row.voided_at = NOW
    db.add(row)
    db.flush()
    assert learning.certificate(db, actor, key, now=NOW).standing is Standing.REVOKED
    assert learning.check_certificate(db, key, now=NOW).standing is Standing.REVOKED
    assert learning.history(db, actor.person_id or 0, now=NOW)[0].completions[0].standing is Standing.REVOKED


def test_only_the_holder_opens_it(db: Session) -> None:
    _actor, key = passed(db)
    for other in (learner(db, "Trần Thị Bình"), access.operator()):
        with pytest.raises(DomainError, match="not-found"):
            learning.certificate(db, other, key, now=NOW)


@pytest.mark.parametrize("key", ["", "x", "0" * 12, "' OR 1=1 --", "\x00" * 12, "đ" * 5000, "%" * 12])
def test_a_forged_number_is_not_found(db: Session, key: str) -> None:
    actor, _key = passed(db)
    with pytest.raises(DomainError, match="not-found"):
        learning.certificate(db, actor, key, now=NOW)
    with pytest.raises(DomainError, match="certificate-unknown"):
        learning.check_certificate(db, key, name="Nguyễn Thị Hạnh", now=NOW)


def test_a_stranger_learns_the_course_and_a_masked_name(db: Session) -> None:
    _actor, key = passed(db)
    found = learning.check_certificate(db, key, now=NOW)
    assert (found.standing, str(found.course), found.name, found.name_fits) == (
        Standing.VALID,
        "Safety",
        "Nguyễn T. H.",
        None,
    )
    assert (found.achieved_on, found.valid_until) == (date(2026, 3, 2), date(2027, 3, 2))
    wrong = learning.check_certificate(db, key, name="Nguyễn Thị Hằng", now=NOW)
    assert (wrong.name, wrong.name_fits) == ("Nguyễn T. H.", False)
    right = learning.check_certificate(db, key, name=" nguyen thi  HẠNH", now=NOW)
    assert (right.name, right.name_fits) == ("Nguyễn Thị Hạnh", True)


def test_a_number_is_read_as_people_type_it(db: Session) -> None:
    passed(db)
    row = db.exec(select(Certificate)).one()
    row.key = "0AB1CDEFGH01"
    db.add(row)
    db.flush()
    for typed in ("0AB1CDEFGH01", "0ab1-cdef-gh01", " oabl cdef ghoi ", "0AB1–CDEF–GH01"):
        assert learning.check_certificate(db, typed, now=NOW).number == "0AB1-CDEF-GH01"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Nguyễn Thị Hạnh", "Nguyễn T. H."), ("Đỗ An", "Đỗ A."), ("An", "A."), ("Lê Đức Anh Tú", "Lê Đ. A. T.")],
)
def test_a_masked_name_shows_the_family_name_only(name: str, expected: str) -> None:
    assert masked(name) == expected


def test_completions_from_before_get_theirs_once(db: Session) -> None:
    course_id, _ = release(db, course(completion=EASY))
    actor = learner(db)
    me = actor.person_id or 0
    standing = old_completion(db, me, course_id)
    old_completion(db, me, course_id, voided_at=NOW)
    assert learning.without_certificate(db, me) == [standing]
    learning.issue_missing(db, actor, now=NOW)
    learning.issue_missing(db, actor, now=NOW + DAY)
    assert [(row.completion_id, row.issued_at) for row in db.exec(select(Certificate))] == [(standing, NOW)]
    assert learning.without_certificate(db, me) == []


@pytest.mark.usefixtures("any_database")
def test_two_readers_at_once_write_a_missing_certificate_once() -> None:
    for _ in range(5):
        with database.writing() as db:
            course_id, _release = release(db, course(completion=EASY))
            actor = learner(db)
            completion = old_completion(db, actor.person_id or 0, course_id)
        outcome = together(*[lambda db, a=actor: learning.issue_missing(db, a, now=NOW)] * 3)
        assert outcome == [None, None, None]
        with database.reading() as db:
            assert len(db.exec(select(Certificate).where(Certificate.completion_id == completion)).all()) == 1


def test_a_history_groups_what_was_tried_and_achieved_by_course(db: Session) -> None:
    _, first = release(db, course("safety", completion=EASY))
    _, second = release(db, course("signing", completion=EASY))
    actor = learner(db)
    pass_quiz(db, actor, first, now=NOW, right=False)
    pass_quiz(db, actor, second, now=NOW + DAY)
    pass_quiz(db, actor, first, now=NOW + 2 * DAY)
    pass_quiz(db, learner(db, "Trần Thị Bình"), first, now=NOW + 3 * DAY)
    found = learning.history(db, actor.person_id or 0, now=NOW + 3 * DAY)
    assert [(one.slug, len(one.attempts), len(one.completions)) for one in found] == [
        ("safety", 2, 1),
        ("signing", 1, 1),
    ]
    assert [one.passed for one in found[0].attempts] == [True, False]
    assert found[0].latest == date(2026, 3, 4)
    assert all(one.certificate for history in found for one in history.completions)


def test_a_certificate_goes_with_the_record_that_stays(db: Session) -> None:
    dropped, key = passed(db, "Nguyễn Thị Hạnh")
    kept = learner(db, "Nguyễn Thị Mỹ Hạnh")
    assert dropped.person_id
    assert kept.person_id
    console = access.operator()
    scope = access.scope_of(console, Right.MANAGE_PEOPLE)
    access.merge_people(db, console, scope, kept.person_id, dropped.person_id, reason="one person", now=NOW)

    assert learning.certificate(db, kept, key, now=NOW).holder == "Nguyễn Thị Mỹ Hạnh"
    assert [one.certificate for line in learning.history(db, kept.person_id, now=NOW) for one in line.completions] == [
        key
    ]
    with pytest.raises(DomainError, match="not-found"):
        learning.certificate(db, dropped, key, now=NOW)
