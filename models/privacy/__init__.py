"""A person's own data: what is kept about them and why, to read, print and take along; erasing what tells who it was;
who took lists of names along; and what lines of the trail are about.

May use: every subject below. To remember: of one's own record only one's own, never another's; results are told, keys
of questions never; days are days and numbers are numbers, so that other programs can read them; a new column needs its
line in `register.py`, which says what an erasure does to it.
"""

from models.privacy import informing, requests, tables
from models.privacy.erased import Erasures, keep_erasures, kept_erasures, parse_erasures, recorded_erasures
from models.privacy.erasing import brought_back, erase, replay
from models.privacy.files import as_json, as_workbook
from models.privacy.parts import Part, Value
from models.privacy.pruning import YEAR, prune
from models.privacy.record import Record, my_record
from models.privacy.register import NOBODY, Kept, register, until_word, why_word
from models.privacy.tables import RequestKind
from models.privacy.trail import About, of_the_party, subjects

__all__ = [
    "NOBODY",
    "YEAR",
    "About",
    "Erasures",
    "Kept",
    "Part",
    "Record",
    "RequestKind",
    "Value",
    "as_json",
    "as_workbook",
    "brought_back",
    "erase",
    "informing",
    "keep_erasures",
    "kept_erasures",
    "my_record",
    "of_the_party",
    "parse_erasures",
    "prune",
    "recorded_erasures",
    "register",
    "replay",
    "requests",
    "subjects",
    "tables",
    "until_word",
    "why_word",
]
