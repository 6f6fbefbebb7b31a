"""The draw: the right number, nothing twice, everything possible, the same for the same seed."""

from collections import Counter

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from models.assessment.drawing import draw, how_many, option_order
from models.courses import Draw, Question, Quiz, Scenario, Shuffle, Translated
from models.rights import DomainError
from tests.models.assessment.questions import multiple, single, truefalse

BANK: tuple[Question, ...] = tuple(
    single(f"q{n}", outcome="x" if n < 6 else "y", difficulty=1 + n % 3) for n in range(10)
)


def quiz(*lines: Draw) -> Quiz:
    return Quiz(name="final", title=Translated(vi="Final"), draw=lines)


def asked(made: Quiz, seed: int, bank: tuple[Question, ...] = BANK) -> list[str]:
    return [drawn.question.id for drawn in draw(made, bank, seed)]


def test_a_seed_decides_everything_whatever_stands_beside_it() -> None:
    made = quiz(Draw(outcome="x", take=3))
    assert draw(made, BANK, 7) == draw(made, BANK, 7)
    others = tuple(truefalse(id=f"other{n}", outcome="z") for n in range(5))
    assert asked(made, 7) == asked(made, 7, others + BANK[::-1])
    assert len({tuple(asked(made, seed)) for seed in range(50)}) > 20


def test_named_questions_come_in_the_order_named_and_no_pool_takes_them() -> None:
    made = quiz(Draw(questions=("q5", "q0")), Draw(outcome="x", take=4))
    for seed in range(30):
        names = asked(made, seed)
        assert names[:2] == ["q5", "q0"]
        assert set(names[2:]) == {"q1", "q2", "q3", "q4"}


def test_some_of_the_named_ones_may_be_drawn() -> None:
    made = quiz(Draw(questions=("q1", "q2", "q3"), take=2))
    assert {frozenset(asked(made, seed)) for seed in range(40)} == {
        frozenset({"q1", "q2"}), frozenset({"q1", "q3"}), frozenset({"q2", "q3"})
    }  # fmt: skip


def test_every_eligible_question_is_about_equally_likely() -> None:
    made = quiz(Draw(outcome="x", take=2))
    seen = Counter(name for seed in range(3000) for name in asked(made, seed))
    assert set(seen) == {"q0", "q1", "q2", "q3", "q4", "q5"}
    assert all(880 < count < 1120 for count in seen.values())  # 1000 each, 4.6 standard deviations


def test_the_whole_quiz_is_shuffled_where_the_author_says_so() -> None:
    lines = (Draw(questions=("q5", "q0")), Draw(outcome="y", take=2))
    kept, free = quiz(*lines), quiz(*lines).model_copy(update={"shuffle": Shuffle.ALL})
    for seed in range(30):
        assert sorted(asked(free, seed)) == sorted(asked(kept, seed))
        assert asked(free, seed) == asked(free, seed)
    first = Counter(asked(free, seed)[0] for seed in range(3000))
    assert all(650 < first[name] < 850 for name in ("q5", "q0"))  # 750 each, 4.2 standard deviations
    assert {asked(kept, seed)[0] for seed in range(30)} == {"q5"}


def test_a_pool_that_overlaps_a_narrow_one_leaves_it_what_it_needs() -> None:
    bank = tuple(single(name, tags=("a",) if name != "q3" else ("a", "b")) for name in ("q1", "q2", "q3"))
    made = quiz(Draw(tags=("a",), take=2), Draw(tags=("b",), take=1))
    for seed in range(40):
        assert asked(made, seed, bank)[2] == "q3"


def test_a_pool_too_small_is_refused_with_the_numbers() -> None:
    with pytest.raises(DomainError) as caught:
        draw(quiz(Draw(outcome="y", take=5)), BANK, 1)
    assert (caught.value.code, caught.value.values) == ("quiz-too-small", {"quiz": "final", "wanted": 5, "found": 4})


def test_a_named_question_that_is_gone_is_not_passed_over() -> None:
    with pytest.raises(DomainError, match="quiz-too-small"):
        draw(quiz(Draw(questions=("q1", "gone"))), BANK, 1)


def test_options_keep_the_authors_order_where_shuffling_is_off() -> None:
    kept, free = multiple(3, 3, shuffle=False), multiple(3, 3)
    assert all(option_order(kept, seed) == ("r1", "r2", "r3", "w1", "w2", "w3") for seed in range(10))
    orders = {option_order(free, seed) for seed in range(300)}
    assert len(orders) > 200
    assert all(sorted(order) == ["r1", "r2", "r3", "w1", "w2", "w3"] for order in orders)
    assert option_order(truefalse(), 1) == ()


def test_each_option_stands_first_about_equally_often() -> None:
    first = Counter(option_order(single(), seed)[0] for seed in range(3000))
    assert all(880 < count < 1120 for count in first.values())


lines = st.lists(
    st.builds(
        Draw,
        outcome=st.sampled_from([None, "x", "y"]),
        difficulty=st.sampled_from([(), (1,), (2, 3)]),
        take=st.integers(1, 3),
    ),
    min_size=1,
    max_size=4,
)


@given(lines, st.integers(0, 2**31 - 1))
def test_sizes_are_right_nothing_is_asked_twice_and_each_fits_its_line(made: list[Draw], seed: int) -> None:
    wanted = sum(line.take or 0 for line in made)
    try:
        drawn = draw(quiz(*made), BANK, seed)
    except DomainError:
        reject()  # too much asked of the bank; the test above looks at that
    assert len({one.question.id for one in drawn}) == len(drawn) == wanted
    rest = list(drawn)
    for line in made:
        for _ in range(line.take or 0):
            one = rest.pop(0)
            assert line.outcome in (None, one.question.outcome)
            assert not line.difficulty or one.question.difficulty in line.difficulty


def test_how_many_questions_are_asked_is_known_unless_scenarios_are_drawn() -> None:
    about = Scenario(id="mail", text=Translated(vi="Thư"))
    within = tuple(one.model_copy(update={"scenario": about}) for one in (single("x"), single("y"), single("z")))
    bank = (*within, *(single(f"s{n}", tags=("plain",)) for n in range(5)))
    named, plain = Draw(questions=("mail", "s0")), Draw(tags=("plain",), take=2)
    assert how_many(quiz(named, plain), bank) == 6
    assert len(draw(quiz(named, plain), bank, 1)) == 6
    assert how_many(quiz(plain, Draw(take=1)), bank) is None
