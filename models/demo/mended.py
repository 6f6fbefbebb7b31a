"""A key that was wrong for twelve days, and what came of it when a trainer had the question marked anew.

Most people had answered what is right, and gain by it. A few passed by what was wrong: about one of them an office has
decided, about the others it has still to.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from models import access, assessment, courses, learning
from models.assessment import Treatment
from models.demo.campaigns import HOME, SECURITY
from models.demo.chance import chance
from models.demo.city import City
from models.demo.stage import Stage, Story
from models.demo.studies import Way, read
from models.learning import Decision
from models.rights import Right

QUESTION = "ngat-mang-roi-lam-gi"  # asked in every attempt at the quiz that completes the course
FILE = Path("courses") / SECURITY / "questions" / "su-co.yaml"
RIGHT = "Ghi lại diễn biến, chụp màn hình bằng điện thoại, để máy bật"
TAKEN_FOR_RIGHT = "Gỡ chương trình lạ vừa thấy trong danh sách cài đặt"
SLIPPED, MENDED, REGRADED, DECIDED = -141, -129, -16, -9
WHY = (
    "Trong 12 ngày, đáp án ghi nhầm là gỡ chương trình lạ. Gỡ như vậy làm mất dấu vết; "
    "đúng ra là ghi lại diễn biến và để máy bật."
)
STANDS = "Đã học đủ các bài và trả lời đúng câu này khi trao đổi với đơn vị ngày hôm sau."


def mended(stage: Stage, city: City, catalogue: courses.Catalogue, away: dict[str, int], content: Path) -> None:
    """Put the slip, those who passed by it, its mending and the decision on the stage.

    Who passed by it learns the course in no other way: ``away`` says so to the campaigns.
    """
    released = catalogue.released(SECURITY)
    if released is None:
        return
    stage.add(_slip(stage, content))
    stage.add(_mend(stage, content))
    at_home, elsewhere = _two(city, away)
    for number, code in enumerate((elsewhere, at_home)):
        away[code] = -1000
        stage.add(_pass_by_it(stage, released, stage.person(code), SLIPPED + 3 + 2 * number))
    stage.add(_regrade(stage, released))
    stage.add(_decide(stage, stage.person(elsewhere)))


def _two(city: City, away: dict[str, int]) -> tuple[str, str]:
    """Return somebody of the ward whose head has an account here, and somebody of another ward."""
    free = [one for one in city.staff if one.code.startswith("HN") and one.code not in away and not one.leads]
    wards = [one for one in free if one.path[0].startswith("Phường")]
    at_home = next(one for one in wards if one.path[0] == HOME)
    elsewhere = next(one for one in wards if one.path[0] != HOME)
    return at_home.code, elsewhere.code


@contextmanager
def slipped(content: Path) -> Iterator[Path]:
    """Give a copy of the content folder in which the key of the question stands at another option."""
    with TemporaryDirectory() as place:
        copy = Path(place) / "content"
        shutil.copytree(content, copy)
        before, question = (copy / FILE).read_text("utf-8").split(f"- id: {QUESTION}\n")
        right, key = f"    - text: {RIGHT}\n", "      right: true\n"
        wrong = f"    - text: {TAKEN_FOR_RIGHT}\n"
        assert right + key in question
        assert wrong in question
        question = question.replace(right + key, right, 1).replace(wrong, wrong + key, 1)
        (copy / FILE).write_text(f"{before}- id: {QUESTION}\n{question}", "utf-8")
        yield copy


def _slip(stage: Stage, content: Path) -> Story:
    yield stage.calendar.at(SLIPPED, 10)
    with slipped(content) as folder:
        stage.take_up(folder)


def _mend(stage: Stage, content: Path) -> Story:
    yield stage.calendar.at(MENDED, 95)
    stage.take_up(content)


def _pass_by_it(stage: Stage, released: courses.Released, person_id: int, day: int) -> Story:
    """Let somebody pass by so little that the answer that was taken for right decides."""
    source = chance("by the slip", person_id)
    begin = stage.calendar.at(day, source.uniform(5, 200))
    at = yield from read(stage, released, Way(person_id, SECURITY, begin), source)
    yield at
    quiz = released.course.quiz(released.course.completion.quiz or "")
    assert quiz is not None
    actor = stage.actor(person_id)
    key = learning.start_quiz(stage.db, actor, stage.release_id(released), quiz.name, now=stage.now)
    view = assessment.view(stage.db, actor, key)
    as_it_is = stage.catalogue.released(SECURITY)
    assert as_it_is is not None
    most = sum(Fraction(one.marks) for one in view.questions)
    earned = Fraction(0)
    for one in sorted(view.questions, key=lambda one: one.question_id != QUESTION):
        question = as_it_is.course.question(one.question_id)
        if question is not None and 100 * earned < quiz.pass_mark * most:
            earned += Fraction(one.marks)
            assessment.answer(stage.db, actor, key, one.place, question.right_answer(), now=stage.now)
    assert learning.finish(stage.db, actor, key, now=stage.now).result.passed


def _regrade(stage: Stage, released: courses.Released) -> Story:
    yield stage.calendar.at(REGRADED, 200)
    db, actor = stage.db, stage.actor(stage.person("giangvien"))
    found = assessment.regradable(db, actor, released.course_id, QUESTION)
    asked = [one.digest for one in found.by_key()]
    plan = assessment.plan(db, actor, released.course_id, QUESTION, Treatment.KEY, asked)
    learning.regrade(db, actor, plan, WHY, now=stage.now)
    for number, people in learning.left_to_follow(db):  # as the worker does, in one go
        learning.follow_some(db, number, people, now=stage.now, last=True)


def _decide(stage: Stage, person_id: int) -> Story:
    yield stage.calendar.at(DECIDED, 45)
    actor = stage.actor(stage.person("nhansu"))
    scope = access.scope_of(actor, Right.ASSIGN)
    _count, lines = learning.lost_passes(stage.db, actor, scope, now=stage.now)
    (line,) = [one for one in lines if one.result.person_id == person_id]
    learning.decide(stage.db, actor, scope, line.key, Decision.STANDS, STANDS, now=stage.now)
