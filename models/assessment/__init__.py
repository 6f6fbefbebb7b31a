"""Question marking, the draw, attempts: what is asked, answered, marked, and what a learner may see of it.

Holds: attempts, what each asked (by the question's hash), answers, results. May use: settings, text, database, rights,
audit, changes, organisation, access, courses. To remember: an answer is in the database before the page says "saved";
`AskedQuestion` has no key, so pages show that and nothing else until a review is allowed; pages start and submit
through `learning.start_quiz` and `learning.finish`, since a submission may complete a course.
"""

from models.assessment import tables
from models.assessment.attempts import (
    GRACE,
    Chance,
    OpenAttempt,
    Saved,
    answer,
    chance,
    first_chance,
    one_at_a_time,
    open_attempts,
    overdue,
    start,
    submit,
)
from models.assessment.drawing import Drawn, draw, option_order
from models.assessment.marking import mark, parse, readable
from models.assessment.results import Result, Standing, results, standing
from models.assessment.showing import (
    AskedQuestion,
    AttemptView,
    LessonLink,
    QuestionFeedback,
    Review,
    ReviewedQuestion,
    ask,
    check_inline,
    check_now,
    hash_of,
    review,
    reviewed_at,
    view,
)
from models.assessment.statistics import ENOUGH, ItemStatistics, QuizStatistics, quiz_statistics
from models.assessment.tables import AttemptState
from models.assessment.trial import asked, sample, whole_quiz
from models.assessment.versions import released

__all__ = [
    "ENOUGH",
    "GRACE",
    "AskedQuestion",
    "AttemptState",
    "AttemptView",
    "Chance",
    "Drawn",
    "ItemStatistics",
    "LessonLink",
    "OpenAttempt",
    "QuestionFeedback",
    "QuizStatistics",
    "Result",
    "Review",
    "ReviewedQuestion",
    "Saved",
    "Standing",
    "answer",
    "ask",
    "asked",
    "chance",
    "check_inline",
    "check_now",
    "draw",
    "first_chance",
    "hash_of",
    "mark",
    "one_at_a_time",
    "open_attempts",
    "option_order",
    "overdue",
    "parse",
    "quiz_statistics",
    "readable",
    "released",
    "results",
    "review",
    "reviewed_at",
    "sample",
    "standing",
    "start",
    "submit",
    "tables",
    "view",
    "whole_quiz",
]
