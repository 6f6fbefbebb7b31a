"""Question marking, the draw, attempts: what is asked, answered, marked, and what a learner may see of it.

Holds: attempts, what each asked (by the question's hash), answers, files handed in, what people judged, results. May
use: settings, text, database, rights, audit, changes, organisation, access, courses. To remember: an answer is in the
database before the page says "saved"; `AskedQuestion` has no key, so pages show that and nothing else until a review
is allowed; pages start, submit and judge through `learning.start_quiz`, `finish` and `judge`, since a submission may
complete a course; an attempt that a person has still to judge is neither passed nor failed.
"""

from models.assessment import tables
from models.assessment.allowances import (
    MOST_ATTEMPTS,
    MOST_MINUTES,
    REASON_LIMIT,
    AllowanceLine,
    Extra,
    allow,
    allowances,
    end_allowance,
)
from models.assessment.answering import Saved, Stamp, answer, check_now, flag, rate, told
from models.assessment.asking import AskedQuestion, LessonLink, QuestionFeedback, ask, check_inline
from models.assessment.attempts import (
    Chance,
    OpenAttempt,
    chance,
    first_chance,
    one_at_a_time,
    open_attempts,
    overdue,
    shut_by,
    start,
    submit,
)
from models.assessment.calibration import Calibration, calibration
from models.assessment.clock import GRACE, Decides, Ending, ending
from models.assessment.drawing import Drawn, draw, how_many, option_order
from models.assessment.following import apart_from_regrades, store
from models.assessment.handed import Download, HandedFile, download, files_of
from models.assessment.judging import (
    HELD_FOR,
    LONGEST_COMMENT,
    Judgement,
    Verdict,
    begin_marking,
    drop_marking,
    finish_marking,
    reveal,
    save_marking,
)
from models.assessment.judging_queue import Queue, Said, Waiting, Work, how_many_wait, judged_lately, queue, work
from models.assessment.outages import EVERY as BEAT
from models.assessment.outages import answering, beat
from models.assessment.paging import page_of, pages
from models.assessment.regrading import (
    LONGEST_REASON,
    AskedVersion,
    Plan,
    Regradable,
    Tried,
    asked_people,
    begin_regrade,
    held_regrade,
    plan,
    plan_back,
    regradable,
    taken_back,
    tried,
    unfinished_regrades,
)
from models.assessment.results import First, Result, Standing, passed_with, percent_of, result_at, results, standing
from models.assessment.rulings import Anew, Marked, Marker, Ruling, Rulings, fits, rulings
from models.assessment.showing import (
    AttemptView,
    Review,
    ReviewedQuestion,
    hash_of,
    review,
    reviewed_at,
    view,
)
from models.assessment.states import QuestionState
from models.assessment.statistics import ENOUGH, ItemStatistics, QuizStatistics, quiz_statistics
from models.assessment.tables import AttemptState, Confidence, Told, Treatment
from models.assessment.trial import asked, sample, whole_quiz
from models.assessment.true_kinds import kind_of
from models.assessment.uploads import add_file, may_add, remove_file
from models.assessment.versions import question, released

__all__ = [
    "BEAT",
    "ENOUGH",
    "GRACE",
    "HELD_FOR",
    "LONGEST_COMMENT",
    "LONGEST_REASON",
    "MOST_ATTEMPTS",
    "MOST_MINUTES",
    "REASON_LIMIT",
    "AllowanceLine",
    "Anew",
    "AskedQuestion",
    "AskedVersion",
    "AttemptState",
    "AttemptView",
    "Calibration",
    "Chance",
    "Confidence",
    "Decides",
    "Download",
    "Drawn",
    "Ending",
    "Extra",
    "First",
    "HandedFile",
    "ItemStatistics",
    "Judgement",
    "LessonLink",
    "Marked",
    "Marker",
    "OpenAttempt",
    "Plan",
    "QuestionFeedback",
    "QuestionState",
    "Queue",
    "QuizStatistics",
    "Regradable",
    "Result",
    "Review",
    "ReviewedQuestion",
    "Ruling",
    "Rulings",
    "Said",
    "Saved",
    "Stamp",
    "Standing",
    "Told",
    "Treatment",
    "Tried",
    "Verdict",
    "Waiting",
    "Work",
    "add_file",
    "allow",
    "allowances",
    "answer",
    "answering",
    "apart_from_regrades",
    "ask",
    "asked",
    "asked_people",
    "beat",
    "begin_marking",
    "begin_regrade",
    "calibration",
    "chance",
    "check_inline",
    "check_now",
    "download",
    "draw",
    "drop_marking",
    "end_allowance",
    "ending",
    "files_of",
    "finish_marking",
    "first_chance",
    "fits",
    "flag",
    "hash_of",
    "held_regrade",
    "how_many",
    "how_many_wait",
    "judged_lately",
    "kind_of",
    "may_add",
    "one_at_a_time",
    "open_attempts",
    "option_order",
    "overdue",
    "page_of",
    "pages",
    "passed_with",
    "percent_of",
    "plan",
    "plan_back",
    "question",
    "queue",
    "quiz_statistics",
    "rate",
    "regradable",
    "released",
    "remove_file",
    "result_at",
    "results",
    "reveal",
    "review",
    "reviewed_at",
    "rulings",
    "sample",
    "save_marking",
    "shut_by",
    "standing",
    "start",
    "store",
    "submit",
    "tables",
    "taken_back",
    "told",
    "tried",
    "unfinished_regrades",
    "view",
    "whole_quiz",
    "work",
]
