"""`make audit` fails on a known fault and never calls safe what it could not ask about."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

START = runpy.run_path(str(Path(__file__).resolve().parent.parent / "start.py"))
SAFE: dict[str, Any] = {"name": "a", "version": "1", "vulns": []}
FAULTY = {"name": "b", "version": "2", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["2.1"]}]}
UNMENDED = {"name": "d", "version": "4", "vulns": [{"id": "PYSEC-2026-2", "fix_versions": []}]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (3)"}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([SAFE], 0, ["1 of 1 packages audited, 0 known faults."]),
        ([SAFE, FAULTY], 1, ["b 2: CVE-2026-1, mended in 2.1", "2 of 2 packages audited, 1 known faults."]),
        ([UNMENDED], 1, ["d 4: PYSEC-2026-2, mended in no version", "1 of 1 packages audited, 1 known faults."]),
        (
            [SKIPPED],
            0,
            [
                "0 of 1 packages audited, 0 known faults.",
                "WARNING: 1 packages were not audited (PyPI did not tell of them): c …",
            ],
        ),
        ([SKIPPED, FAULTY], 1, None),
    ],
)
def test_a_known_fault_fails_and_silence_warns(packages: list[Any], status: int, said: list[str] | None) -> None:
    found, lines = START["audited"](json.dumps({"dependencies": packages, "fixes": []}))
    assert found == status
    assert said is None or lines == said


@pytest.mark.parametrize("told", ["", "<html>", "[]", "{}"])
def test_without_an_answer_there_is_a_warning(told: str) -> None:
    status, lines = START["audited"](told, "Traceback\nConnectionError: no route")
    assert (status, lines) == (0, ["WARNING: nothing was audited: ConnectionError: no route"])
