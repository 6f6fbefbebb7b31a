"""What the figures are called on pages, in charts and files: a word for each state, and the definition of the rate."""

from datetime import date
from functools import cache

from models.learning import Source
from models.organisation import Category, Tree
from models.text import language, percent
from models.text import translate as _
from models.training.bridge import Step
from models.training.coverage import Attribute, Flag, Question
from models.training.goals import Goal
from models.training.outlook import Standing
from models.training.releasing import Release
from models.training.states import State


def state_word(state: State) -> str:
    """Return a state's word in the current language."""
    return _state_words(language())[state]


@cache
def _state_words(_language: str) -> dict[State, str]:
    """Return every state's word: a page of names asks for hundreds."""
    return {
        State.INACTIVE: _("Inactive"),
        State.ON_LEAVE: _("On leave"),
        State.EXEMPT: _("Exempt"),
        State.NOT_ASSIGNED: _("Not assigned"),
        State.COMPLETED: _("Completed"),
        State.DUE_AGAIN: _("Due again"),
        State.EXPIRED: _("Expired"),
        State.OVERDUE: _("Overdue"),
        State.IN_PROGRESS: _("In progress"),
        State.NOT_STARTED: _("Not started"),
    }


def category_word(key: str) -> str:
    """Return a staff category's word in the current language; '' is a posting without one."""
    return {
        Category.CANBO.value: _("elected officers (cán bộ)"),
        Category.CONGCHUC.value: _("civil servants (công chức)"),
        Category.VIENCHUC.value: _("public employees (viên chức)"),
        Category.HOPDONG.value: _("contract staff"),
        Category.KHONGCHUYENTRACH.value: _("part-time commune staff"),
    }.get(key, _("without a staff category"))


def attribute_word(attribute: Attribute) -> str:
    """Return what heads of units, or leaders, are called."""
    return _("heads of units") if attribute is Attribute.HEADS else _("leaders, deputies included")


def step_word(step: Step) -> str:
    """Return in the current language what made a pair's part in a figure another than before."""
    return {
        Step.JOINED: _("Came to the unit"),
        Step.BACK: _("Back from leave"),
        Step.NO_LONGER_EXEMPT: _("No longer exempt"),
        Step.GIVEN: _("Newly given a course"),
        Step.LEFT: _("Left the unit"),
        Step.ON_LEAVE: _("Went on leave"),
        Step.EXEMPT: _("Became exempt"),
        Step.RELEASED: _("No longer has to take it"),
        Step.COMPLETED: _("Has completed it"),
        Step.EXPIRED: _("Has expired"),
        Step.DUE_AGAIN: _("Must be renewed"),
        Step.WITHDRAWN: _("Result taken back"),
    }[step]


def release_word(why: Release) -> str:
    """Return in the current language why a course is asked of a person no more."""
    return {
        Release.RETIRED: _("the course is offered no more"),
        Release.RULE: _("the rule asks for it no more"),
        Release.LEFT: _("no longer at work"),
        Release.MOVED: _("moved to another unit"),
        Release.CHANGED: _("no longer one of those whom the rule means"),
    }[why]


def flag_word(flag: Flag) -> str:
    """Return a flag's word in the current language."""
    return {
        Flag.DUE_SOON: _("Due soon"),
        Flag.STARTED: _("Begun, not completed"),
        Flag.STUCK: _("Begun over two weeks ago, not finished"),
        Flag.FAILING: _("Quiz failed twice or more"),
        Flag.RENEWING: _("Still valid, to be renewed"),
    }[flag]


def standing_word(standing: Standing) -> str:
    """Return how a figure stands against its target, in a word or two."""
    return {
        Standing.NOTHING: _("nothing is required"),
        Standing.REACHED: _("target reached"),
        Standing.ON_COURSE: _("on course"),
        Standing.BEHIND: _("behind, can still be met"),
        Standing.MISSED: _("target missed"),
        Standing.TOO_EARLY: _("too early to tell"),
    }[standing]


def goal_words(goal: Goal) -> str:
    """Return a target in a few words: the share, and by when where a day was named."""
    share = percent(goal.percent, 100, None)
    return share if goal.due is None else _("{target} by {day}", target=share, day=goal.due)


def source_word(source: Source) -> str:
    """Return how a completion came about, in words."""
    return {
        Source.EARNED: _("learned here"),
        Source.TESTED_OUT: _("tested out"),
        Source.RECOGNISED: _("recognised"),
        Source.IMPORTED: _("brought in from another platform"),
        Source.CLASS: _("a class"),
    }[source]


def filters_in_words(question: Question, course_title: str, *, today: date) -> list[str]:
    """Return what narrows a question, each in a few words: the same on the page and in a file."""
    found = []
    if question.course is not None:
        found.append(_("course: {title}", title=course_title))
    if question.path is not None:
        found.append(_("learning path: {title}", title=question.path.title))
    if question.category is not None:
        found.append(category_word(question.category.value))
    if question.attribute is not None:
        found.append(attribute_word(question.attribute))
    if question.on != today:
        found.append(_("as of {day}", day=question.on))
    if question.known_at is not None:
        found.append(_("as known on {when}", when=question.known_at))
    if question.tree is not Tree.ADMINISTRATION:
        found.append(_("the Party's tree") if question.tree is Tree.PARTY else _("the union's tree"))
    return found


def still_to_come() -> str:
    """Return what has to be said of the figures of a day that is still to come."""
    return _("This day is still to come: so it will be if nobody completes anything until then.")


def definition() -> str:
    """Return the sentences that stand where a rate stands, in the current language."""
    return _(
        "Coverage = valid ÷ required. Required: a person at work in the unit on that day, and a course that a rule "
        "asks of them on that day, due or not yet due; people on leave, exempt or inactive are not counted. Valid: the "
        "course was completed and still counts on that day for everything that is asked. Courses taken of one's own "
        "accord are listed, not counted."
    )
