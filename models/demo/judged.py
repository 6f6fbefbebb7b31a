"""Written answers and a practical task: handed in, judged by a rubric, one judged anew, the newest still waiting."""

from dataclasses import dataclass
from datetime import timedelta

from models import assessment, courses, learning
from models.assessment import Verdict
from models.demo.campaigns import DOCUMENTS, SECURITY
from models.demo.chance import chance
from models.demo.city import City
from models.demo.stage import Stage, Story
from models.demo.works import INCIDENTS, letter

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Said:
    """What the trainer says of a work: a level for each criterion of its rubric, and a comment on the whole."""

    levels: tuple[int, ...]
    comment: str


@dataclass(frozen=True)
class Work:
    """Something that somebody hands in on a day: a text, or the letter as a file; what is said of it, None: it waits.

    ``again``: what is said of it five days before the end instead.
    """

    course: str
    quiz: str
    day: int
    text: str | None = None
    said: Said | None = None
    again: Said | None = None


WORKS = (
    Work(
        *(SECURITY, "bai-viet", -24, INCIDENTS[0]),
        Said((3, 2, 1), "Tin báo rõ, đủ giờ và dấu hiệu; thứ tự việc làm đúng và nói được vì sao."),
    ),
    Work(
        *(SECURITY, "bai-viet", -17, INCIDENTS[1]),
        Said((1, 2, 1), "Việc làm đúng. Tin báo nên ghi giờ chính xác và nói rõ máy nào."),
    ),
    Work(
        *(SECURITY, "bai-viet", -13, INCIDENTS[2]),
        Said(
            (0, 0, 1),
            "Tắt máy và xóa thư làm mất dấu vết, cắm ổ sao lưu có thể mất cả bản sao. Mời anh/chị đọc lại bài 7.",
        ),
    ),
    Work(
        *(SECURITY, "bai-viet", -9, INCIDENTS[3]),
        Said((3, 1, 1), "Tin báo tốt. Còn thiếu việc đổi mật khẩu của các tài khoản khác đã đăng nhập trên máy ấy."),
        Said((3, 2, 1), "Tin báo tốt, thứ tự việc làm đúng."),
    ),
    Work(SECURITY, "bai-viet", -2, INCIDENTS[4]),
    Work(DOCUMENTS, "thuc-hanh", -3),
    Work(DOCUMENTS, "thuc-hanh", -1),
)
WHY_AGAIN = "Lần chấm trước đòi hỏi nhiều hơn đề bài."


def judged(stage: Stage, city: City, catalogue: courses.Catalogue, away: dict[str, int]) -> None:
    """Put what people hand in, and what the trainer says of it, on the stage."""
    free = [one for one in city.staff if one.code.startswith("HN") and one.code not in away]
    chance("judged", city.size.people).shuffle(free)
    for work in WORKS:
        released = catalogue.released(work.course)
        if released is not None:
            stage.add(_hand_in(stage, released, stage.person(free.pop().code), work))


def _hand_in(stage: Stage, released: courses.Released, person_id: int, work: Work) -> Story:
    source = chance("work", person_id)
    at = stage.calendar.at(work.day, source.uniform(5, 400))
    yield at
    db, actor = stage.db, stage.actor(person_id)
    key = learning.start_quiz(db, actor, stage.release_id(released), work.quiz, now=stage.now)
    (asked,) = assessment.view(db, actor, key).questions
    at += source.uniform(18, 50) * MINUTE
    yield at
    if work.text is None:
        name = "15-UBND-VP phoi hop tap huan ky nang so.docx"
        assessment.add_file(db, actor, key, asked.place, name, letter(), now=stage.now)
    else:
        assessment.answer(db, actor, key, asked.place, work.text, now=stage.now)
    learning.finish(db, actor, key, now=stage.now)
    if work.said is not None:
        yield stage.calendar.later(at, 2, source)
        _judge(stage, key, asked.place, work.said)
    if work.again is not None:
        yield stage.calendar.at(-5, 300)
        _judge(stage, key, asked.place, work.again, WHY_AGAIN)


def _judge(stage: Stage, key: str, place: int, said: Said, reason: str = "") -> None:
    actor = stage.actor(stage.person("giangvien"))
    assessment.begin_marking(stage.db, actor, key, place, now=stage.now)
    verdict = Verdict(said.levels, ("",) * len(said.levels), said.comment)
    learning.judge(stage.db, actor, key, place, verdict, reason=reason, now=stage.now)
