"""A person's own data: what is kept about them, to read, print and take along; and what lines of the trail are about.

May use: every subject below. To remember: of one's own record only one's own, never another's; results are told, keys
of questions never; days are days and numbers are numbers, so that other programs can read them.
"""

from models.privacy.erased import replay_erasures
from models.privacy.files import as_json, as_workbook
from models.privacy.parts import Part, Value
from models.privacy.record import Record, my_record
from models.privacy.trail import About, subjects

__all__ = ["About", "Part", "Record", "Value", "as_json", "as_workbook", "my_record", "replay_erasures", "subjects"]
