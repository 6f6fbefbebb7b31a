"""Courses: what is taught, read from files, checked, released, searched and set as safe HTML.

Holds the content folder's format as typed frozen values (`Course`, `Lesson`, `Question`, `Quiz`), the rules that
authors' files are checked against, the releases in the database, and the catalogue in memory. May use settings,
text, database, rights, audit, changes; knows nothing of who learns what.

Three things to remember:
- Nothing in a course folder raises an error: whatever is wrong is a `Finding` with file, line and remedy, and keeps
  back the smallest thing that cannot be shown. A course that has a release keeps it unchanged until all is mended.
- A version is the hash of the canonical form (`version`); results keep it, and `course_at` and `question_at` give
  what stood there then.
- A `Catalogue` is never changed, only replaced.
"""

from models.courses import tables
from models.courses.canonical import canonical, version, with_option_ids
from models.courses.catalogue import Catalogue, Released
from models.courses.changed import Changed, Read, as_read, find_changes, read_changes, without_collector
from models.courses.checking import Report, check_folder
from models.courses.command import check_command, explain_command, explanation, finding_data, sentence
from models.courses.diagrams import diagram_words
from models.courses.drafts import Preview, preview
from models.courses.findings import Finding, Place, Rule, Severity
from models.courses.lessons import (
    Addresses,
    Block,
    DiagramBlock,
    HtmlBlock,
    QuestionBlock,
    html,
    inline_html,
    lesson_blocks,
)
from models.courses.markdown import in_short, to_html, to_inline_html, to_plain
from models.courses.paths import LearningPath, PathCourse
from models.courses.questions.base import (
    Answer,
    Choice,
    Counts,
    Mark,
    MarkedCriterion,
    MarkedOption,
    MarkedPart,
    Option,
    Piece,
    Question,
    Scenario,
)
from models.courses.questions.choosing import Scoring
from models.courses.questions.judging import Judged
from models.courses.questions.kinds import KINDS, widget
from models.courses.questions.printing import Before, Printed
from models.courses.questions.wording import Accents
from models.courses.references import Framework, Item, Law, References, Term, read_references, references_mark
from models.courses.releases import (
    Taken,
    checks,
    course_at,
    ids_of,
    load_catalogue,
    media_at,
    question_at,
    release_alone,
    take_up,
)
from models.courses.rubrics import Criterion, Level, Rubric
from models.courses.rules import RULES
from models.courses.schema import (
    Check,
    Completion,
    Course,
    Draw,
    Feedback,
    Keep,
    Lesson,
    Meanwhile,
    Mode,
    Outcome,
    Passage,
    Quiz,
    Shuffle,
    Status,
    pool,
    unit_pool,
    units,
)
from models.courses.search import Hit
from models.courses.spotting import mark_words
from models.courses.template import TEMPLATE, template_archive
from models.courses.topics import Topic, competences, is_about, topics
from models.courses.values import Duration, Translated
from models.courses.watching import Watcher

__all__ = [
    "KINDS",
    "RULES",
    "TEMPLATE",
    "Accents",
    "Addresses",
    "Answer",
    "Before",
    "Block",
    "Catalogue",
    "Changed",
    "Check",
    "Choice",
    "Completion",
    "Counts",
    "Course",
    "Criterion",
    "DiagramBlock",
    "Draw",
    "Duration",
    "Feedback",
    "Finding",
    "Framework",
    "Hit",
    "HtmlBlock",
    "Item",
    "Judged",
    "Keep",
    "Law",
    "LearningPath",
    "Lesson",
    "Level",
    "Mark",
    "MarkedCriterion",
    "MarkedOption",
    "MarkedPart",
    "Meanwhile",
    "Mode",
    "Option",
    "Outcome",
    "Passage",
    "PathCourse",
    "Piece",
    "Place",
    "Preview",
    "Printed",
    "Question",
    "QuestionBlock",
    "Quiz",
    "Read",
    "References",
    "Released",
    "Report",
    "Rubric",
    "Rule",
    "Scenario",
    "Scoring",
    "Severity",
    "Shuffle",
    "Status",
    "Taken",
    "Term",
    "Topic",
    "Translated",
    "Watcher",
    "as_read",
    "canonical",
    "check_command",
    "check_folder",
    "checks",
    "competences",
    "course_at",
    "diagram_words",
    "explain_command",
    "explanation",
    "find_changes",
    "finding_data",
    "html",
    "ids_of",
    "in_short",
    "inline_html",
    "is_about",
    "lesson_blocks",
    "load_catalogue",
    "mark_words",
    "media_at",
    "pool",
    "preview",
    "question_at",
    "read_changes",
    "read_references",
    "references_mark",
    "release_alone",
    "sentence",
    "tables",
    "take_up",
    "template_archive",
    "to_html",
    "to_inline_html",
    "to_plain",
    "topics",
    "unit_pool",
    "units",
    "version",
    "widget",
    "with_option_ids",
    "without_collector",
]
