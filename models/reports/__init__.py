"""Files to hand up: Excel, with typed numbers, the definition of the figure and its time.

May use: every subject below. To remember: a file holds the very figures of the page, from the same value; text stays
text (nothing becomes a formula or a link); a file says as of when and by which definition it counts. A long one is
asked for, made by a process of its own, and fetched by nobody but who asked and may still see all of it. Each file of
figures can be checked against the trail (docs/decisions/0025).
"""

from models.reports import tables
from models.reports.asking import AT_ONCE, KEPT, MOST, Fetched, Line, ask, drop, fetch, mine
from models.reports.checking import Checked, check_command, check_lines, check_report, check_verdict, open_report
from models.reports.coverage_report import CoverageReport, coverage_report, filters_in_words
from models.reports.excel import write_coverage
from models.reports.fingerprints import Fingerprint
from models.reports.looks import Looks, ids_of_keys, known_purpose, looks_at, note_look, purpose_word
from models.reports.making import (
    Made,
    clear,
    close_all,
    finish,
    is_waited_for,
    make,
    put_back,
    refuse,
    remove,
    say_how_far,
    take_next,
)
from models.reports.readings import Workbook, bars_workbook, bridge_workbook, cross_workbook, weeks_workbook
from models.reports.tables import AT_WORK, Export, Kind, Purpose, State
from models.reports.wanted import CoverageWanted, StaffWanted, Wanted

__all__ = [
    "AT_ONCE",
    "AT_WORK",
    "KEPT",
    "MOST",
    "Checked",
    "CoverageReport",
    "CoverageWanted",
    "Export",
    "Fetched",
    "Fingerprint",
    "Kind",
    "Line",
    "Looks",
    "Made",
    "Purpose",
    "StaffWanted",
    "State",
    "Wanted",
    "Workbook",
    "ask",
    "bars_workbook",
    "bridge_workbook",
    "check_command",
    "check_lines",
    "check_report",
    "check_verdict",
    "clear",
    "close_all",
    "coverage_report",
    "cross_workbook",
    "drop",
    "fetch",
    "filters_in_words",
    "finish",
    "ids_of_keys",
    "is_waited_for",
    "known_purpose",
    "looks_at",
    "make",
    "mine",
    "note_look",
    "open_report",
    "purpose_word",
    "put_back",
    "refuse",
    "remove",
    "say_how_far",
    "tables",
    "take_next",
    "weeks_workbook",
    "write_coverage",
]
