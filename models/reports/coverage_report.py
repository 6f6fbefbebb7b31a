"""What a workbook of coverage tells: a figure, its other splits, the people behind it, of one moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from models import text, training
from models.reports.wanted import CoverageWanted
from models.rights import Scope
from models.text import translate as _
from models.training import By, Coverage, Held, Outlooks, PersonRow, RowKind, Said

SPLITS = (By.UNIT, By.COURSE, By.CATEGORY)


@dataclass(frozen=True)
class CoverageReport:
    """A figure with its split, the same figure split otherwise, and its people, read while they are written."""

    figure: Coverage
    also: tuple[Coverage, ...]
    against: tuple[Outlooks, ...]  # how the figure's parts stand against their targets, then those of the others
    explained: Mapping[str, Said]  # what units say beside their figures
    total: int
    people: Iterator[PersonRow]
    filters: tuple[str, ...]
    made_by: str
    made_at: datetime
    purpose: str = ""
    named: set[str] = field(default_factory=set)  # the keys of those whose rows were read

    @property
    def file_name(self) -> str:
        """The name under which it is saved: letters that every system takes."""
        unit = text.slug(self.figure.unit.name) if self.figure.unit else "tat-ca"
        return f"do-phu-{unit}-{self.figure.question.on:%Y%m%d}.xlsx"


def coverage_report(
    db: Session,
    held: Held,
    scope: Scope,
    wanted: CoverageWanted,
    *,
    made_by: str,
    now: datetime,
    purpose: str = "",
    find: str = "",
) -> CoverageReport:
    """Return what is asked for, as of a transaction of `reading` in which ``held`` was brought up to date.

    ``find`` narrows the people to those that a search of the page finds; nobody keeps it, for it may be a name.

    Raises `DomainError` as `training.coverage` does.
    """
    question = wanted.question
    if question.by in training.TOPICS:  # these overlap: the file has the courses
        question = replace(question, by=By.COURSE)
    figure, outlook = training.judged(held, scope, question)
    others = [training.judged(held, scope, replace(question, by=by)) for by in SPLITS if by is not question.by]
    rows = [row for split, _outlook in [(figure, outlook), *others] for row in split.rows]
    units = [row.key for row in rows if row.kind is RowKind.UNIT]
    people = training.all_names(db, scope, question, states=wanted.states, flag=wanted.flag, search=find, held=held)
    named = set[str]()
    return CoverageReport(
        figure=figure,
        also=tuple(other for other, _outlook in others),
        against=(outlook, *(one for _other, one in others)),
        explained=training.explained(db, held, scope, figure, units),
        total=people.total,
        people=_counted(people.rows, named),
        filters=(
            *filters_in_words(held, wanted, now=now),
            *([_("people found by “{words}”", words=find)] if find else []),
        ),
        made_by=made_by,
        made_at=now,
        purpose=purpose,
        named=named,
    )


def _counted(rows: Iterator[PersonRow], named: set[str]) -> Iterator[PersonRow]:
    for row in rows:
        named.add(row.person)
        yield row


def filters_in_words(held: Held, wanted: CoverageWanted, *, now: datetime) -> list[str]:
    """Return everything that narrows a figure and its list, each in a few words."""
    titles = {course.slug: course.title for course in held.courses}
    title = titles.get(wanted.question.course or "", "")
    return [
        *training.filters_in_words(wanted.question, title, today=text.local_day(now)),
        *(training.state_word(state) for state in wanted.states),
        *([training.flag_word(wanted.flag)] if wanted.flag else []),
    ]
