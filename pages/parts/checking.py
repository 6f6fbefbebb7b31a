"""Whether a file of figures that somebody holds is as it was exported, asked where such files are taken along."""

import streamlit as st

from models import database, reports
from models.rights import Actor, DomainError
from models.text import translate as _
from pages.parts import errors, folds
from pages.parts.plain import plain

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
            _show(actor, file.getvalue())


def _show(actor: Actor, data: bytes) -> None:
    try:
        with database.reading() as db:
            found = reports.check_report(db, actor, data)
    except DomainError as error:
        st.warning(errors.sentence(error), icon=":material/help:")
        return
    verdict = reports.check_verdict(found)
    if found.holds:
        st.success(verdict, icon=":material/verified:")
    else:
        st.error(verdict, icon=":material/error:")
    for line in reports.check_lines(found):
        st.markdown(plain(line))
