"""What stands about a course on its own page: outcomes, what comes first, what it serves, sources, facts.

Each function returns safe HTML, so that the page sends one piece. What is the same for everybody is made once for
each version, language and day.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from html import escape

from models import assessment, courses, learning, text
from models.courses import Course, Law, References
from models.text import translate as _
from models.text import translate_n
from pages.parts import sharing
from pages.parts.courses import prose
from pages.parts.plain import plain


def summary(course: Course, where: str) -> str:
    """Return what a course is about, ``where`` a person is in it, and how long it takes, as Markdown."""
    return f"{plain(course.summary) if course.summary else ''}\n\n{where} · {length(course)}"


def length(course: Course) -> str:
    """Return how many lessons a course has, and how long they take where their authors say it."""
    lessons = translate_n("{n} lesson", "{n} lessons", len(course.lessons))
    return (
        _("{lessons} · about {minutes} minutes", lessons=lessons, minutes=course.minutes) if course.minutes else lessons
    )


def requirements(course: Course, library: courses.Catalogue, missing: tuple[str, ...]) -> str:
    """Return which courses come first, each with whether the person has completed it."""
    lines = []
    for slug in course.requires:
        first = library.course(slug)
        title = slug if first is None else str(first.title)
        told = _("not completed yet") if slug in missing else _("completed")
        lines.append(_line(slug not in missing, f"/course?course={slug}", title, told))
    return _part(_("To complete first"), lines, "steps")


def lessons(course: Course, way: learning.CourseProgress) -> str:
    """Return the lessons, each with its minutes and how far the person is."""
    lines = []
    for lesson in way.lessons:
        told = [_("{n} min", n=lesson.minutes)] if lesson.minutes else []
        if lesson.finished or lesson.opened:
            told.append(_("read") if lesson.finished else _("begun"))
        address = prose.way_to("lesson", course.slug, lesson=lesson.name)
        lines.append(_line(lesson.finished, address, str(lesson.title), *told))
    return _part(_("Lessons"), lines, "steps")


def quizzes(course: Course, way: learning.CourseProgress, chances: Mapping[str, assessment.Chance]) -> str:
    """Return the quizzes, each with its rules and what is left of it, and the way to a trial."""
    lines = []
    for quiz in course.quizzes:
        chance = chances[quiz.name]
        passed = quiz.name == course.completion.quiz and way.quiz_passed
        practice = course.is_practice(quiz)
        told = [_("for practice, not counted") if practice else _("{n} % to pass", n=quiz.pass_mark)]
        if quiz.minutes:
            told.append(_("{n} min", n=quiz.minutes))
        if chance.left is not None:
            told.append(translate_n("{n} attempt left", "{n} attempts left", chance.left))
        if chance.opens is not None:
            told.append(_("opens at {when}", when=text.moment(chance.opens)))
        elif chance.closed is not None:
            told.append(_("closed"))
        elif quiz.closes is not None:
            told.append(_("closes at {when}", when=text.moment(quiz.closes)))
        if passed:
            told.append(_("passed"))
        elif quiz.name == course.completion.quiz and way.marking_since is not None:
            told.append(_("waits to be judged"))
        lines.append(_line(passed, prose.way_to("quiz", course.slug, quiz=quiz.name), str(quiz.title), *told))
    if lines and not prose.is_draft():
        trial = _("Try what a quiz is like (not counted)")
        lines.append(_line(False, f"/trial?course={course.slug}", trial))
    return _part(_("Quizzes"), lines, "steps")


def testing_out(
    course: Course, way: learning.CourseProgress, chances: Mapping[str, assessment.Chance], now: datetime
) -> str:
    """Return the offer to complete the course by its quiz alone; '' where there is none, or no more need of it."""
    quiz = course.quiz(way.quiz) if course.test_out and way.quiz else None
    done = way.completion is not None and way.completion.is_valid(now)
    if quiz is None or done or way.quiz_passed or way.next_lesson is None:
        return ""
    chance = chances[quiz.name]
    if not chance.can_start:
        return ""
    title, percent = str(quiz.title), quiz.pass_mark
    told = [_("Pass {quiz} with {n} % and the course is completed, without its lessons.", quiz=title, n=percent)]
    told.append(_("It draws fresh questions each time."))
    if chance.left is not None:
        told.append(_("It takes one of your attempts; {n} are left.", n=chance.left))
    told.append(_("Your record then says that you passed the test without the lessons."))
    words = escape(" ".join(told))
    way_there = f'<a href="{escape(prose.way_to("quiz", course.slug, quiz=quiz.name))}" target="_self">'
    link = f"{way_there}{escape(_('Take the quiz without the lessons'))}</a>"
    return f"<h2>{escape(_('Do you know this already?'))}</h2><p>{words}</p><p>{link}</p>"


def outcomes(released: courses.Released, around: References) -> str:
    """Return what one can do afterwards, with the competence and its level."""
    return _outcomes(_Known(released, around), text.language())


def background(released: courses.Released, around: References, today: date) -> str:
    """Return what the course serves, the rules it cites with their standing, and its facts."""
    return _background(_Known(released, around), text.language(), today)


class _Known:
    """A release and what it refers to, known by their versions."""

    def __init__(self, released: courses.Released, around: References) -> None:
        self.released, self.around = released, around
        self.version = (released.release_id, released.hash, around.version)

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.version == self.version


@lru_cache(maxsize=512)
def _outcomes(known: _Known, _language: str) -> str:
    framework = known.around.framework(known.released.course.framework)
    lines = []
    for one in known.released.course.outcomes:
        said = courses.to_inline_html(str(one.text))
        if one.competence:
            said += f' <span class="beside">{escape(_competence(one, framework))}</span>'
        lines.append(f"<li>{said}</li>")
    return _part(_("What you can do afterwards"), lines)


def _competence(one: courses.Outcome, framework: courses.Framework | None) -> str:
    item = framework.item(one.competence or "") if framework else None
    parts = [f"{one.competence} {item.title}" if item else str(one.competence)]
    if one.level is not None:
        stretch = framework.level(one.level) if framework else None
        level = _("level {n}", n=one.level)
        parts.append(f"{level} ({stretch.title})" if stretch else level)
    return " · ".join(parts)


@lru_cache(maxsize=512)
def _background(known: _Known, _language: str, today: date) -> str:
    course, around = known.released.course, known.around
    served = [str(item.title) for one in course.serves if (item := around.served(one)) is not None]
    cited = [_law(number, around.law(number), today) for number in course.sources]
    facts = _facts(known.released)
    parts = (
        _part(_("What it serves"), (f"<li>{escape(one)}</li>" for one in served))
        + _part(_("Rules and guides it cites"), (f"<li>{one}</li>" for one in cited))
        + _part(_("About this course"), (f"<li>{escape(one)}</li>" for one in facts))
    )
    warns = any(
        law.is_superseded(today) or law.is_to_come(today) for number in course.sources if (law := around.law(number))
    )
    word = escape(_("What it serves and cites, how long it counts"))
    return f'<details class="contents"{" open" if warns else ""}><summary>{word}</summary>{parts}</details>'


def _law(number: str, law: Law | None, today: date) -> str:
    if law is None:
        return escape(number)
    said = escape(", ".join(str(one) for one in (law.title, number) if one is not None))
    if law.is_superseded(today):
        return f"{said} · <strong>⚠ {escape(_('replaced by {number}', number=law.superseded_by))}</strong>"
    if law.is_to_come(today):
        return f"{said} · <strong>⚠ {escape(_('not in force before {day}', day=law.in_force))}</strong>"
    return said if law.in_force is None else f"{said} · {escape(_('in force since {day}', day=law.in_force))}"


def _facts(released: courses.Released) -> list[str]:
    course = released.course
    facts = []
    if course.hours is not None:
        facts.append(_("Counts as {n} hours of training", n=float(course.hours)))
    if course.valid_for is None:
        facts.append(_("A completion counts for ever"))
    else:
        facts.append(_("A completion counts for {span}", span=_span(course.valid_for)))
    if course.authors:
        facts.append(_("Written by {names}", names=", ".join(course.authors)))
    edition = _("Edition {n}", n=course.edition)
    if released.released_at is not None:
        edition += " · " + _("last changed on {day}", day=text.local_day(released.released_at))
    return [*facts, edition]


def _span(span: courses.Duration) -> str:
    n = span.count
    return {
        "day": translate_n("{n} day", "{n} days", n),
        "week": translate_n("{n} week", "{n} weeks", n),
        "month": translate_n("{n} month", "{n} months", n),
        "year": translate_n("{n} year", "{n} years", n),
    }[span.unit.value]


def _line(done: bool, address: str, title: str, *told: str) -> str:
    """A link with its whole title, which a menu link would cut, and what stands beside it."""
    words = " · ".join(escape(one) for one in told)
    return (
        f'<li class="{"done" if done else "open"}"><a href="{escape(address)}" target="_self">{escape(title)}</a> '
        f'<span class="beside">{words}</span></li>'
    )


def _part(title: str, lines: Iterable[str], kind: str = "facts") -> str:
    """A titled list; nothing where there is nothing to list."""
    listed = "".join(lines)
    mark = "ol" if kind == "steps" else "ul"
    return f'<h2>{escape(title)}</h2><{mark} class="{kind}">{listed}</{mark}>' if listed else ""


def share(course: Course, here: str) -> None:
    """Show the course's short address, its code, and the way to both on paper."""
    address = sharing.short_address(course.slug, here)
    ways = {"code": _("A page with this code for the wall"), "lesson": _("All lessons on paper")}
    links = (f'<a href="/print/{way}?course={course.slug}" target="_blank">{word}</a>' for way, word in ways.items())
    said = escape(_("Square code that leads to this course"))
    code = f'<img class="code" src="{escape(sharing.picture(address))}" alt="{said}">'
    prose.show(f"{code}<p><code>{escape(address)}</code></p>" + "".join(f"<p>{link}</p>" for link in links))
