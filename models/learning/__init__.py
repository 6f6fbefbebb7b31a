"""One person's way: lessons opened and finished, quizzes started and finished, completions.

Holds: lesson progress and completions. May use: settings, text, database, rights, audit, changes, organisation,
access, courses, assessment. To remember: completions are added, never changed, and an attempt gives one at most;
progress is derived from stored facts at every reading; a lesson and a quiz finished at the same moment follow one
another (`assessment.one_at_a_time`), so that the completion is written by whichever comes second.
"""

from models.learning import tables
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
)
from models.learning.tables import Source
from models.learning.use import Use, use_of

__all__ = [
    "Achieved",
    "CompletedCourse",
    "Continue",
    "CourseProgress",
    "Finished",
    "LessonState",
    "MyResults",
    "QuizResult",
    "Source",
    "Use",
    "achieved",
    "continue_where",
    "finish",
    "finish_lesson",
    "keep_place",
    "my_results",
    "open_lesson",
    "progress",
    "progresses",
    "progresses_and_continue",
    "required_first",
    "result",
    "start_quiz",
    "tables",
    "use_of",
]
