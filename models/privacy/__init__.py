"""A person's own data: what is kept about them, to read, print and take along.

May use: every subject below. To remember: only one's own, never another's; results are told, keys of questions never;
days are days and numbers are numbers, so that other programs can read them.
"""

from models.privacy.files import as_json, as_workbook
from models.privacy.record import Part, Record, Value, my_record

__all__ = ["Part", "Record", "Value", "as_json", "as_workbook", "my_record"]
