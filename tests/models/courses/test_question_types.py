"""What holds for every type of question, tried on the example in its folder and on its relatives."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from models import courses
from models.assessment import ask, option_order
from models.courses.question_file import written
from models.courses.questions import kinds
from models.rights import DomainError
from tests.models.courses.library import read_bank

pytestmark = pytest.mark.slow

NAMES = sorted(path.parent.name for path in kinds.FOLDER.glob("*/question.py"))
EXAMPLES: dict[str, tuple[courses.Question, ...]] = {
    name: read_bank((kinds.FOLDER / name / "example.yaml").read_text(encoding="utf-8")) for name in NAMES
}
QUESTIONS = [pytest.param(one, id=one.id) for found in EXAMPLES.values() for one in found]
JUDGED = [one for one in QUESTIONS if isinstance(one.values[0], courses.Judged)]  # by a person, with a rubric
KEYED = [one for one in QUESTIONS if one not in JUDGED]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def test_the_folder_names_the_type() -> None:
    assert set(NAMES) == set(courses.KINDS)
    for name, found in EXAMPLES.items():
        assert found, name
        assert {one.type for one in found} == {name}


@pytest.mark.parametrize("question", JUDGED)
def test_an_answer_that_a_person_judges_waits_and_none_is_worth_nothing_at_once(question: courses.Judged) -> None:
    for answer in (question.right_answer(), *question.wrong_answers()):
        marked = question.mark(answer)
        assert (marked.fraction, marked.right, marked.answered, marked.waits) == (0, False, True, True)
    nothing = question.mark(None)
    assert (nothing.fraction, nothing.answered, nothing.waits) == (0, False, False)
    best = question.judged(question.best())
    assert (best.fraction, best.right, best.waits) == (1, True, False)


@pytest.mark.parametrize("question", JUDGED)
@given(json_values)
def test_levels_that_the_rubric_does_not_have_are_refused(question: courses.Judged, levels: Any) -> None:
    try:
        worth, refused = question.judged(levels).fraction, ""
    except DomainError as error:
        worth, refused = 0, error.code
    assert refused in ("", "marking-invalid", "marking-incomplete")
    assert 0 <= worth <= 1


@pytest.mark.parametrize("question", KEYED)
def test_the_right_answer_earns_all_and_the_wrong_ones_less(question: courses.Question) -> None:
    right = question.mark(question.right_answer())
    assert (right.fraction, right.right, right.answered) == (1, True, True)
    assert question.readable(question.right_answer())
    assert question.wrong_answers()
    for wrong in question.wrong_answers():
        marked = question.mark(wrong)
        assert 0 <= marked.fraction < 1
        assert (marked.right, marked.answered) == (False, True)


@pytest.mark.parametrize("question", KEYED)
def test_no_answer_earns_nothing_and_tells_what_would_have_been_right(question: courses.Question) -> None:
    marked = question.mark(None)
    assert (marked.fraction, marked.right, marked.answered) == (0, False, False)
    assert any(one.right for one in marked.options) or marked.expected or all(one.expected for one in marked.parts)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_stored_in_one_form_only(question: courses.Question) -> None:
    for answer in (question.right_answer(), *question.wrong_answers()):
        stored = question.parse(answer)
        assert stored is not None
        assert question.parse(json.loads(json.dumps(stored))) == stored


@pytest.mark.parametrize("question", QUESTIONS)
@given(json_values)
def test_what_no_widget_could_give_is_refused_in_words(question: courses.Question, answer: Any) -> None:
    try:
        worth, refused = float(question.mark(question.parse(answer)).fraction), ""
    except DomainError as error:
        worth, refused = 0.0, error.code
    assert refused in ("", "answer-invalid")
    assert 0 <= worth <= 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_megabyte_is_refused(question: courses.Question) -> None:
    big = "đ" * 1_000_000
    right = question.right_answer()
    answers: list[Any] = [big, [big], [big] * 3, {big: big}]
    if isinstance(right, dict):
        answers += [dict.fromkeys(right, big)]
    for answer in answers:
        with pytest.raises(DomainError):
            question.parse(answer)


@pytest.mark.parametrize("question", QUESTIONS)
def test_written_out_and_read_again_it_is_the_same_question(question: courses.Question) -> None:
    text = yaml.safe_dump([written(question)], allow_unicode=True, sort_keys=False)
    assert read_bank(text) == (question,)


@pytest.mark.parametrize("question", QUESTIONS)
def test_its_pieces_stand_in_an_order_of_the_attempts_own(question: courses.Question) -> None:
    pieces = [piece.id for _, found in question.groups() for piece in found]
    assert len(set(pieces)) == len(pieces)
    orders = {option_order(question, seed) for seed in range(40)}
    assert all(sorted(order) == sorted(pieces) for order in orders)
    assert len(orders) > 1 or len(pieces) < 2
    asked = ask(question, seed=7)
    shown = [piece.id for found in asked.groups.values() for piece in found]
    assert tuple(shown) == option_order(question, 7)


@pytest.mark.parametrize("question", QUESTIONS)
def test_on_paper_every_piece_stands_once(question: courses.Question) -> None:
    asked = ask(question, seed=7)
    assert sorted(one.group for one in asked.printed) == sorted(asked.groups)
    assert "⟦" not in str(asked.read_body)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_asked_holds_nothing_of_the_key(question: courses.Question) -> None:
    """Neither feedback nor explanation nor a right answer that is not also offered reaches a page before its time."""
    asked = ask(question, seed=7)
    assert {type(piece) for found in asked.groups.values() for piece in found} <= {courses.Piece}
    offered = {piece.text.vi for found in asked.groups.values() for piece in found}
    marked = question.mark(None)
    secrets = {one.feedback.vi for one in (*marked.options, *marked.parts) if one.feedback is not None}
    secrets |= {word for one in marked.parts for word in one.expected.vi.split(" · ")} - offered
    secrets |= {question.explanation.vi} if question.explanation is not None else set()
    told = json.dumps(
        [
            *(str(one) for one in (asked.stem, asked.body, asked.read_body, asked.printed)),
            dict(asked.settings),
            dict(asked.words),
            sorted(offered),
        ],
        ensure_ascii=False,
    )
    assert [secret for secret in secrets if secret in told] == []
    shown = json.dumps([dict(asked.settings), str(asked.body)], ensure_ascii=False)
    assert [secret for secret in marked.expected if secret in shown] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_statistics_count_every_answer(question: courses.Question) -> None:
    right, wrong = question.parse(question.right_answer()), question.parse(question.wrong_answers()[0])
    if isinstance(question, courses.Judged):  # counted is what people gave, not what was written
        right = list(question.best())
        wrong = [0 if best else len(one.levels) - 1 for best, one in zip(right, question.rubric.criteria, strict=True)]
    counted = [choice for part in question.counts([(right, 5), (wrong, 2)]) for choice in part.choices]
    assert any(choice.right and choice.count >= 5 for choice in counted)
    assert any(not choice.right and choice.count == 2 for choice in counted)
    for part in question.counts([(right, 5), (wrong, 2)]):
        if part.right is not None:
            assert part.answered is not None
            assert 5 <= part.right <= part.answered == 7
    assert all(part.right in (0, None) for part in question.counts([]))


@pytest.mark.parametrize("name", NAMES)
def test_every_type_has_a_widget_of_its_own_or_that_of_options(name: str) -> None:
    script, _ = courses.widget(name)
    assert "function widget(host, data, changed)" in script
    (question, *_) = EXAMPLES[name]
    if script == courses.widget("single")[0]:
        assert [*dict(question.groups())] == ["options"] or {"true", "false"} <= question.words().keys()


@pytest.mark.parametrize("name", NAMES)
def test_its_tests_stand_in_its_folder(name: str) -> None:
    assert [path.name for path in (kinds.FOLDER / name).glob("test_*.py")] == [f"test_{name}.py"]


def test_nothing_outside_its_folder_names_a_type_of_its_own() -> None:
    root = Path(courses.__file__).parents[2]
    sources = [path for top in ("models", "pages") for path in (root / top).rglob("*.py")]
    found = [
        f"{path.relative_to(root)} names {name}"
        for path in sources
        if path.parent.name not in NAMES
        for name in NAMES
        if f"questions.{name}" in (source := path.read_text(encoding="utf-8")) or f'type == "{name}"' in source
    ]
    assert found == []
