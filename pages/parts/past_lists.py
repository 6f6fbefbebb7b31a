"""The staff lists that were brought in, and taking one back."""

from datetime import datetime

import streamlit as st

from models import database, organisation, text
from models.rights import Actor, DomainError, Right, Scope
from models.text import translate as _
from pages.parts import doing, errors, transfers
from pages.parts.plain import plain

SHOWN = 50


def show(actor: Actor, scope: Scope, *, now: datetime) -> None:
    """Show the newest lists, each with what taking it back would do."""
    with database.reading() as db:
        runs = organisation.import_runs(db, actor, scope, now=now)
        names = organisation.names(db, {run.by_id for run in runs if run.by_id is not None})
        requests = organisation.list_states(db, [run.key for run in runs])
    if not runs:
        return
    st.header(_("Lists brought in before"), anchor=False)
    for run in runs:
        by = names.get(run.by_id, "–") if run.by_id is not None else _("the platform")
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{plain(run.file_name or _('without a file name'))}** · {text.moment(run.at)} · {plain(by)}")
            st.caption(organisation.counts_words(run.counts))
            if run.key in requests:
                st.page_link(
                    "admin/transfers.py",
                    label=f"{_('Transfer requests')}: {transfers.counts_words(requests[run.key])}",
                    icon=":material/move_up:",
                    query_params={"list": run.key},
                )
            if run.undone_at is not None:
                st.caption(_("Taken back on {at}", at=run.undone_at))
            elif st.query_params.get("list") == run.key:
                _preview(scope, run.key)
            else:
                st.button(_("Take this list back …"), key=f"look:{run.key}", on_click=_look, args=(run.key,))


def _look(key: str) -> None:
    st.query_params["list"] = key


def _take_back(key: str) -> None:
    doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, reach: organisation.undo_import(db, actor, reach, key, now=text.utc_now()),
        _("The list is taken back. What it said then stays on record."),
    )
    st.query_params.pop("list", None)


def _preview(scope: Scope, key: str) -> None:
    try:
        with database.reading() as db:
            plan = organisation.plan_undo(db, scope, key)
    except DomainError as error:
        st.warning(errors.sentence(error))
        return
    if plan.obstacles:
        st.error(_("Something of this list was changed since, so it cannot be taken back as a whole:"))
        told = plan.obstacles[:SHOWN]
        st.markdown("\n".join(f"- {plain(one.name)}: {organisation.obstacle_word(one.code)}" for one in told))
        st.caption(_("Correct these people one by one on the page of people."))
        return
    st.markdown("\n".join(f"- {plain(line)}" for line in organisation.undo_lines(plan)))
    st.button(_("Take the list back"), type="primary", key=f"undo:{key}", on_click=_take_back, args=(key,))
