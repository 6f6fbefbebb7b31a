"""Files to hand up: Excel, with typed numbers, the definition of the figure and its time.

May use: every subject below. To remember: a file holds the very figures of the page, from the same value; text stays
text (nothing becomes a formula or a link); a file says as of when and by which definition it counts.
"""

from models.reports.excel import coverage_workbook
from models.reports.readings import bridge_workbook, cross_workbook, weeks_workbook

__all__ = ["bridge_workbook", "coverage_workbook", "cross_workbook", "weeks_workbook"]
