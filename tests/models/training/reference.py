"""The slow, obvious counter: states, coverage and duties from plain rows, by loops and ifs, one sentence after another.

It is written from the definition of the figures, from docs/decisions/0001-intervals-and-states.md and from
0002-two-records-of-one-person.md, not from the code it judges. Each function quotes the sentence that it carries out.
Nothing here is fast, and nothing may become so.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.models.training.facts import Completion, Duty, Facts, Posting, Release, Rule, Step, Version, Whom

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ONE_DAY = timedelta(days=1)
GRACE = timedelta(days=14)

INACTIVE, ON_LEAVE, EXEMPT, NOT_ASSIGNED = "inactive", "on-leave", "exempt", "not-assigned"
COMPLETED, DUE_AGAIN, EXPIRED, OVERDUE = "completed", "due-again", "expired", "overdue"
IN_PROGRESS, NOT_STARTED = "in-progress", "not-started"
STATES = (
    *(INACTIVE, ON_LEAVE, EXEMPT, NOT_ASSIGNED, COMPLETED),
    *(DUE_AGAIN, EXPIRED, OVERDUE, IN_PROGRESS, NOT_STARTED),
)
NOT_COUNTED = (INACTIVE, ON_LEAVE, EXEMPT, NOT_ASSIGNED)


class Expected(NamedTuple):
    """A duty that the rules give."""

    person: int
    course: int
    rule: str
    from_: date
    until: date | None
    due: date
    not_before: date | None


class Coverage(NamedTuple):
    required: int
    valid: int
    people_required: int
    people_all_valid: int
    states: dict[str, int]
    renewing: int


class Renewal(NamedTuple):
    """What the duties in force say of renewing."""

    months: int | None
    window: int
    grace: int


def known(row: Any, known_at: datetime) -> bool:
    """ "Known at K: `recorded_at <= K` and (`voided_at` is empty or `> K`)." """
    return row.recorded_at <= known_at and (row.voided_at is None or row.voided_at > known_at)


def covers(row: Any, on: date) -> bool:
    """ "Intervals are half-open, [from, until)." """
    return row.from_ <= on and (row.until is None or on < row.until)


def day_of(moment: datetime) -> date:
    """ "A moment belongs to the day that Hanoi's clock shows." """
    return moment.astimezone(HANOI).date()


def main_posting(facts: Facts, person: int, tree: str, on: date, known_at: datetime) -> Posting | None:
    """ "The row with `main`, tree T and D in [from, until), known at K. There is at most one." """
    found = None
    for row in facts.postings:
        if row.person == person and row.main and row.tree == tree and covers(row, on) and known(row, known_at):
            assert found is None, "two main postings of one person in one tree on one day"
            found = row
    return found


def version_of(facts: Facts, unit: int, on: date, known_at: datetime) -> Version | None:
    """ "Parents as the unit versions known at K say for D. A unit without a version on D has no place." """
    found = None
    for row in facts.versions:
        if row.unit == unit and covers(row, on) and known(row, known_at):
            assert found is None, "two versions of one unit on one day"
            found = row
    return found


def lies_in(facts: Facts, unit: int, root: int, on: date, known_at: datetime) -> bool:
    """Whether a unit is the root or somewhere below it on D; every step up the way must have a place on D."""
    step: int | None = unit
    while step is not None:
        version = version_of(facts, step, on, known_at)
        if version is None:
            return False
        if step == root:
            return True
        step = version.parent
    return False


def edition_asked(facts: Facts, course: int, on: date, known_at: datetime) -> Release | None:
    """ "The edition asked for on D is the highest edition of a release with `renews` that was released on or before D
    (and by K)"; where that edition was released several times, the first of them made the demand.
    """
    asked = None
    for row in facts.releases:
        if row.course != course or not row.renews or day_of(row.at) > on or row.at > known_at:
            continue
        if asked is None or row.edition > asked.edition or (row.edition == asked.edition and row.at < asked.at):
            asked = row
    return asked


def state_of(facts: Facts, person: int, course: int, tree: str, on: date, known_at: datetime) -> str:
    """ "States, first match wins, for a person, a course, a tree, D and K" """
    # "inactive: no main posting on D in the tree, or its status is inactive, or the record points to another"
    posting = main_posting(facts, person, tree, on, known_at)
    if posting is None or posting.status == "inactive":
        return INACTIVE
    if joined_to(facts, person, known_at) is not None:
        return INACTIVE
    # "on leave: its status is on-leave"
    if posting.status == "on-leave":
        return ON_LEAVE
    # "exempt: an exemption for the course covers D"
    for exemption in facts.exemptions:
        about = exemption.person == person and exemption.course == course
        if about and covers(exemption, on) and known(exemption, known_at):
            return EXEMPT
    # "not assigned: no duty row for the course covers D"; "a retired course (its newest release, on D and by K, has
    # status `retired`) ends its duties on the release's day", whether or not their rows say so yet
    if retired(facts, course, on, known_at):
        return NOT_ASSIGNED
    duties = duties_in_force(facts, person, course, on, known_at)
    if not duties:
        return NOT_ASSIGNED
    renewal = renewal_of(facts, duties)
    had = had_by(facts, person, course, on, known_at)
    # "completed: one completion that is valid on D and satisfies every duty in force and the edition asked for"
    asked = edition_asked(facts, course, on, known_at)
    for completion in had:
        if counts(completion, renewal, on) and satisfies(completion, duties, asked):
            return COMPLETED
    # "due again: valid ones exist, but none satisfies all of that"
    for completion in had:
        if counts(completion, renewal, on):
            return DUE_AGAIN
    # "due again, too, for the days of grace after the last of them ended"
    for completion in had:
        end = end_of(completion, renewal)
        if end is not None and on < end + timedelta(days=renewal.grace):
            return DUE_AGAIN
    # "expired: had one (achieved_on <= D), none is valid on D"
    if had:
        return EXPIRED
    # "overdue: the earliest due date among the duties in force is before D"
    earliest = duties[0].due
    for duty in duties:
        if duty.due < earliest:
            earliest = duty.due
    if earliest < on:
        return OVERDUE
    # "in progress: a lesson of the course was opened on or before D (and known at K), or an attempt started"
    # "As known at K, completions, lesson openings and attempts of the dropped record are read as the kept person's"
    records = records_of(facts, person, known_at)
    for opening in facts.openings:
        about = opening.person in records and opening.course == course
        if about and day_of(opening.at) <= on and opening.at <= known_at:
            return IN_PROGRESS
    # "not started"
    return NOT_STARTED


def duties_in_force(facts: Facts, person: int, course: int, on: date, known_at: datetime) -> list[Duty]:
    found = []
    for duty in facts.duties:
        if duty.person == person and duty.course == course and covers(duty, on) and known(duty, known_at):
            found.append(duty)
    return found


def had_by(facts: Facts, person: int, course: int, on: date, known_at: datetime) -> list[Completion]:
    """ "Had one: achieved_on <= D", of the person's own record or of one that is joined to it."""
    records = records_of(facts, person, known_at)
    found = []
    for completion in facts.completions:
        about = completion.person in records and completion.course == course
        if about and known(completion, known_at) and completion.achieved_on <= on:
            found.append(completion)
    return found


def renewal_of(facts: Facts, duties: list[Duty]) -> Renewal:
    """ "Of several duties in force the shortest time counts, the widest window and the shortest grace." """
    months, window, grace = None, 0, None
    for duty in duties:
        for rule in facts.rules:
            if rule.id != duty.rule:
                continue
            if rule.renew_months is not None and (months is None or rule.renew_months < months):
                months = rule.renew_months
            if rule.renew_window > window:
                window = rule.renew_window
            if grace is None or rule.renew_grace < grace:
                grace = rule.renew_grace
    return Renewal(months, window, grace or 0)


def end_of(completion: Completion, renewal: Renewal) -> date | None:
    """ "The first day on which a completion no longer counts: its own, or that so many months after it was achieved by
    the calendar, whichever is earlier."
    """
    end = completion.valid_until
    if renewal.months is None:
        return end
    year, month = completion.achieved_on.year, completion.achieved_on.month + renewal.months
    while month > 12:
        year, month = year + 1, month - 12
    day = completion.achieved_on.day
    while True:
        try:
            asked = date(year, month, day)
            break
        except ValueError:
            day -= 1
    return asked if end is None or asked < end else end


def counts(completion: Completion, renewal: Renewal, on: date) -> bool:
    """ "achieved_on <= D < its end" """
    end = end_of(completion, renewal)
    return completion.achieved_on <= on and (end is None or on < end)


def last_good_end(facts: Facts, person: int, course: int, on: date, known_at: datetime) -> tuple[bool, date | None]:
    """Whether a completion counts for all that is asked, and when the last of those ends (None: never)."""
    duties = duties_in_force(facts, person, course, on, known_at)
    renewal, asked = renewal_of(facts, duties), edition_asked(facts, course, on, known_at)
    found, last = False, None
    for completion in had_by(facts, person, course, on, known_at):
        if not counts(completion, renewal, on) or not satisfies(completion, duties, asked):
            continue
        end = end_of(completion, renewal)
        if end is None:
            return True, None
        if last is None or end > last:
            found, last = True, end
    return found, last


def is_renewing(facts: Facts, person: int, course: int, on: date, known_at: datetime) -> bool:
    """ "To be renewed: completed, and the last completion that counts ends within the window." Of a required pair."""
    found, end = last_good_end(facts, person, course, on, known_at)
    window = renewal_of(facts, duties_in_force(facts, person, course, on, known_at)).window
    return found and end is not None and window > 0 and end - timedelta(days=window) <= on


def due_of(facts: Facts, person: int, course: int, on: date, known_at: datetime) -> date:
    """ "The last day in time of a required pair: the earliest due day among the duties in force. Of one to be renewed
    the last day on which it counts. Of one of which nothing counts any more the last day of grace, unless the earliest
    due day is later."
    """
    duties = duties_in_force(facts, person, course, on, known_at)
    due = min(duty.due for duty in duties)
    if is_renewing(facts, person, course, on, known_at):
        end = last_good_end(facts, person, course, on, known_at)[1]
        assert end is not None
        return end - ONE_DAY
    renewal = renewal_of(facts, duties)
    had = had_by(facts, person, course, on, known_at)
    last = None
    for completion in had:
        end = end_of(completion, renewal)
        if end is None or on < end:
            return due
        if last is None or end > last:
            last = end
    if last is not None and last + timedelta(days=renewal.grace) - ONE_DAY > due:
        return last + timedelta(days=renewal.grace) - ONE_DAY
    return due


def joined_to(facts: Facts, person: int, known_at: datetime) -> int | None:
    """ "A row (dropped, kept) is known at K like any other row." """
    found = None
    for row in facts.same:
        if row.person == person and known(row, known_at):
            assert found is None, "one record joined to two"
            found = row.into
    return found


def records_of(facts: Facts, person: int, known_at: datetime) -> list[int]:
    """The person's own record and those that are known to be joined to it."""
    records = [person]
    for other in facts.people:
        if joined_to(facts, other.id, known_at) == person:
            assert joined_to(facts, person, known_at) is None, "a chain"
            records.append(other.id)
    return records


def satisfies(completion: Completion, duties: list[Duty], asked: Release | None) -> bool:
    """ "A completion satisfies a duty when `achieved_on >= not_before` (or the duty has none)"; "a completion of a
    lower edition does not satisfy it, unless it was achieved on or after that release's day".
    """
    for duty in duties:
        if duty.not_before is not None and completion.achieved_on < duty.not_before:
            return False
    if asked is None or completion.edition >= asked.edition:
        return True
    return completion.achieved_on >= day_of(asked.at)


def pairs(facts: Facts, tree: str, on: date, known_at: datetime) -> dict[tuple[int, int], tuple[int, str]]:
    """ "Required pair: state is neither inactive, on leave, exempt nor not assigned."

    Every required pair on D: (person, course) to (unit of the main posting, state).
    """
    found = {}
    for person in facts.people:
        for course in facts.courses:
            state = state_of(facts, person.id, course, tree, on, known_at)
            if state not in NOT_COUNTED:
                posting = main_posting(facts, person.id, tree, on, known_at)
                assert posting is not None
                found[person.id, course] = (posting.unit, state)
    return found


def coverage(
    facts: Facts,
    root: int | None,
    tree: str,
    on: date,
    known_at: datetime,
    course: int | None = None,
    category: str | None = None,
    path: tuple[int, ...] | None = None,
) -> Coverage:
    """ "Required pairs: (person, course) with a duty in force on D, whose person's main posting in the chosen tree lies
    in the unit's subtree on D"; "Rate = valid ÷ required"; "Second figure: people all of whose required pairs are
    valid ÷ people with a required pair."

    ``root`` None: the whole tree. ``category``: of the main posting on D. ``path``: the courses of a learning path.
    """
    required = valid = renewing = 0
    states: dict[str, int] = {}
    all_valid: dict[int, bool] = {}
    for (person, a_course), (unit, state) in pairs(facts, tree, on, known_at).items():
        if root is not None and not lies_in(facts, unit, root, on, known_at):
            continue
        if course is not None and a_course != course:
            continue
        if path is not None and a_course not in path:
            continue
        posting = main_posting(facts, person, tree, on, known_at)
        assert posting is not None
        if category is not None and posting.category != category:
            continue
        required += 1
        states[state] = states.get(state, 0) + 1
        all_valid.setdefault(person, True)
        if state == COMPLETED:
            valid += 1
            if is_renewing(facts, person, a_course, on, known_at):
                renewing += 1
        else:
            all_valid[person] = False
    people_all_valid = 0
    for answer in all_valid.values():
        if answer:
            people_all_valid += 1
    return Coverage(required, valid, len(all_valid), people_all_valid, states, renewing)


def expected_duties(facts: Facts, known_at: datetime) -> set[Expected]:
    """ "A rule gives a duty to a person for every maximal run of days on which one of their postings, main or
    concurrent, active or on leave (not inactive), matches the rule's `whom` while the rule is in force. Runs that
    touch are one run."

    Day after day from the first day that any row speaks of to the last: after that nothing changes, so a run that
    still goes on then is without end. "A rule that gives a learning path gives each of its courses in this way, on the
    days on which it belonged to the path."
    """
    expected = set()
    days = list(every_day(facts))
    for rule in facts.rules:
        if not known(rule, known_at):
            continue
        for step in steps(rule):
            for person in facts.people:
                start = None
                for day in days:
                    if asks_on(facts, rule, step, person.id, day, known_at):
                        if start is None:
                            start = day
                    elif start is not None:
                        expected.add(run(facts, rule, step, person.id, start, day, known_at))
                        start = None
                if start is not None:
                    expected.add(run(facts, rule, step, person.id, start, None, known_at))
    return expected


def steps(rule: Rule) -> tuple[Step, ...]:
    """What a rule gives: the courses of its learning path, each with its own due day, or its one course."""
    if rule.path:
        return rule.steps
    return (Step(rule.course, rule.due_on, rule.due_days, rule.working),)


def run(
    facts: Facts, rule: Rule, step: Step, person: int, start: date, until: date | None, known_at: datetime
) -> Expected:
    """ "`due_on`, or the first day of the run + `due_days`; but a person who joins a rule with a fixed date after that
    date would be overdue at once, so `due` is never before the first day of the run + `grace` (14 days)."

    The last part is read as it stands: of fixed dates and of days from the start alike. "An extension makes the due
    day of every run of its person and course that goes on after its day `from` its own day, unless that is earlier."
    """
    if step.due_on is not None:
        due = step.due_on
    elif step.working:
        due = counted(facts, step, start, until, known_at)
    else:
        assert step.due_days is not None
        due = start + timedelta(days=step.due_days)
    if due < start + GRACE:
        due = start + GRACE
    for extension in facts.extensions:
        about = extension.person == person and extension.course == step.course
        if not about or not known(extension, known_at):
            continue
        goes_on = until is None or until > extension.from_
        if goes_on and extension.due > due:
            due = extension.due
    return Expected(person, step.course, rule.key, start, until, due, rule.not_before)


def counted(facts: Facts, step: Step, start: date, until: date | None, known_at: datetime) -> date:
    """ "Days counted in working days are counted by the calendar as it was known on the run's first day, and anew on
    each day on which the last day is not over and the run goes on: the last day may become later, never earlier."
    """
    due = working_day_after(facts, step, start, start, known_at)
    day = start + ONE_DAY
    while day <= due and (until is None or day < until):
        again = working_day_after(facts, step, start, day, known_at)
        if again > due:
            due = again
        day += ONE_DAY
    return due


def working_day_after(facts: Facts, step: Step, start: date, seen_on: date, known_at: datetime) -> date:
    """The last of so many working days after a day, which itself does not count, by the calendar as seen on a day."""
    assert step.due_days is not None
    left, day = step.due_days, start
    while left > 0:
        day += ONE_DAY
        if is_worked(facts, day, seen_on, known_at):
            left -= 1
    return day


def is_worked(facts: Facts, day: date, seen_on: date, known_at: datetime) -> bool:
    """ "Monday to Friday, but for days off, and weekend days that are worked"; "a day of the calendar is known on a day
    when it was recorded by its end and not voided by its end."
    """
    for row in facts.calendar:
        if row.day != day or row.recorded_at > known_at or day_of(row.recorded_at) > seen_on:
            continue
        if row.voided_at is not None and row.voided_at <= known_at and day_of(row.voided_at) <= seen_on:
            continue
        if row.kind == "off" and day.weekday() < 5:
            return False
        if row.kind == "worked" and day.weekday() >= 5:
            return True
    return day.weekday() < 5


def asks_on(facts: Facts, rule: Rule, step: Step, person: int, on: date, known_at: datetime) -> bool:
    """Whether a rule asks a course of a person on one day."""
    if not covers(rule, on) or retired(facts, step.course, on, known_at):
        return False
    if (step.since is not None and on < step.since) or (step.until is not None and on >= step.until):
        return False
    for posting in facts.postings:
        holds = posting.person == person and covers(posting, on) and known(posting, known_at)
        if holds and posting.status != "inactive" and matches(facts, rule.whom, posting, on, known_at):
            return True
    return False


def matches(facts: Facts, whom: Whom, posting: Posting, on: date, known_at: datetime) -> bool:
    """Whether a posting is one of those that a rule means on a day: every condition that the rule sets is met."""
    if whom.units:
        inside = False
        for unit in whom.units:
            if lies_in(facts, posting.unit, unit, on, known_at):
                inside = True
        if not inside:
            return False
    if whom.categories and posting.category not in whom.categories:
        return False
    if whom.head is not None and posting.head != whom.head:
        return False
    if whom.leader is not None and posting.leader != whom.leader:
        return False
    if whom.joined_after is not None:
        # "people whose first posting ever known began after that day"
        for row in facts.postings:
            if row.person == posting.person and known(row, known_at) and row.from_ <= whom.joined_after:
                return False
    return not whom.people or posting.person in whom.people


def retired(facts: Facts, course: int, on: date, known_at: datetime) -> bool:
    """ "A retired course (its newest release, on D and by K, has status `retired`) ends its duties on the release's
    day."
    """
    newest = None
    for row in facts.releases:
        if row.course != course or day_of(row.at) > on or row.at > known_at:
            continue
        if newest is None or (row.at, row.id) > (newest.at, newest.id):
            newest = row
    return newest is not None and newest.status == "retired"


def every_day(facts: Facts) -> Iterator[date]:
    """Every day from the first that any row speaks of to the last."""
    spoken_of: list[date] = []
    for rows in (facts.versions, facts.postings, facts.rules):
        for row in rows:
            spoken_of.append(row.from_)  # type: ignore[attr-defined]
            if row.until is not None:  # type: ignore[attr-defined]
                spoken_of.append(row.until)  # type: ignore[attr-defined]
    for rule in facts.rules:
        for step in steps(rule):
            for day in (step.since, step.until):
                if day is not None:
                    spoken_of.append(day)
    for release in facts.releases:
        spoken_of.append(day_of(release.at))
    if not spoken_of:
        return
    day, last = min(spoken_of), max(spoken_of)
    while day <= last:
        yield day
        day += ONE_DAY
