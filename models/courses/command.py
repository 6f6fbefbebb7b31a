"""`python -m models check`: findings as lines, as JSON, and a rule explained."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from models.courses.checking import Report, check_folder, errors_first
from models.courses.findings import Finding, Rule, Severity
from models.courses.rules import RULES
from models.text import number, translate, translate_n


def check_command(folder: Path, out: TextIO, *, as_json: bool = False) -> int:
    """Check a folder and write what was found; return the exit status, 1 when anything is an error or missing."""
    if not folder.is_dir():
        out.write(translate("{folder} is not a folder.", folder=str(folder)) + "\n")
        return 1
    report = check_folder(folder)
    if as_json:
        out.write(json.dumps(as_data(report), ensure_ascii=False, indent=2) + "\n")
    else:
        out.writelines(line + "\n" for line in lines(report))
    return 1 if report.errors else 0


def explain_command(rule_id: str, out: TextIO) -> int:
    """Write why a rule is there, a wrong and a right example; return 1 when there is no such rule."""
    rule = RULES.get(rule_id.upper())
    if rule is None:
        out.write(translate("There is no rule {rule}.", rule=rule_id) + "\n")
        return 1
    out.write("\n".join(explanation(rule)) + "\n")
    return 0


def explanation(rule: Rule) -> list[str]:
    """Return a rule as lines of text."""
    kind = translate("error") if rule.severity is Severity.ERROR else translate("warning")
    return [
        f"{rule.id} ({kind}): {translate(rule.title)}",
        translate(rule.why),
        "",
        translate("Wrong:"),
        *(f"    {line}" for line in rule.wrong.split("\n")),
        translate("Right:"),
        *(f"    {line}" for line in rule.right.split("\n")),
    ]


def line(finding: Finding) -> str:
    """Return a finding as one line: path:line:column, rule, what is wrong and what to write."""
    place = finding.place
    return f"{place.path}:{place.line}:{place.column}  {finding.rule.id}  {finding.message}"


def lines(report: Report) -> Iterable[str]:
    """Yield the findings, errors first, and the count."""
    yield from (line(finding) for finding in errors_first(report.findings))
    errors = translate_n("{n} error", "{n} errors", report.errors)
    warnings = translate_n("{n} warning", "{n} warnings", report.warnings)
    courses = translate_n("{n} course", "{n} courses", len(report.drafts))
    seconds = number(report.seconds, 1)
    yield translate(
        "{errors}, {warnings} in {courses} ({seconds} s).",
        errors=errors,
        warnings=warnings,
        courses=courses,
        seconds=seconds,
    )
    if report.findings:
        rule = next(errors_first(report.findings)).rule.id
        yield translate("Explain a rule: {command}", command=f"python -m models check --explain {rule}")


def as_data(report: Report) -> dict[str, object]:
    """Return a report as plain data for programs."""
    return {
        "courses": len(report.drafts),
        "errors": report.errors,
        "warnings": report.warnings,
        "seconds": round(report.seconds, 3),
        "findings": [finding_data(finding) for finding in errors_first(report.findings)],
    }


def finding_data(finding: Finding) -> dict[str, object]:
    """Return a finding as plain data, its sentence in the current language."""
    return {
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "rule": finding.rule.id,
        "severity": finding.rule.severity.value,
        "values": dict(finding.values),
        "holds": finding.holds,
        "message": finding.message,
    }


def sentence(finding: Mapping[str, Any]) -> str:
    """Return a stored finding's sentence in the current language; a rule of another version keeps its stored one."""
    rule = RULES.get(str(finding["rule"]))
    return translate(rule.message, **finding["values"]) if rule else str(finding["message"])
