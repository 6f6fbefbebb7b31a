"""Readers of what browsers and addresses say, and of kept heads of the trail."""

import json
from functools import lru_cache

from models import audit, courses, text
from models.rights import DomainError
from pages.parts import asked
from pages.routes.drafts import Draft
from tests.fuzzed.places import CONTENT, PLACE, mutable


@lru_cache(maxsize=1)
def questions() -> tuple[courses.Question, ...]:
    """Return one question of each type."""
    drafts = courses.check_folder(CONTENT, deep=False).drafts
    whole = [courses.with_option_ids(draft.course, None)[0] for draft in drafts if draft.course]
    found = {type(one): one for course in whole for one in course.questions}
    return tuple(found.values())


def answers() -> list[bytes]:
    """Return drafts of answers as a page sends them."""
    sent = [{"attempt": "a" * 12, "place": 1, "answer": one.right_answer()} for one in questions()]
    more = [
        {**sent[0], "answer": wrong, "device": "d", "sequence": 3}
        for one in questions()
        for wrong in one.wrong_answers()
    ]
    return [json.dumps(one).encode() for one in (*sent, *more)]


def read_answer(data: bytes) -> None:
    """Read a draft and take its answer as each type of question does."""
    sent = Draft.model_validate_json(data[: 64 * 1024])
    for question in questions():
        try:
            given = question.parse(sent.answer)
        except DomainError as error:
            if error.code != "answer-invalid":
                raise
            continue
        question.mark(given)
        assert question.parse(given) == given, "read again it is another answer"


def addresses() -> list[bytes]:
    """Return addresses of views."""
    return [
        b"on=2026-03-02&known=2026-03-02T09:00:00%2B07:00&tree=party&by=course&unit=abc&state=open",
        b"from=2026-01-01&on=2026-03-02&past=compare&weeks=26&look=now&place=3&category=congchuc",
        b"view=map&path=lo-trinh&attribute=leader&flag=x&step=left&alone=1",
    ]


def read_address(data: bytes) -> None:
    """Read what an address asks, as pages do, and say its day and moment."""
    from urllib.parse import parse_qsl

    address = dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None))
    for read in (asked.states, asked.listed, asked.flag, asked.split, asked.by_course, asked.weeks, asked.step):
        read(address)
    asked.known_then(address)
    assert asked.place(address, "place") >= 1
    for name in ("on", "from"):
        told = asked.day(address.get(name, ""))
        if told is not None:
            text.day(told)
            asked.past(address, told)
            asked.week_days(told, asked.weeks(address), now=text.utc_now())
    moment = asked._moment(address.get("known", ""))
    if moment is not None:
        text.moment(moment)
        moment.astimezone(text.utc_now().tzinfo)


def heads() -> list[bytes]:
    """Return kept heads of the trail."""
    return [b"2026-03-02T02:00:00+00:00 500 " + b"a" * 64 + b"\n2026-03-03T02:00:00+00:00 1000 " + b"b" * 64 + b"\n"]


def read_heads(data: bytes) -> object:
    """Read kept heads from a file."""
    file = mutable(PLACE) / "heads.txt"
    file.write_bytes(data)
    return audit.kept_heads(file)
