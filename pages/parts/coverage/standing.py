"""How a part of the tree stands against the target, in words."""

from collections.abc import Collection
from datetime import date

from models import access, database, organisation, text, training
from models.organisation import Tree
from models.rights import Actor, Right
from models.text import translate as _
from models.text import translate_n
from models.training import Count, Coverage, Flag, Likes, Outlook, Overview, Reason, Reminded, Since, Standing, State
from pages.parts import tables
from pages.parts.coverage import addresses, trend
from pages.parts.coverage.charts import SMALL

FEW = 5  # completions: of fewer a pace says little
ICONS = {
    Reason.OVERDUE: "error",
    Reason.NO_ACCOUNT: ":material/no_accounts:",
    Reason.NOT_STARTED: "radio_button_unchecked",
    Reason.LAPSED: "history",
    Reason.FAILING: ":material/replay:",
    Reason.STUCK: "timelapse",
    Reason.IN_PROGRESS: "timelapse",
}
LISTS: dict[Reason, dict[str, str]] = {
    Reason.OVERDUE: {"state": State.OVERDUE},
    Reason.NOT_STARTED: {"state": State.NOT_STARTED},
    Reason.LAPSED: {"state": f"{State.EXPIRED},{State.DUE_AGAIN}"},
    Reason.FAILING: {"flag": Flag.FAILING},
    Reason.STUCK: {"flag": Flag.STUCK},
    Reason.IN_PROGRESS: {"state": State.IN_PROGRESS},
}


def place(figure: Coverage) -> str:
    """Return what a figure is of: its unit, or all that somebody answers for."""
    return figure.unit.name if figure.unit else _("My units")


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
    return words[view.outlook.standing].format(unit=place)


def sentence(view: Overview) -> str:
    """Return the finding with its numbers and how it was judged."""
    total = view.figure.total
    now = _(
        "{share} completed; the target is {target}.", share=share(total), target=training.goal_words(view.outlook.goal)
    )
    people = _(
        "{all_valid} of {people} people have completed everything required.",
        all_valid=view.figure.people_all_valid,
        people=view.figure.people_required,
    )
    return " ".join(part for part in (now, forecast(view.outlook), people) if part)


def forecast(outlook: Outlook) -> str:
    """Return what the present pace comes to, and which one is needed; a caveat where there is too little to tell."""
    pace, by = outlook.pace, outlook.by
    if outlook.standing is Standing.NOTHING:
        return ""
    if outlook.standing is Standing.REACHED:
        lapsing = _("{n} completions run out by that day and must be renewed.", n=pace.lapsing)
        return lapsing if pace.lapsing else ""
    if outlook.standing is Standing.MISSED:
        over = _("More is overdue than the target allows; it can be reached only if those people catch up.")
        if outlook.goal.due is not None:
            over = _("The day is over, and {n} are missing.", n=outlook.missing)
        return f"{over} {_lately(outlook)}"
    assert by is not None
    if outlook.a_week is not None and outlook.goal.due is not None:
        needed = _("To be in time, {n} a week must be completed.", n=outlook.a_week)
    elif outlook.a_week is None:
        needed = _("{n} must still be completed by {day}.", n=outlook.missing, day=by)
    else:
        needed = _("To reach it by {day}, {n} a week must be completed.", n=outlook.a_week, day=by)
    if outlook.standing is Standing.TOO_EARLY:
        return needed + " " + _("It was given less than a week ago, so there is no pace to tell yet.")
    return f"{needed} {_lately(outlook)}"


def _lately(outlook: Outlook) -> str:
    """Return the pace of late, when the target would be reached at it, and how much that is worth."""
    pace = outlook.pace
    if pace.days < training.SHORTEST:
        return ""
    if not pace.done:
        return _("In the last {days} days nothing was completed.", days=pace.days)
    weekly = round(pace.done * 7 / pace.days, 1)
    lately = _("In the last {days} days it was about {n} a week", days=pace.days, n=text.number(weekly, None))
    if outlook.reached_on is None:
        then = _("at that pace the target is years away.")
    else:
        then = _("at that pace the target is reached about {day}.", day=outlook.reached_on)
    caveat = " " + _("So few completions say little about the pace.") if pace.done < FEW else ""
    return f"{lately}; {then}{caveat}"


def likes(found: Likes) -> str:
    """Return how a unit's likes stand: the middle, of many the quarters, of whom, and nobody's name."""
    middle = _(
        "Of {units} others of its kind ({kind}) and about as many people, half or more have completed {median} % or "
        "more.",
        units=found.units,
        kind=found.kind,
        median=found.median,
    )
    if found.quarters is None:
        return middle
    lower, upper = found.quarters
    return middle + " " + _("The middle half lies between {lower} and {upper} %.", lower=lower, upper=upper)


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
    points = trend.moved(then.rate, total.rate)
    if not points:
        return _("unchanged")
    return _("{points} points more", points=points) if points > 0 else _("{points} points less", points=-points)


def reason(held_back: Reason, n: int) -> str:
    """Return what holds a unit back, and how many pairs that is."""
    return {
        Reason.OVERDUE: _("overdue: {n}", n=n),
        Reason.NO_ACCOUNT: translate_n("{n} person has no account yet", "{n} people have no account yet", n),
        Reason.NOT_STARTED: _("not started: {n}", n=n),
        Reason.LAPSED: _("expired or due again: {n}", n=n),
        Reason.FAILING: _("failed the quiz twice or more: {n}", n=n),
        Reason.STUCK: _("begun over two weeks ago and not finished: {n}", n=n),
        Reason.IN_PROGRESS: _("in progress: {n}", n=n),
    }[held_back]


def why(unit: str, held_back: Reason, n: int, *, slips: Collection[str]) -> tables.Cell:
    """Return what holds a unit back as a link to the people whom it is about, or to ``slips`` of units with them."""
    said = reason(held_back, n)
    if held_back is Reason.NO_ACCOUNT:
        cell = tables.link(said, "slips", {"unit": unit}) if unit in slips else tables.words(said)
    else:
        cell = tables.link(said, "coverage", addresses.coverage(unit=unit, **LISTS[held_back]))
    return tables.marked(ICONS[held_back], cell)


def may_give_slips(actor: Actor, view: Overview, *, on: date) -> frozenset[str]:
    """Return the keys of the units for whose people somebody may make slips, where any of those shown needs them."""
    needed = any(Reason.NO_ACCOUNT in dict(need.reasons) for need in view.needs)
    if not needed or not actor.has(Right.GIVE_CODES) or view.figure.question.tree is not Tree.ADMINISTRATION:
        return frozenset()
    scope = access.scope_of(actor, Right.GIVE_CODES)
    with database.reading() as db:
        nodes = organisation.unit_tree(db, Tree.ADMINISTRATION, on).nodes
        return frozenset(nodes[one].key for one in organisation.scope_units(db, scope, Tree.ADMINISTRATION, on))


def since_words(since: Since, last_look: date | None, today: date) -> str:
    """Return which past day a line is about."""
    if since.day == last_look:
        return _("your last visit on {day}", day=since.day)
    return translate_n("{n} day ago", "{n} days ago", (today - since.day).days)


def happened(since: Since, total: Count) -> str:
    """Return what happened since a day, in a line; ``total``: what is asked today, which moves a rate, too."""
    found, asked = since.events, total.required - since.then.required
    told = [
        translate_n("{n} completed", "{n} completed", found.completed) if found.completed else "",
        translate_n("{n} renewed", "{n} renewed", found.renewed) if found.renewed else "",
        translate_n("{n} has run out", "{n} have run out", found.lapsed) if found.lapsed else "",
        translate_n("{n} newly overdue", "{n} newly overdue", found.overdue) if found.overdue else "",
        translate_n("{n} person joined", "{n} people joined", found.joined) if found.joined else "",
        translate_n("{n} person left", "{n} people left", found.left) if found.left else "",
        _("{n} more required", n=asked) if asked > 0 else "",
        _("{n} fewer required", n=-asked) if asked < 0 else "",
    ]
    return ", ".join(filter(None, told)) or _("nothing new")


def ranking_rule() -> str:
    """Return by which rule the units are ranked."""
    return _(
        "Units below their target: red ones first, then the largest share overdue, then the lowest share completed; "
        "units with fewer than {small} required come last.",
        small=SMALL,
    )


def late_words(pairs: int, people: int) -> str:
    """Return how many are overdue: people, and courses of people where that is more."""
    who = translate_n("{n} person is overdue", "{n} people are overdue", people)
    return who if pairs == people else who + " " + _("({n} courses in all)", n=pairs)


def reminded_words(done: Reminded) -> str:
    """Return what a click on reminding did."""
    if not done.people:
        return _("Everybody was reminded today already. The list is unchanged.")
    told = translate_n("{n} person was reminded in the app.", "{n} people were reminded in the app.", done.people)
    return told if not done.left else told + " " + _("{n} lines are left: press once more.", n=done.left)
