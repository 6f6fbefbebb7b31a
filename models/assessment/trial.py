"""A quiz on trial: what it is like, with feedback at once; it counts for nothing and is stored nowhere.

Pure functions on values: whoever shows a trial keeps the seed and the answers, for as long as the page is open.
"""

from hashlib import sha256

from models.assessment.asking import AskedQuestion, ask
from models.assessment.drawing import Drawn, draw, option_order
from models.courses import Course, Judged, Question, Quiz, pool

FEW = 3


def whole_quiz(course: Course, quiz: Quiz, seed: int) -> tuple[Drawn, ...]:
    """Return what an attempt at a quiz with this seed would ask: for those who answer for the course.

    Raises `DomainError` 'quiz-too-small'.
    """
    return draw(quiz, course.questions, seed)


def sample(course: Course, seed: int, *, most: int = FEW) -> tuple[Drawn, ...]:
    """Return a few questions that nothing that counts can ask: for those who still have to sit an exam of the course.

    They come from the bank and from the checks in lessons, of different types where there are some, and those that a
    person marks last, as a trial can tell nothing about their answer; none where all questions are kept for exams.
    """
    secret = {
        question.id
        for quiz in course.quizzes
        if not course.is_practice(quiz)
        for line in quiz.draw
        for question in pool(course.questions, line)
    }
    checks = (check for lesson in course.lessons for check in lesson.checks)
    open_ones = [question for question in (*course.questions, *checks) if question.id not in secret]
    shuffled = sorted(open_ones, key=lambda question: _place(question, seed))
    seen: dict[str, int] = {}
    ranked: list[tuple[bool, int, int, Question]] = []
    for question in shuffled:
        seen[question.type] = seen.get(question.type, 0) + 1
        ranked.append((isinstance(question, Judged), seen[question.type], len(ranked), question))
    chosen = [question for *_, question in sorted(ranked, key=lambda one: one[:3])[:most]]
    return tuple(Drawn(question, option_order(question, seed)) for question in chosen)


def asked(drawn: tuple[Drawn, ...], place: int, seed: int) -> AskedQuestion:
    """Return one question of a trial as it is asked, without its key; ``place`` counts from 1."""
    return ask(drawn[place - 1].question, seed=seed, place=place)


def _place(question: Question, seed: int) -> bytes:
    return sha256(f"{seed}/trial/{question.id}".encode()).digest()
