"""What a preview shows of an import, small enough to be kept: counts, and the first of everything."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from models.organisation.import_types import FieldChange, ImportReport, Outcome, PersonChange, UnitAddition
from models.organisation.roster_types import RosterProblem

SHOWN = 200


@dataclass(frozen=True)
class ImportSummary:
    """The counts of a report, and the first `SHOWN` of its changes, units, errors and notes."""

    counts: Mapping[str, int]
    touched: tuple[PersonChange, ...]
    units: tuple[UnitAddition, ...]
    unit_count: int
    refused: tuple[RosterProblem, ...]
    refused_count: int
    notes: tuple[RosterProblem, ...]
    note_count: int

    @classmethod
    def of(cls, report: ImportReport) -> "ImportSummary":
        """Return the summary of a report."""
        touched = [one for one in report.people if one.outcome is not Outcome.UNCHANGED]
        return cls(
            counts={outcome.value: n for outcome, n in report.counts.items()},
            touched=tuple(touched[:SHOWN]),
            units=report.units[:SHOWN],
            unit_count=len(report.units),
            refused=report.refused[:SHOWN],
            refused_count=len(report.refused),
            notes=report.notes[:SHOWN],
            note_count=len(report.notes),
        )

    @property
    def changed(self) -> int:
        """Of how many people anything is written."""
        stays = (Outcome.UNCHANGED, Outcome.ASKED, Outcome.OFFERED)
        return sum(n for outcome, n in self.counts.items() if outcome not in stays)

    @property
    def asked(self) -> int:
        """How many people are asked for, since others answer for them."""
        return self.counts.get(Outcome.ASKED, 0)

    @property
    def offered(self) -> int:
        """How many people are offered to units that others answer for."""
        return self.counts.get(Outcome.OFFERED, 0)

    @property
    def empty(self) -> bool:
        """Whether nothing would be written."""
        return not self.unit_count and not (self.changed or self.asked or self.offered)

    def told(self) -> dict[str, Any]:
        """Return the summary as it is kept, in JSON's own types."""
        body = asdict(self)
        body["refused"] = [_told(one) for one in self.refused]
        body["notes"] = [_told(one) for one in self.notes]
        return body

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> "ImportSummary":
        """Return a summary that was kept."""
        people = tuple(
            PersonChange(
                **{
                    **one,
                    "outcome": Outcome(one["outcome"]),
                    "fields": tuple(FieldChange(**change) for change in one["fields"]),
                }
            )
            for one in body["touched"]
        )
        return cls(
            **{
                **body,
                "touched": people,
                "units": tuple(UnitAddition(**one) for one in body["units"]),
                "refused": tuple(_read(one) for one in body["refused"]),
                "notes": tuple(_read(one) for one in body["notes"]),
            }
        )


def _told(problem: RosterProblem) -> dict[str, Any]:
    days = {name: value.isoformat() for name, value in problem.values.items() if isinstance(value, date)}
    plain = {
        name: one if isinstance(one, str | int | float | None) else str(one) for name, one in problem.values.items()
    }
    return {**vars(problem), "values": {**plain, **days}, "days": sorted(days)}


def _read(body: Mapping[str, Any]) -> RosterProblem:
    told = dict(body)
    values = dict(told["values"])
    values.update({name: date.fromisoformat(values[name]) for name in told.pop("days")})
    return RosterProblem(**{**told, "values": values})
