"""What people write to each other about courses and figures: questions, reported mistakes, objections, and the answers.

May use: every subject below training, and training. To remember: what was written is never changed, only answered;
who may read an inquiry is decided by what it is about (a course's trainers, the officers of the asker's unit), never
by a list; trainers read answers without the name of who gave them.
"""

from models.messages import tables
from models.messages.answering import answer
from models.messages.asking import LONGEST, MOST_A_DAY, Subject, ask, say, subject
from models.messages.reading import (
    Line,
    Said,
    Thread,
    answer_by,
    inbox,
    mine,
    objections,
    thread,
)
from models.messages.tables import Kind

__all__ = [
    "LONGEST",
    "MOST_A_DAY",
    "Kind",
    "Line",
    "Said",
    "Subject",
    "Thread",
    "answer",
    "answer_by",
    "ask",
    "inbox",
    "mine",
    "objections",
    "say",
    "subject",
    "tables",
    "thread",
]
