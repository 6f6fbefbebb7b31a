"""What is wrong with, or to be known of, a staff list: one sentence for each code, and where it is in the file."""

from collections.abc import Mapping

from models.organisation.import_types import ImportReport, Outcome
from models.organisation.roster_types import RosterProblem
from models.text import shown
from models.text import translate as _


def place_words(problem: RosterProblem) -> str:
    """Return where a problem is: row, column letter and heading, and the sheet."""
    parts = [problem.sheet] if problem.sheet else []
    if problem.row:
        parts.append(_("row {row}", row=str(problem.row)))
    if problem.column:
        heading = f" ({problem.heading})" if problem.heading else ""
        parts.append(_("column {column}", column=problem.column) + heading)
    return ", ".join(parts)


def problem_sentence(problem: RosterProblem) -> str:
    """Return what is wrong and what to do."""
    variant = f"{problem.code}-{problem.values.get('encoding')}" if "encoding" in problem.values else ""
    if problem.code == "unit-unknown" and problem.values.get("like"):
        variant = "unit-unknown-like"
    known = _sentences().get(variant) or _sentences().get(problem.code)
    if known is None:
        return _("This row could not be used ({code}).", code=problem.code)
    values = {name: shown(value) if value is not None else "" for name, value in problem.values.items()}
    if more := values.get("more"):
        known = f"{known} {_('There are {n} more such cells in this sheet.', n=more)}"
    if rows := values.get("rows"):
        known = f"{known} {_('The same in these rows: {rows}.', rows=rows)}"
    try:
        return known.format(**values)
    except KeyError:
        return known


def report_lines(report: ImportReport, *, written: bool) -> list[str]:
    """Return a report as lines for a terminal: what is refused, what changes, and whether it was written."""
    lines = [": ".join(filter(None, (place_words(one), problem_sentence(one)))) for one in report.refused]
    if report.refused:
        return [*lines, _("Nothing was written: mend the places above first.")]
    lines = [_("new unit: {unit}", unit=f"{one.parent} › {one.name}".strip(" ›")) for one in report.units]
    for one in report.people:
        if one.outcome is not Outcome.UNCHANGED:
            told = "; ".join(
                f"{field_word(field.field)}: {field.before or '–'} → {field.after or '–'}" for field in one.fields
            )
            lines.append(f"{outcome_word(one.outcome)}: {one.full_name} ({one.staff_code or '–'}) {told}".rstrip())
    lines.append(", ".join(f"{outcome_word(outcome)} {shown(n)}" for outcome, n in report.counts.items()))
    if not written:
        lines.append(_("Nothing was written: this was a preview."))
    return lines


def outcome_word(outcome: Outcome) -> str:
    """Return the word for what becomes of a person."""
    return {
        Outcome.ADDED: _("added"),
        Outcome.MOVED: _("moved"),
        Outcome.CHANGED: _("changed"),
        Outcome.LEFT: _("left"),
        Outcome.ASKED: _("to be asked for"),
        Outcome.OFFERED: _("to be offered to the unit"),
        Outcome.UNCHANGED: _("unchanged"),
    }[outcome]


def field_word(field: str) -> str:
    """Return the word for a changed detail of a person."""
    return {
        "unit": _("unit"),
        "position": _("position"),
        "category": _("category"),
        "rank": _("rank"),
        "head": _("head of unit"),
        "leader": _("leading position"),
        "status": _("status"),
        "full_name": _("name"),
        "staff_code": _("staff code"),
        "email": _("e-mail"),
        "phone": _("phone"),
        "birth_date": _("date of birth"),
        "gender": _("gender"),
        "national_id": _("identity number"),
        "party": _("party membership"),
        "concurrent": _("post beside the main one"),
    }.get(field, field)


def _sentences() -> Mapping[str, str]:
    return {
        "birth-years-alone": _("{n} rows give only the year of birth; their date of birth stays empty."),
        "cell-error": _("The formula in this cell failed ({value}). Mend it, or write the value itself."),
        "category-unclear": _("“{value}” is no staff category. Write cán bộ, công chức, viên chức or hợp đồng."),
        "code-is-date": _(
            "Excel made the date {value} of this code. Format the column as text and type the code again."
        ),
        "code-lost-zero": _(
            "{value} is probably {known}, which is on record under the same name: Excel took its zeros. "
            "Format the column as text and write the zeros."
        ),
        "code-zeros": _("Excel took the zeros of this code; it is read as {value}."),
        "column-hidden": _("This column is hidden in the file; it was read too."),
        "column-not-kept": _("This column is read, but not kept."),
        "column-not-yours": _("This column needs a right that you do not hold; it is left out."),
        "column-repeated": _("This heading stands twice; the first column counts."),
        "column-unknown": _("This heading was not recognised; the column is left out."),
        "column-unnamed": _("This column has no heading; it is left out."),
        "concurrent-text": _("“{value}” is read as a post beside the main one."),
        "concurrent-without-main": _("{name} has no main post yet. Give the main post in a row of its own."),
        "date-incomplete": _("“{value}” is no whole date. Write dd/mm/yyyy."),
        "date-invalid": _("“{value}” is no date. Write dd/mm/yyyy."),
        "date-out-of-range": _("The date {value} cannot be right. Please check the year."),
        "date-swapped": _(
            "In “{value}” day and month seem swapped. Write dd/mm/yyyy, and look at the other days of the column."
        ),
        "own-leave": _(
            "{name}: you are not in this complete list, and nobody notes their own departure. Add your row, or let a "
            "colleague bring the list in."
        ),
        "ditto-not-allowed": _("A ditto mark cannot stand in this column. Write the value itself."),
        "ditto-without-above": _("There is nothing above this ditto mark. Write the value itself."),
        "duplicate-email": _("The e-mail {value} stands in row {other_row} for somebody else."),
        "duplicate-person": _("{value} stands in row {other_row} already. Mark a second post as kiêm nhiệm."),
        "duplicate-phone": _("The phone number {value} stands in row {other_row} for somebody else."),
        "duplicate-unit-code": _("This unit code stands twice in the list."),
        "email-invalid": _("“{value}” is no e-mail address. One looks like nvan@hanoi.gov.vn."),
        "email-taken": _("This e-mail belongs to another person on record."),
        "gender-unclear": _("“{value}” is neither nam nor nữ. Write Nam or Nữ."),
        "group-heading": _("“{text}” is read as a heading."),
        "group-unclear": _(
            "Is “{text}” a unit of the people below it? If so, write its whole name; if not, delete the row."
        ),
        "group-unit": _("“{text}” is read as the unit of the rows below."),
        "key-missing": _("{name} has neither staff code, e-mail nor phone; one of them is needed."),
        "key-of-other-name": _("{value} belongs to {other_name} in row {other_row}."),
        "legacy-text-mojibake": _("These letters are broken. Open the original file as UTF-8, or type them again."),
        "legacy-text-tcvn3": _(
            "This text is in the old code TCVN3 (fonts such as .VnTime). Turn it into Unicode, with UniKey for example."
        ),
        "legacy-text-vni": _(
            "This text is in the old code VNI (fonts such as VNI-Times). Turn it into Unicode, with UniKey for example."
        ),
        "mark-unclear": _("“{value}” is neither yes nor no. Write x or leave it empty."),
        "name-column-missing": _(
            "People seem to stand below “{heading}”, but no column says their names. Head that column Họ và tên."
        ),
        "name-incomplete": _("“{value}” is no whole name. Write family and given name."),
        "name-invalid": _("“{value}” is no name: it holds digits or signs."),
        "name-maybe-d": _("In “{value}” a d may stand for đ. Please check."),
        "name-missing": _("The name is missing. Write it, or delete the row."),
        "name-recased": _("The name is written as {value}."),
        "name-remark": _("“{value}” was left out of the name."),
        "name-title": _("The title “{value}” was left out of the name."),
        "national-id-invalid": _("An identity number has 12 digits (or 9), this one has {digits}."),
        "number-scientific": _("Excel shortened this number to {value}. Format the column as text and type it again."),
        "outside-scope": _("This lies outside what you are responsible for. It would be a transfer between offices."),
        "phone-invalid": _("“{value}” is no phone number. A mobile has 10 digits, from 03, 05, 07, 08 or 09."),
        "phone-shared": _("The phone {value} is shared by several people, so it is left out."),
        "phone-taken": _("This phone number belongs to another person on record."),
        "rank-unclear": _("“{value}” is no rank that is known."),
        "roster-empty": _(
            "No people and no units were found. The list needs a heading row, such as Họ và tên, Mã cán bộ."
        ),
        "rows-hidden": _("Rows that are hidden in the file were read too; {n} of them hold people."),
        "roster-without-rows": _("There is a heading, but nobody stands below it."),
        "row-after-end": _("This row stands below the totals or signatures; is it meant?"),
        "row-ignored": _("This row was passed over: {text}"),
        "sheet-hidden": _("This sheet is hidden in the file; it was not read."),
        "sheet-ignored": _("This sheet has no heading of a staff list; it was passed over."),
        "tree-unclear": _("“{value}” is no tree. Write chính quyền, đảng or đoàn thể."),
        "transfer-done": _("{name} went to that unit, as was agreed; nothing is to be done."),
        "transfer-refused": _("{name} was asked for before, and it was refused: {reason}"),
        "transfer-waits": _("{name} was asked for before; the answer is still to come."),
        "transfer-yours": _(
            "A request for {name} to go there waits for your answer, on the page of transfer requests."
        ),
        "unit-ambiguous": _("Several units are called {unit}: {places}. Give the unit above it or its code."),
        "unit-continued": _("The unit “{value}” is continued from the row above."),
        "unit-cycle": _("The unit {unit} stands below itself."),
        "unit-differs": _("The unit {unit} is known as {known}; its name stays."),
        "unit-in-position": _(
            "Only the position is read from this column. To place people in a unit, give the unit a column of its own."
        ),
        "unit-leadership": _("“{value}” is read as those who lead the unit, not as a unit of its own."),
        "unit-missing": _("The unit is missing. Fill it in, or choose the unit that the list is of."),
        "unit-name-invalid": _("“{value}” cannot be the name of a unit."),
        "unit-name-missing": _("The unit has a code but no name."),
        "unit-unknown-like": _("There is no unit {unit}. Is {like} meant?"),
        "unit-unknown": _("There is no unit {unit}. Check the name, or bring the unit in the same file."),
    }
