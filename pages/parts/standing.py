"""How a part of the tree stands against the target, in words."""

from datetime import date

from models import text
from models.text import translate as _
from models.text import translate_n
from models.training import Count, Flag, Need, Overview, Reason, Reminded, Standing, State, Upcoming
from pages.parts import states, tables
from pages.parts.charts import SMALL
from pages.parts.plain import plain

ICONS = {
    Reason.OVERDUE: "error",
    Reason.NOT_STARTED: "radio_button_unchecked",
    Reason.LAPSED: "history",
    Reason.STUCK: "timelapse",
    Reason.IN_PROGRESS: "timelapse",
}
LISTS: dict[Reason, dict[str, str]] = {
    Reason.OVERDUE: {"state": State.OVERDUE},
    Reason.NOT_STARTED: {"state": State.NOT_STARTED},
    Reason.LAPSED: {"state": f"{State.EXPIRED},{State.DUE_AGAIN}"},
    Reason.STUCK: {"flag": Flag.STUCK},
    Reason.IN_PROGRESS: {"state": State.IN_PROGRESS},
}


def title(view: Overview, place: str) -> str:
    """Return the finding of the day."""
    words = {
        Standing.NOTHING: _("{unit}: nobody has to take a course yet"),
        Standing.REACHED: _("{unit}: the target is reached"),
        Standing.ON_COURSE: _("{unit}: on course for the target"),
        Standing.BEHIND: _("{unit}: too slow for the target"),
        Standing.MISSED: _("{unit}: below the target"),
        Standing.TOO_EARLY: _("{unit}: just begun"),
    }
    return words[view.standing].format(unit=place)


def sentence(view: Overview, today: date) -> str:
    """Return the finding with its numbers and how it was judged."""
    total = view.figure.total
    now = _("{share} completed; the target is {target}.", share=share(total), target=text.percent(view.target, 1, None))
    more = ""
    if view.standing is Standing.MISSED:
        more = _("More is overdue than the target allows; it can be reached only if those people catch up.")
    elif view.needed_by is not None and view.expected is not None:
        more = _(
            "At the pace of the last 30 days it will be about {expected} by {day}, when it is due.",
            expected=text.percent(view.expected, 1, 0),
            day=view.needed_by,
        )
    elif view.needed_by is not None:
        more = _("It is due on {day}; there is nothing to compare with yet.", day=view.needed_by)
    people = _(
        "{all_valid} of {people} people have completed everything required.",
        all_valid=view.figure.people_all_valid,
        people=view.figure.people_required,
    )
    return " ".join(part for part in (now, more, people) if part)


def share(count: Count) -> str:
    """Return a rate with its base; of small numbers the count alone."""
    if count.required < SMALL:
        return _("{valid} of {required}", valid=count.valid, required=count.required)
    rate = text.percent(count.valid, count.required)
    return _("{rate} ({valid} of {required})", rate=rate, valid=count.valid, required=count.required)


def cell(count: Count) -> tables.Cell:
    """Return a rate with its base beneath it, for a table; of small numbers the count alone."""
    base = _("{valid} of {required}", valid=count.valid, required=count.required)
    if count.required < SMALL:
        return tables.number(base)
    return tables.under(tables.number(text.percent(count.valid, count.required)), base)


def change(total: Count, then: Count) -> str:
    """Return how much has moved since, in percentage points; of small numbers nothing is said."""
    if then.rate is None or total.rate is None or min(total.required, then.required) < SMALL:
        return ""
    points = round(100 * (total.rate - then.rate), 1)
    if not points:
        return _("unchanged")
    return _("{points} points more", points=points) if points > 0 else _("{points} points less", points=-points)


def reason(need: Need) -> str:
    """Return what holds a unit back most."""
    n = need.pairs
    return {
        Reason.OVERDUE: _("overdue: {n}", n=n),
        Reason.NOT_STARTED: _("mostly not started: {n}", n=n),
        Reason.LAPSED: _("mostly expired or due again: {n}", n=n),
        Reason.STUCK: _("mostly begun over two weeks ago and not finished: {n}", n=n),
        Reason.IN_PROGRESS: _("mostly in progress: {n}", n=n),
    }[need.reason]


def ranking_rule(target: float) -> str:
    """Return by which rule the units are ranked."""
    return _(
        "Units below {target}: the largest share overdue first, then the lowest share completed; "
        "units with fewer than {small} required come last.",
        target=text.percent(target, 1, None),
        small=SMALL,
    )


def late_words(pairs: int, people: int) -> str:
    """Return how many are overdue: people, and courses of people where that is more."""
    who = translate_n("{n} person is overdue", "{n} people are overdue", people)
    return who if pairs == people else who + " " + _("({n} courses in all)", n=pairs)


def upcoming_words(one: Upcoming, today: date) -> str:
    """Return what falls due: how soon, which course, how many people."""
    people = translate_n("{n} person", "{n} people", one.pairs)
    return f"{plain(one.title)}: {people}, {states.due_words(one.first, today)}"


def reminded_words(done: Reminded) -> str:
    """Return what a click on reminding did."""
    if not done.people:
        return _("Everybody was reminded today already. The list is unchanged.")
    told = translate_n("{n} person was reminded in the app.", "{n} people were reminded in the app.", done.people)
    return told if not done.left else told + " " + _("{n} lines are left: press once more.", n=done.left)
