"""Places to find on a picture: marks computed by hand, where areas are shown, and what the check finds."""

from fractions import Fraction
from itertools import combinations

import pytest

from models import courses
from models.courses.questions.hotspot.question import Hotspot
from models.rights import DomainError
from tests.models.courses.library import bank_findings, read_bank

HEAD = "- id: anh\n  type: hotspot\n  stem: Bấm.\n  picture: ../media/thu.svg\n  alt: Thư\n"
ONE = HEAD + "  areas:\n    - {name: A, box: [0, 0, 36, 20], right: true}\n    - {name: B, box: [180, 100, 90, 50]}\n"
TWO = ONE + "    - {name: C, box: [324, 180, 36, 20], right: true}\n    - {name: D, box: [100, 0, 10, 10]}\n"


def ids(question: courses.Question, letters: str) -> list[str]:
    assert isinstance(question, Hotspot)
    found = {str(area.text): area.id for area in question.options}
    return [found[letter] for letter in letters]


@pytest.mark.parametrize(
    ("given", "all_of_it", "minus"),
    [("AC", 1, 1), ("A", 0, Fraction(1, 2)), ("ABC", 0, Fraction(1, 2)), ("AB", 0, 0), ("ABCD", 0, 0), ("BD", 0, 0)],
)
def test_what_chosen_areas_are_worth(given: str, all_of_it: int, minus: Fraction) -> None:
    (question,) = read_bank(TWO)
    assert question.mark(ids(question, given)).fraction == all_of_it
    (partly,) = read_bank(TWO + "  scoring: right-minus-wrong\n")
    assert partly.mark(ids(partly, given)).fraction == minus


def test_areas_are_shown_as_shares_of_the_picture_in_no_telling_order() -> None:
    (question,) = read_bank(TWO)
    (other,) = read_bank(
        TWO.replace(", right: true", "").replace("50]}", "50], right: true}").replace("10]}", "10], right: true}")
    )
    settings = question.settings()
    a, b = ids(question, "AB")
    assert settings["boxes"][a] == [0, 0, 0.1, 0.1]
    assert settings["boxes"][b] == [0.5, 0.5, 0.25, 0.25]
    assert (question.settings(), question.groups()[0][0]) == (other.settings(), other.groups()[0][0])
    assert list(settings["boxes"]) == sorted(settings["boxes"])


def test_one_area_is_chosen_where_one_is_to_be_found() -> None:
    (question,) = read_bank(ONE)
    assert question.settings()["several"] is False
    with pytest.raises(DomainError):
        question.parse(ids(question, "AB"))
    (several,) = read_bank(TWO)
    assert several.settings()["several"] is True
    assert several.parse(ids(several, "BA")) == ids(several, "AB")  # in the author's order


def test_its_picture_stands_in_its_body_described() -> None:
    (question,) = read_bank(HEAD.replace("alt: Thư", "alt: 'Thư [giả] * mới'") + ONE.partition("alt: Thư\n")[2])
    course = courses.Course.model_validate(
        {"slug": "x", "title": {"vi": "X"}, "media": [{"path": "media/thu.svg", "hash": "abc", "size": 1}]}
    )
    html = courses.html(
        course, str(question.body()), courses.Addresses(lambda digest, name: f"/files/{digest}/{name}", "{}{}".format)
    )
    assert 'src="/files/abc/thu.svg" alt="Thư [giả] * mới"' in html


@pytest.mark.parametrize(
    ("bank", "findings"),
    [
        ("- id: anh\n  type: hotspot\n  stem: Bấm.\n", ["1 F015", "1 F015", "1 F015"]),
        (ONE.replace("thu.svg", "thu.png"), ["4 Q045"]),
        (ONE.replace("../media/thu.svg", "../../../../etc/passwd"), ["4 Q045"]),
        (ONE.replace("../media/thu.svg", "https://example.vn/thu.svg"), ["4 Q045"]),
        (ONE.replace("  alt: Thư\n", ""), ["1 F015"]),
        (ONE.replace("[0, 0, 36, 20]", "[0, 0, 36]"), ["7 Q046"]),
        (ONE.replace("[0, 0, 36, 20]", "[0, 0, 0, 20]"), ["7 Q046"]),
        (ONE.replace("[0, 0, 36, 20]", "[0, 0, a, 20]"), ["7 F031", "7 Q046"]),
        (ONE.replace("box: [0, 0, 36, 20], ", ""), ["7 F015"]),
        (ONE.replace("[0, 0, 36, 20]", "[330, 0, 36, 20]"), ["7 Q047"]),
        (ONE.replace("[0, 0, 36, 20]", "[0, -1, 36, 20]"), ["7 Q047"]),
        (ONE.replace("[0, 0, 36, 20]", "[0, 0, 181, 101]"), ["8 Q048"]),
        (ONE.replace("[0, 0, 36, 20]", "[0, 0, 180, 100]"), []),  # they touch
        (ONE.replace("90, 50]", "90, 50], right: true").replace("[0, 0, 36, 20]", "[0, 0, 190, 110]"), ["6 Q013"]),
        (ONE.replace(", right: true", ""), ["6 Q005"]),
        (ONE.replace("name: B", "name: a"), ["8 Q008"]),
        (ONE.partition("    - {name: B")[0], ["6 Q009"]),
        (ONE + "  scoring: right-minus-wrong\n", ["9 Q064"]),
        (HEAD + "  areas: [A]\n", ["6 F037"]),
        (ONE.replace("right", "rigth"), ["7 Q012"]),
    ],
)
def test_what_the_check_finds(bank: str, findings: list[str]) -> None:
    assert bank_findings(bank) == findings


RULES = [read_bank(f"{TWO}  scoring: {rule}\n")[0] for rule in ("all-or-nothing", "right-minus-wrong")]


@pytest.mark.parametrize("question", RULES)
def test_any_areas_are_worth_0_to_1_and_only_the_right_ones_everything(question: courses.Question) -> None:
    """All 16 sets of four areas."""
    worth = {
        frozenset(some): question.mark(ids(question, "".join(some))).fraction
        for many in range(5)
        for some in combinations("ABCD", many)
    }
    for letters, share in worth.items():
        assert 0 <= share <= 1
        assert (share == 1) == (letters == {"A", "C"})
        for more in "AC":  # another right area never costs, another wrong one never gains
            assert worth[letters | {more}] >= share
        for more in "BD":
            assert worth[letters | {more}] <= share
