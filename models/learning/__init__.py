"""One person's way: lessons opened and finished, quizzes started and finished, completions.

Holds: lesson progress, completions and their certificates, passes that a regrade took. May use: settings, text,
database, rights, audit, changes, notices, organisation, access, courses, assessment. To remember: completions are
added, never changed, and an attempt gives one at most (a regrade may take it and give it back: `consequences`);
progress is derived from stored facts at every reading; a lesson and a quiz finished at the same moment follow one
another (`assessment.one_at_a_time`), so that the completion is written by whichever comes second.
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
from models.learning.consequences import newest_of_each
from models.learning.finishing import (
    Finished,
    QuizResult,
    finish,
    required_first,
    result,
    start_quiz,
)
from models.learning.history import CourseHistory, Reached, history
from models.learning.judging import Settled, judge
from models.learning.lost_passes import Doubt, LostLine, decide, doubt, lapse, lapsed, lost_passes
from models.learning.progress import (
    Continue,
    CourseProgress,
    LessonState,
    finish_lesson,
    keep_place,
    open_lesson,
    progress,
    progresses,
    progresses_and_continue,
    untouched,
)
from models.learning.regrading import (
    BATCH,
    Followed,
    Move,
    Preview,
    follow_some,
    followed,
    left_to_follow,
    preview,
    regrade,
    regrade_as_planned,
)
from models.learning.tables import Decision, Source

__all__ = [
    "BATCH",
    "Achieved",
    "Checked",
    "Continue",
    "CourseHistory",
    "CourseProgress",
    "Decision",
    "Doubt",
    "Finished",
    "Followed",
    "LessonState",
    "LostLine",
    "Move",
    "Preview",
    "Proof",
    "QuizResult",
    "Reached",
    "Settled",
    "Source",
    "Standing",
    "achieved",
    "certificate",
    "check_certificate",
    "decide",
    "doubt",
    "finish",
    "finish_lesson",
    "follow_some",
    "followed",
    "history",
    "issue_missing",
    "judge",
    "keep_place",
    "lapse",
    "lapsed",
    "left_to_follow",
    "lost_passes",
    "newest_of_each",
    "number_of",
    "open_lesson",
    "preview",
    "progress",
    "progresses",
    "progresses_and_continue",
    "regrade",
    "regrade_as_planned",
    "required_first",
    "result",
    "start_quiz",
    "tables",
    "untouched",
    "without_certificate",
]
