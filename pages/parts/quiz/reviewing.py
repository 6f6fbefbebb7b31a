"""A question of an attempt that was handed in: one piece of HTML, since a result has many of them."""

from html import escape

from models import courses
from models.assessment import Review, ReviewedQuestion
from models.text import translate as _
from pages.parts.quiz import questions, regrading
from pages.parts.quiz import sureness as quiz_sureness


def question(course: courses.Course, review: Review, one: ReviewedQuestion, *, folded: bool, asking: bool) -> str:
    """Return a question with what was answered and what was right, and with ``asking`` the way to ask about it.

    ``folded``: it is closed at first, unless a person has written something about the answer.
    """
    place = one.asked.place
    said = [
        f"<summary>{escape(_('Question {n}', n=place))}</summary>",
        regrading.note(one),
        questions.review(course, one.asked, one.feedback),
        _ask(review.result.key, place) if asking else "",
        *(f'<p class="beside">{escape(words)}</p>' for words in quiz_sureness.beside(review.view.states[place - 1])),
    ]
    is_open = "" if folded and not one.feedback.mark.criteria else " open"
    return f'<details class="question"{is_open}>{"".join(said)}</details>'


def _ask(attempt: str, place: int) -> str:
    where, words = f"/ask?attempt={attempt}&amp;question={place}", _("Ask about this question, or object to the mark")
    return f'<p><a href="{where}" target="_self">{escape(words)}</a></p>'
