"""One person's way: lessons opened and finished, quizzes started and finished, completions.

Holds: lesson progress, completions and their certificates. May use: settings, text, database, rights, audit, changes,
notices, organisation, access, courses, assessment. To remember: completions are added, never changed, and an attempt
gives one at most; progress is derived from stored facts at every reading; a lesson and a quiz finished at the same
moment follow one another (`assessment.one_at_a_time`), so that the completion is written by whichever comes second.
"""

from models.learning import tables
from models.learning.certificates import (
    Checked,
    Proof,
    Standing,
    certificate,
    check_certificate,
    issue_missing,
    number_of,
    without_certificate,
)
from models.learning.completing import Achieved, achieved
from models.learning.finishing import (
    CompletedCourse,
    Finished,
    MyResults,
    QuizResult,
    finish,
    my_results,
    required_first,
    result,
    start_quiz,
)
from models.learning.history import CourseHistory, Reached, history
from models.learning.judging import Settled, judge
from models.learning.progress import (
    Continue,
    CourseProgress,
    LessonState,
    continue_where,
    finish_lesson,
    keep_place,
    open_lesson,
    progress,
    progresses,
    progresses_and_continue,
    untouched,
)
from models.learning.tables import Source

__all__ = [
    "Achieved",
    "Checked",
    "CompletedCourse",
    "Continue",
    "CourseHistory",
    "CourseProgress",
    "Finished",
    "LessonState",
    "MyResults",
    "Proof",
    "QuizResult",
    "Reached",
    "Settled",
    "Source",
    "Standing",
    "achieved",
    "certificate",
    "check_certificate",
    "continue_where",
    "finish",
    "finish_lesson",
    "history",
    "issue_missing",
    "judge",
    "keep_place",
    "my_results",
    "number_of",
    "open_lesson",
    "progress",
    "progresses",
    "progresses_and_continue",
    "required_first",
    "result",
    "start_quiz",
    "tables",
    "untouched",
    "without_certificate",
]
