"""Scenarios: read into their questions, written back, and what their check finds."""

import pytest
import yaml

from models import courses
from models.courses import Translated
from models.courses.question_file import written_bank
from tests.models.courses.library import bank_findings, read_bank

INNER = """\
    - id: viec-dau-tien
      type: truefalse
      stem: Mở tệp trước.
      answer: false
    - id: viec-tiep-theo
      type: truefalse
      stem: Báo bộ phận phụ trách.
      answer: true
      difficulty: 3
"""
SCENARIO = (
    """\
- id: mot-cua
  type: scenario
  text: {vi: "Sáng thứ hai, bộ phận một cửa nhận được…", en: "On Monday morning…"}
  difficulty: 2
  tags: [một cửa]
  questions:
"""
    + INNER
)
OTHERS = "".join(f"- {{id: q{n}, type: truefalse, stem: S{n}., answer: true, difficulty: 2}}\n" for n in range(6))
BANK = SCENARIO + OTHERS


def test_each_question_carries_the_text_and_what_the_scenario_says_for_it() -> None:
    first, second, *_ = read_bank(SCENARIO)
    assert first.scenario is not None
    assert (first.scenario.id, first.scenario.text.en) == ("mot-cua", "On Monday morning…")
    assert second.scenario == first.scenario
    assert (first.difficulty, second.difficulty) == (2, 3)
    assert first.tags == second.tags == ("một cửa",)


def test_a_question_outside_a_scenario_has_the_version_that_it_had() -> None:
    (question,) = read_bank("- {id: a, type: truefalse, stem: S., answer: true}")
    assert "scenario" not in courses.canonical(question)
    within = question.model_copy(update={"scenario": courses.Scenario(id="s", text=Translated(vi="T"))})
    assert courses.version(within) != courses.version(question)


def test_a_whole_bank_written_out_and_read_again_is_the_same() -> None:
    bank = read_bank(BANK)
    told = written_bank(bank)
    assert [one["id"] for one in told] == ["mot-cua", *(f"q{n}" for n in range(6))]
    assert told[0]["tags"] == ["một cửa"]
    assert "tags" not in told[0]["questions"][0]
    assert read_bank(yaml.safe_dump(told, allow_unicode=True, sort_keys=False)) == bank


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("- {id: s, type: scenario, text: T}", ["1 F015"]),
        ("- {id: s, type: scenario, text: T, questions: []}", ["1 Q061"]),
        ("- id: s\n  type: scenario\n  questions:\n" + INNER, ["1 F015"]),
        ("- id: s\n  type: scenario\n  text: T\n  stem: S\n  questions:\n" + INNER, ["4 Q012"]),
        ("- id: s\n  type: scenario\n  text: T\n  outcome: khong\n  lesson: khong\n  questions:\n" + INNER, ["5 Q010"]),
        (
            "- id: s\n  type: scenario\n  text: T\n  questions:\n" + INNER + "    - {id: t, type: scenario, text: T}\n",
            ["14 Q060"],
        ),
        (SCENARIO + "- {id: viec-dau-tien, type: truefalse, stem: S., answer: true}", ["16 F041"]),
        (SCENARIO + "- {id: mot-cua, type: truefalse, stem: S., answer: true}", ["16 F041"]),
    ],
)
def test_what_the_check_finds(text: str, findings: list[str]) -> None:
    assert bank_findings(text) == findings
