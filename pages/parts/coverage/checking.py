"""Whether a file of figures that somebody holds is as it was exported, asked where such files are taken along."""

import streamlit as st

from models import database, reports
from models.reports import Checked
from models.rights import Actor, DomainError
from models.text import translate as _
from pages.parts import errors, folds
from pages.parts.plain import plain

_FOUND = "report-found"  # where the page's session holds what became of the file that lies there
MOST = 2  # megabytes; longer ones are a matter for `python -m models check-report`


def fold(actor: Actor) -> None:
    """Take a file, and say what of it is still as it was exported; nothing of it is kept."""
    place = folds.fold(_("Check an Excel file of figures"), key="check-report")
    if place is None:
        return
    with place:
        st.write(_("Whether a file that you were given still says what was exported. The file is not kept."))
        file = st.file_uploader(_("Excel file"), type=["xlsx", "ods"], max_upload_size=MOST, key="report-file")
        if file is not None:
            if file.file_id != st.session_state.get(_FOUND, ("",))[0]:  # opened once, not at every click on the page
                st.session_state[_FOUND] = (file.file_id, _checked(actor, file.getvalue()))
            _show(st.session_state[_FOUND][1])


def _checked(actor: Actor, data: bytes) -> Checked | DomainError:
    try:
        sheets = reports.open_report(data)
        with database.reading() as db:
            return reports.check_report(db, actor, sheets)
    except DomainError as error:
        return error


def _show(found: Checked | DomainError) -> None:
    if isinstance(found, DomainError):
        st.warning(errors.sentence(found), icon=":material/help:")
        return
    verdict = reports.check_verdict(found)
    if found.holds:
        st.success(verdict, icon=":material/verified:")
    else:
        st.error(verdict, icon=":material/error:")
    for line in reports.check_lines(found):
        st.markdown(plain(line))
