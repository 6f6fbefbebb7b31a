"""A text with gaps: how they are written, marks computed by hand, and what the check finds."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given as tried
from hypothesis import strategies as st

from models import courses
from models.courses.markdown import literal, to_html, to_plain
from models.courses.questions.gaps import marks
from models.courses.questions.gaps.question import Gaps
from models.rights import DomainError
from tests.models.courses.library import bank_findings, read_bank

HEAD = "- id: khuyet\n  type: gaps\n"
BANK = (
    HEAD
    + """\
  text: |
    Báo cáo tuần gửi trong ((7 ngày | bảy ngày)). Ký bằng khóa ((bí mật ~ công khai ~ chung)).

    | Việc | Ai làm |
    | --- | --- |
    | Duyệt | ((lãnh đạo *)) |
  gaps:
    - {}
    - {feedback: Chỉ người ký giữ khóa này.}
"""
)


def gaps_of(question: courses.Question) -> Gaps:
    assert isinstance(question, Gaps)
    return question


def answer(question: courses.Question, *said: str) -> dict[str, str]:
    """Return words for the gaps in their order, '' for none; a choice by its text."""
    found = {}
    for gap, words in zip(gaps_of(question).gaps, said, strict=True):
        ids = {str(choice.text): choice.id for choice in gap.offered()}
        if words:
            found[gap.id] = ids.get(words, words)
    return found


def shown(question: courses.Question) -> tuple[object, ...]:
    """Return all that a page gets of a question, its choices in an order of their own."""
    groups = {name: sorted(pieces, key=lambda one: one.id) for name, pieces in question.groups()}
    return question.stem, question.body(), groups, dict(question.settings()), dict(question.words())


@pytest.mark.parametrize(
    ("said", "right"),
    [
        (("7 ngày", "bí mật", "lãnh đạo cơ quan"), 3),
        (("BẢY  ngày", "bí mật", "lanh dao phong"), 3),  # case, spaces and, as nothing else is asked, accents
        (("bay ngay", "công khai", "lãnh đạo sở"), 2),
        (("7", "bí mật", "lãnh đạo"), 1),  # the star wants a word behind the space
        (("", "bí mật", ""), 1),
        (("7 tuần", "chung", "văn thư"), 0),
    ],
)
def test_each_gap_filled_right_earns_its_share(said: tuple[str, ...], right: int) -> None:
    (question,) = read_bank(BANK)
    assert question.mark(answer(question, *said)).fraction == Fraction(right, 3)
    (strict,) = read_bank(BANK + "  scoring: all-or-nothing\n")
    assert strict.mark(answer(strict, *said)).fraction == (right == 3)


def test_accents_count_where_the_author_says_so() -> None:
    (question,) = read_bank(BANK + "  accents: strict\n")
    assert question.mark(answer(question, "bay ngay", "bí mật", "lãnh đạo sở")).fraction == Fraction(2, 3)
    assert question.mark(answer(question, "bảy ngày", "bí mật", "lãnh đạo sở")).fraction == 1


def test_each_gap_is_told_with_what_stands_around_it() -> None:
    (question,) = read_bank(BANK)
    parts = question.mark(answer(question, "7 *ngày*", "chung", "")).parts
    assert [
        (str(one.text), one.given and to_plain(str(one.given)), one.right, to_plain(str(one.expected))) for one in parts
    ] == [
        ("Báo cáo tuần gửi trong ⟦…⟧.", "7 *ngày*", False, "7 ngày"),
        ("Ký bằng khóa ⟦…⟧.", "chung", False, "bí mật"),
        ("Duyệt · ⟦…⟧", None, False, "lãnh đạo …"),
    ]
    assert [one.also for one in parts] == [("bảy ngày",), (), ()]
    assert [one.feedback and str(one.feedback) for one in parts] == [None, "Chỉ người ký giữ khóa này.", None]


def test_what_is_shown_does_not_change_with_the_key() -> None:
    (one,) = read_bank(BANK)
    other_key = BANK.replace("((7 ngày | bảy ngày))", "((một tháng))").replace("lãnh đạo *", "văn thư")
    (other,) = read_bank(other_key.replace("((bí mật ~ công khai ~ chung))", "((công khai ~ chung ~ bí mật))"))
    assert shown(one) == shown(other)
    assert one.right_answer() != other.right_answer()


def test_english_answers_count_too_and_choices_are_read_in_english() -> None:
    (question,) = read_bank(
        HEAD + "  text:\n    vi: Ký bằng khóa ((bí mật)), gửi khóa ((công khai ~ riêng)).\n"
        "    en: Sign with the ((private)) key, send the ((public ~ own)) one.\n"
    )
    for words in ("bí mật", "private"):
        assert question.mark(answer(question, words, "công khai")).fraction == 1
    assert [one.text.en for one in dict(question.groups())[gaps_of(question).gaps[1].id]] == ["public", "own"]
    assert question.body() == courses.Translated(
        vi="Ký bằng khóa ⟦1⟧, gửi khóa ⟦2⟧.", en="Sign with the ⟦1⟧ key, send the ⟦2⟧ one."
    )
    assert question.stem.en == "Fill in the gaps."


def test_a_gap_keeps_its_answers_where_another_is_added_or_a_word_mended() -> None:
    before = courses.Course(slug="tap", title=courses.Translated(vi="Tập"), questions=read_bank(BANK))
    mended = BANK.replace("Báo cáo tuần", "Cuối tuần, gửi trước ((17 giờ)). Báo cáo tuần").replace("    - {}\n", "", 1)
    (added,) = read_bank(mended)
    bare = gaps_of(added).model_copy(
        update={"gaps": tuple(gap.model_copy(update={"id": ""}) for gap in gaps_of(added).gaps)}
    )
    kept, found = courses.with_option_ids(before.model_copy(update={"questions": (bare,)}), before)
    assert found == ()
    old, new = gaps_of(before.questions[0]), gaps_of(kept.questions[0])
    assert [gap.id for gap in new.gaps][1:] == [gap.id for gap in old.gaps]
    assert new.mark(old.right_answer()).fraction == Fraction(3, 4)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [(("x", "bí mật", "y" * 101), "long"), (("x", "ba", ""), "option"), (("a\x00b", "", ""), "characters")],
)
def test_what_no_field_gives(wrong: tuple[str, ...], reason: str) -> None:
    (question,) = read_bank(BANK)
    with pytest.raises(DomainError) as refused:
        question.parse(answer(question, *wrong))
    assert refused.value.values["reason"] == reason


@pytest.mark.parametrize(
    ("said", "inside", "rest"),
    [
        ("a ((b)) c", ["b"], "a ⟦1⟧ c"),
        ("((b))((c))", ["b", "c"], "⟦1⟧⟦2⟧"),
        ("hàm ((f(x))) đúng", ["f(x)"], "hàm ⟦1⟧ đúng"),
        ("(((b)))", ["b"], "(⟦1⟧)"),
        (r"\((b)) và ((c))", ["c"], r"\((b)) và ⟦1⟧"),
        ("((a) và ((b))", ["b"], "((a) và ⟦1⟧"),
        ("| a | ((b | c)) |", ["b | c"], "| a | ⟦1⟧ |"),
        ("⟦1⟧ ((b))", ["b"], "⟦\u20601⟧ ⟦1⟧"),
    ],
)
def test_where_gaps_are(said: str, inside: list[str], rest: str) -> None:
    found, _ = marks.find(said)
    assert [gap.inside for gap in found] == inside
    assert marks.body(said, found) == rest


@pytest.mark.parametrize(
    ("inside", "answers", "chosen"),
    [
        ("a | b", ("a", "b"), False),
        (r"a \| b", ("a", "b"), False),  # as other editors want it within a table
        ("a ~ b ~ c", ("a", "b", "c"), True),
        (r"\~/thu-muc", ("~/thu-muc",), False),
        (r"cười :\)", ("cười :)",), False),
        (r"\*.vn", (r"\*.vn",), False),  # the star itself, see wording
    ],
)
def test_what_stands_in_a_gap(inside: str, answers: tuple[str, ...], chosen: bool) -> None:
    (gap,), _ = marks.find(f"(({inside}))")
    assert (gap.answers, gap.chosen) == (answers, chosen)


words = st.text(alphabet="ab (~)*.⟦1⟧", min_size=1, max_size=8).map(lambda one: " ".join(one.split())).filter(bool)


@tried(
    st.lists(st.tuples(st.lists(words, min_size=1, max_size=3), st.booleans()), min_size=1, max_size=4),
    st.lists(st.text(alphabet="ab ⟦1⟧|\n", max_size=6), min_size=5, max_size=5),
)
def test_a_text_is_written_back_as_it_was_read(gaps: list[tuple[list[str], bool]], between: list[str]) -> None:
    wanted = [(tuple(answers), chosen and len(answers) > 1) for answers, chosen in gaps]
    numbered = "".join(f"{between[n].replace('⟦', marks._APART)}⟦{n + 1}⟧" for n in range(len(gaps)))
    source = marks.written(numbered, wanted)
    found, unclosed = marks.find(source)
    assert unclosed == []
    assert [(gap.answers, gap.chosen) for gap in found] == wanted
    assert marks.body(source, found) == numbered


@tried(st.text(alphabet="ab*_`<>&[]()!#~\\|-+.1đ", max_size=30))
def test_what_somebody_typed_is_shown_as_it_is(typed: str) -> None:
    assert to_plain(f"x{literal(typed)}x") == f"x{typed}x"
    assert "<em>" not in to_html(literal(typed))


@pytest.mark.parametrize(
    ("rest", "findings"),
    [
        ("", ["1 F015"]),
        ("  text: Không có chỗ trống.\n", ["3 Q035"]),
        ("  text: Khóa ((a)).\n  shuffle: false\n", ["4 Q034"]),
        ("  text: Khóa ((a ~ b)).\n  accents: strict\n", ["4 Q064"]),
        ("  text: Khóa ((a ~ b)), ((c)).\n  accents: strict\n", []),
        ("  text: Khóa ((bí mật).\n", ["3 Q036"]),
        ("  text: |\n    Khóa ((a)).\n    Khóa ((bí\n    mật)).\n", ["5 Q036"]),
        ("  text: |\n    Khóa ((a)).\n    Khóa (( )).\n", ["5 Q037"]),
        ("  text: Khóa (()).\n", ["3 Q037"]),
        ("  text: Khóa ((a ~ )).\n", ["3 Q037"]),
        ("  text: Khóa ((a | )).\n", ["3 Q037"]),
        ("  text: Khóa ((a ~ b ~ A)).\n", ["3 Q038"]),
        ("  text: Khóa ((a | b ~ c)).\n", ["3 Q043"]),
        ("  text: Khóa ((a ~ ![b](../media/b.svg))).\n", ["3 Q067"]),
        ("  text: Khóa ((**a** ~ `b`)), (([c](https://vd.vn) | d)).\n", []),
        ("  text: Khóa ((a | *)).\n", ["3 Q066"]),
        ('  text: "![khóa ((a))](../media/k.svg)"\n', ["3 Q044"]),
        ('  text: "[khóa](../lessons/((a)).md)"\n', ["3 Q044"]),
        ("  text:\n    vi: Khóa ((a)).\n    en: Key a.\n", ["5 Q039"]),
        ("  text:\n    vi: Khóa ((a ~ b)).\n    en: Key ((a)).\n", ["5 Q039"]),
        ("  text:\n    vi: Khóa ((a ~ b)).\n    en: Key ((a ~ b ~ c)).\n", ["5 Q039"]),
        ("  text:\n    vi: Khóa ((a)).\n    en: Key ((a).\n", ["5 Q036"]),
        ("  text: Khóa ((a)).\n  gaps: [{feedback: x}, {feedback: y}]\n", ["4 Q039"]),
        ("  text: Khóa ((a)) và ((b)).\n  gaps: [{id: x}, {id: x}]\n", ["4 Q018"]),
        ("  text: Khóa ((a)).\n  gaps: [{ident: x}]\n", ["4 Q012"]),
        ("  text: Khóa ((a)).\n  accents: maybe\n", ["4 F017"]),
        ("  text: [a]\n", ["3 F035"]),
    ],
)
def test_what_the_check_finds(rest: str, findings: list[str]) -> None:
    assert bank_findings(HEAD + rest) == findings


RULES = [read_bank(f"{BANK}  scoring: {rule}\n")[0] for rule in ("each", "all-or-nothing")]
SAID = (("7 ngày", "Bảy ngày", "7", "17 ngày"), ("bí mật", "công khai", "chung"), ("lãnh đạo sở", "lãnh đạo", "sở"))
RIGHT = ({"7 ngày", "Bảy ngày"}, {"bí mật"}, {"lãnh đạo sở"})


@pytest.mark.parametrize("question", RULES)
def test_whatever_is_filled_in_is_worth_its_share_and_only_right_words_everything(question: courses.Question) -> None:
    """All 80 ways to fill three gaps from these words, or to leave them."""
    for said in product(*(("", *words) for words in SAID)):
        worth = question.mark(answer(question, *said)).fraction
        right = [words in accepted for words, accepted in zip(said, RIGHT, strict=True)]
        assert worth == (Fraction(sum(right), 3) if question is RULES[0] else all(right))
        for place, accepted in enumerate(RIGHT):  # one more right gap never costs
            for words in accepted:
                better = [*said[:place], words, *said[place + 1 :]]
                assert question.mark(answer(question, *better)).fraction >= worth


def test_a_key_that_is_a_number_is_read_as_one_and_no_other_key_is() -> None:
    (question,) = read_bank(
        HEAD + "  text: Có ((36 | 36 người)) người, trong ((7 ngày)), tỷ lệ ((77,8)), số ((2.500)).\n"
    )
    first, days, share, large = (gap.id for gap in gaps_of(question).gaps)

    def right(place: int, name: str, *said: str) -> list[bool]:
        return [question.mark({name: one}).parts[place].right for one in said]

    assert right(0, first, "36", "36,0", "036", "36 người", "36.000", "36 %", "-36") == [True] * 4 + [False] * 3
    assert right(1, days, "7 ngày", "7", "7,0 ngày") == [True, False, False]
    assert right(2, share, "77,8", "77.80", "77,9", "778") == [True, True, False, False]
    assert right(3, large, "2500", "2.500", "2 500", "2,5") == [True, True, True, False]
