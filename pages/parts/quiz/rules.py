"""What somebody should know before a quiz: its rules in sentences, and which clock decides."""

from datetime import datetime

import streamlit as st

from models import assessment, learning, text
from models.assessment import Chance, Decides, Ending
from models.courses import Course, Feedback, Keep, Meanwhile, Quiz
from models.text import translate as _
from models.text import translate_n


def show(course: Course, quiz: Quiz, chance: Chance, now: datetime) -> None:
    """Show what decides: how many questions, what counts, the time, the attempts, closed lessons."""
    asked = assessment.how_many(quiz, course.questions)
    lines = [] if asked is None else [translate_n("{n} question.", "{n} questions.", asked)]
    lines += [*_what_counts(course, quiz), *_time(quiz, chance, now), *_attempts(quiz, chance)]
    if quiz.lessons is Meanwhile.CLOSED and not course.is_practice(quiz):
        lines.append(_("While you are at it, the lessons of this course are closed to you."))
    _listed(lines)


def already(done: learning.Achieved | None, now: datetime) -> None:
    """Show that the course is completed already, and that another attempt takes nothing away from that."""
    if done is not None and done.is_valid(now):
        told = _("You have completed this course on {day}. Another attempt takes nothing away.", day=done.achieved_on)
        st.success(told, icon=":material/check_circle:")


def show_more(quiz: Quiz, chance: Chance) -> None:
    """Show what is good to know besides."""
    lines = [_("Each answer is saved as you give it. You can leave and come back on another device.")]
    if chance.ending is not None:
        lines.append(_("The clock goes on if you leave. At the end what you have answered is handed in by itself."))
    if quiz.confidence:
        lines.append(_("Beside each answer you can say how sure you are. It never changes your marks."))
    _listed([*lines, _feedback(quiz)])


def _listed(lines: list[str]) -> None:
    st.markdown("\n".join(f"- {line}" for line in lines))


def why_not_now(chance: Chance, now: datetime) -> None:
    """Show why the quiz cannot be started now, and when it can; nothing when it can."""
    if chance.open_key is None:
        for line in _not_now(chance, now):
            st.warning(line, icon=":material/schedule:")


def at(moment: datetime, now: datetime) -> str:
    """Return a moment as people say it: the time alone when it is today in Hanoi."""
    there = moment.astimezone(text.HANOI)
    return there.strftime("%H:%M") if text.local_day(moment) == text.local_day(now) else text.moment(moment)


def _what_counts(course: Course, quiz: Quiz) -> list[str]:
    if course.is_practice(quiz):
        lines = [_("This is for practice: the result decides nothing.")]
    else:
        lines = [_("You need {percent} % to pass.", percent=quiz.pass_mark)]
    if quiz.tells_at_once:
        lines.append(_("Your first checked answer to each question counts; trying again is for you."))
    return lines


def _time(quiz: Quiz, chance: Chance, now: datetime) -> list[str]:
    end = chance.ending
    if end is None or chance.closed is not None:
        return []
    extra = chance.extra.minutes
    if chance.can_start:
        lines = [_end(quiz, end, extra, now)]
    else:
        lines = [] if quiz.minutes is None else [_("You will have {span}.", span=_long(quiz.minutes + extra))]
    if extra:
        lines.append(_("{n} minutes more have been allowed to you; they are counted in.", n=extra))
    if quiz.grace:
        lines.append(_("When the time is over you have {n} minutes more to finish what you are at.", n=quiz.grace))
    return lines


def _end(quiz: Quiz, end: Ending, extra: int, now: datetime) -> str:
    if end.decides is Decides.MINUTES:
        return _("If you start now you have {span}, until {when}.", span=_long(end.minutes), when=at(end.over, now))
    closes = at(quiz.closes or end.over, now)
    if quiz.minutes is not None:
        return _(
            "The quiz closes at {closes}: if you start now you have {span}, until {when}, not the usual {usual}.",
            closes=closes,
            span=_long(end.minutes),
            when=at(end.over, now),
            usual=_long(quiz.minutes + extra),
        )
    return _("The quiz closes at {closes}: you have until {when}.", closes=closes, when=at(end.over, now))


def _attempts(quiz: Quiz, chance: Chance) -> list[str]:
    kept = {
        Keep.HIGHEST: _("The best of them counts."),
        Keep.LAST: _("The last attempt counts, even if it is worse. A course that is completed stays completed."),
        Keep.AVERAGE: _("The average of your attempts counts."),
    }[quiz.keep]
    if chance.left is None:
        return [] if quiz.keep is Keep.HIGHEST else [kept]
    if chance.left == 0:  # that is told above
        return []
    told = attempts_left(chance.left)
    if chance.extra.attempts:
        told += " " + _("({n} of them were allowed to you in addition)", n=chance.extra.attempts)
    if quiz.wait is not None and chance.left > 1:
        told += ", " + _("with {span} in between", span=_span(quiz.wait.count, quiz.wait.unit.value))
    return [f"{told}. {kept}" if (chance.allowed or 0) > 1 else f"{told}."]


def attempts_left(left: int) -> str:
    """Return how many attempts are left, as a sentence begins."""
    told = translate_n("{n} attempt left", "{n} attempts left", left)
    return told[:1].upper() + told[1:]


def _long(minutes: int) -> str:
    """Return how long it takes: in minutes as far as people count in them, else in hours and minutes."""
    hours, rest = divmod(minutes, 60) if minutes > 120 else (0, minutes)
    told = [translate_n("{n} hour", "{n} hours", hours)] if hours else []
    return " ".join([*told, translate_n("{n} minute", "{n} minutes", rest)] if rest or not hours else told)


def _span(n: int, unit: str) -> str:
    return {
        "hour": translate_n("{n} hour", "{n} hours", n),
        "day": translate_n("{n} day", "{n} days", n),
        "week": translate_n("{n} week", "{n} weeks", n),
        "month": translate_n("{n} month", "{n} months", n),
        "year": translate_n("{n} year", "{n} years", n),
    }[unit]


def _feedback(quiz: Quiz) -> str:
    if quiz.tells_at_once:
        return _("You can check each answer at once, and try again.")
    if quiz.feedback is Feedback.AFTER_CLOSING and quiz.closes is not None:
        return _("What was right is shown after {when}, when everybody is done.", when=text.moment(quiz.closes))
    if quiz.feedback in (Feedback.NEVER, Feedback.AFTER_CLOSING):
        return _("Afterwards you see your result, not the answers.")
    return _("After handing in you see what was right and why.")


def _not_now(chance: assessment.Chance, now: datetime) -> list[str]:
    if chance.marking_since is not None:
        when = text.moment(chance.marking_since)
        told = _(
            "What you handed in on {when} has still to be judged by a person. You can try again after that.", when=when
        )
        return [told]
    if chance.opens is not None:
        return [_("It opens at {when}.", when=at(chance.opens, now))]
    if chance.closed is not None:
        return [_("It closed at {when}. Ask your trainer if you still need to take it.", when=at(chance.closed, now))]
    if chance.left == 0:
        return [_("All your attempts are used. Ask your officer if you need another one.")]
    if chance.not_before is not None:
        return [_("You can try again from {until}.", until=at(chance.not_before, now))]
    return []
