"""Keys, feedback and explanations never leave the server before the answer is given: every byte sent is read."""

import json
import re
import unicodedata
from collections.abc import Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from models import assessment, courses, database, learning, text
from models.courses import Question
from models.courses.questions.multiple.question import Multiple
from models.courses.questions.single.question import Single
from pages.parts.plain import plain
from tests import city, judged, menu, probing
from tests.server import Page, Platform, running

pytestmark = pytest.mark.server

SHORTEST = 12  # shorter words stand in questions and lessons too


@pytest.fixture(scope="module")
def platform(city_file, tmp_path_factory) -> Iterator[Platform]:  # type: ignore[no-untyped-def]
    """The platform over the demonstration city, with the shipped course."""
    folder = city.copied(city_file, tmp_path_factory.mktemp("keys") / "data")
    with running(folder, KNS_WORKER="false") as started, probing.database_of(started):
        yield started


@pytest.fixture(scope="module")
def course(platform: Platform) -> courses.Course:
    with database.reading() as db:
        return city.shipped(db).course


def bare(said: str) -> str:
    """Return a text without tags, Markdown and spaces, in one Unicode form, to compare by."""
    flat = re.sub(r"<[^>]*>|[*_`\\\[\]]|\(\S*?\)", "", unicodedata.normalize("NFC", said))
    flat = flat.replace("&quot;", '"').replace("&amp;", "&").replace("&#x27;", "'").replace("&#39;", "'")
    return re.sub(r"[\s\"“”'’]+", "", flat)


def secrets_of(course: courses.Course, questions: tuple[Question, ...]) -> dict[str, str]:
    """Return what gives the right answers of questions away: feedback and explanations, by their bare text.

    What a lesson teaches in the very same words is no secret.
    """
    taught = bare("".join(passage for lesson in course.lessons for passage in lesson.blocks))
    found: list[str] = []
    for question in questions:
        found += [] if question.explanation is None else [str(question.explanation)]
        if isinstance(question, Single | Multiple):
            found += [str(option.feedback) for option in question.options if option.feedback is not None]
    plain = [courses.to_plain(one) for one in found]
    return {bare(one): one for one in plain if len(one) >= SHORTEST and bare(one) not in taught}


def secrets_in(course: courses.Course, said: str, questions: tuple[Question, ...]) -> list[str]:
    """Return the secrets that stand in what was sent."""
    flat = bare(said)
    return [one for secret, one in secrets_of(course, questions).items() if secret in flat]


def keys_in(course: courses.Course, said: str, questions: tuple[Question, ...]) -> list[str]:
    """Return the secrets that stand in what was sent, and any mark of a right option or stored key."""
    return secrets_in(course, said, questions) + [
        mark for mark in ('"right"', "right=True", '"answers"', "tolerance", "explanation") if mark in said
    ]


def everything_of(messages: list[ForwardMsg]) -> str:
    return probing.bytes_of(messages)


def test_no_lesson_gives_a_key_away_before_its_check_is_answered(platform: Platform, course: courses.Course) -> None:
    everything = course.questions + tuple(check for lesson in course.lessons for check in lesson.checks)
    assert len(secrets_of(course, everything)) > 60
    with Page(platform, platform.sign_in("canbo")) as socket:
        for lesson in course.lessons:
            said = everything_of(socket.open("lesson", f"course={course.slug}&lesson={lesson.name}"))
            assert plain(lesson.title) in said
            for check in lesson.checks:
                assert bare(courses.to_plain(str(check.stem)))[:40] in bare(said), lesson.name
            assert keys_in(course, said, everything) == [], lesson.name


def test_after_a_check_is_answered_its_feedback_comes_and_no_others(platform: Platform, course: courses.Course) -> None:
    lesson = course.lessons[0]
    check = next(one for one in lesson.checks if isinstance(one, Single))
    query = f"course={course.slug}&lesson={lesson.name}"
    with Page(platform, platform.sign_in("canbo")) as socket:
        messages = socket.open("lesson", query)
        key = f"check:{course.slug}:{check.id}"
        shown = next(one.delta for one in messages if one.delta.new_element.bidi_component.id.endswith(key))
        widget = shown.new_element.bidi_component
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_script_hash = next(
            one.new_session.page_script_hash for one in messages if one.WhichOneof("type") == "new_session"
        )
        message.rerun_script.fragment_id = shown.fragment_id
        chosen = json.loads(widget.json)[0]["groups"]["options"][0][0]
        message.rerun_script.widget_states.widgets.append(probing.component_tells(widget.id, given={"answer": chosen}))
        answered = everything_of(socket.send(message))
    option = next(one for one in check.options if one.id == chosen)
    assert option.feedback is not None
    assert bare(courses.to_plain(str(option.feedback))) in bare(answered)
    others = tuple(one for one in course.questions + lesson.checks if one.id != check.id)
    assert keys_in(course, answered, others) == []


def test_no_question_of_a_quiz_gives_its_key_away_before_it_is_handed_in(
    platform: Platform, course: courses.Course
) -> None:
    keyed = [quiz for quiz in course.quizzes if quiz.name != judged.ESSAY_QUIZ]  # a person judges that one
    for quiz in keyed:
        with database.writing() as db:
            canbo, released = city.actor(db, "canbo"), city.shipped(db)
            attempt = learning.start_quiz(db, canbo, released.release_id, quiz.name, now=text.utc_now())
            asked = assessment.view(db, canbo, attempt).questions
        assert len(asked) >= 10
        with Page(platform, platform.sign_in("canbo")) as socket:
            for one in asked:
                query = f"course={course.slug}&quiz={quiz.name}&question={one.place}"
                said = everything_of(socket.open("quiz", query))
                assert bare(courses.to_plain(str(one.stem)))[:40] in bare(said)
                assert keys_in(course, said, course.questions) == [], one.question_id
            hidden = everything_of(socket.open("result", f"attempt={attempt}"))
            assert keys_in(course, hidden, course.questions) == []
            with database.writing() as db:
                learning.finish(db, city.actor(db, "canbo"), attempt, now=text.utc_now())
            shown = everything_of(socket.open("result", f"attempt={attempt}"))
            assert keys_in(course, shown, course.questions) != []


READ_ABOVE = ("lesson", "quiz", "result")
NAMES_THE_FORMAT = ("authors-guide",)  # it explains how a key is written, with examples of its own


@pytest.mark.parametrize("address", [page.address for page in menu.pages() if page.address not in READ_ABOVE])
def test_no_page_holds_a_key(platform: Platform, course: courses.Course, address: str) -> None:
    for login in ("canbo", "giangvien"):
        with Page(platform, platform.sign_in(login)) as socket:
            said = everything_of(socket.open(address, f"course={course.slug}&q=mật+khẩu"))
        seek = secrets_in if address in NAMES_THE_FORMAT else keys_in
        assert seek(course, said, course.questions) == [], login
