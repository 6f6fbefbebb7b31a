"""The staff lists that were brought in, and taking one back."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from models import database, organisation, text
from models.rights import Actor, DomainError, Right, Scope
from models.staging import AT_WORK, Batch, Kind, State
from models.text import translate as _
from pages.parts import doing, errors
from pages.parts.office import big_writes, transfers
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
    taken_back = {one.asked["key"]: one for one in big_writes.mine(actor, Kind.UNDO, now=now)}
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
            elif run.key in taken_back:
                _long(taken_back[run.key])
            elif st.query_params.get("list") == run.key:
                _preview(actor, scope, run.key, now)
            else:
                look = _look_long if organisation.is_long(run.counts) else _look
                st.button(_("Take this list back …"), key=f"look:{run.key}", on_click=look, args=(run.key,))


def _look(key: str) -> None:
    st.query_params["list"] = key


def _look_long(key: str) -> None:
    doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, reach: organisation.ask_undo(db, actor, reach, key, now=text.utc_now()),
        _("What taking this list back would do is worked out in the background. You see it here before it is done."),
    )


def _long(batch: Batch) -> None:
    """Show how far the taking back of a long list is, and the choices that it waits for."""
    if batch.state in AT_WORK:
        big_writes.show([batch])
    elif batch.state is State.REFUSED:
        st.error(big_writes.refused(batch), icon=":material/error:")
    else:
        _said(organisation.told_undoing(batch), _confirm, batch.key)
    with st.container(horizontal=True):
        if batch.state in (State.READY, State.REFUSED):
            st.button(
                _("Look again"),
                key=f"again:{batch.key}",
                type="tertiary",
                on_click=big_writes.look_again,
                args=(batch.key,),
            )
        if batch.state in (State.READING, State.READY, State.REFUSED):
            st.button(_("Leave the list as it is"), key=f"drop:{batch.key}", on_click=_drop, args=(batch.key,))


def _confirm(key: str) -> None:
    doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, reach: organisation.confirm_undo(db, actor, reach, key, now=text.utc_now()),
        _("The list is being taken back."),
    )


def _drop(key: str) -> None:
    doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, _reach: organisation.drop_import(db, actor, key, now=text.utc_now()),
        _("The list stays as it is."),
    )


def _take_back(key: str) -> None:
    doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, reach: organisation.undo_import(db, actor, reach, key, now=text.utc_now()),
        _("The list is taken back. What it said then stays on record."),
    )
    st.query_params.pop("list", None)


def _leave() -> None:
    st.query_params.pop("list", None)


def _preview(actor: Actor, scope: Scope, key: str, now: datetime) -> None:
    try:
        with database.reading() as db:
            plan = organisation.plan_undo(db, scope, key, by=actor.person_id, now=now)
    except DomainError as error:
        st.warning(errors.sentence(error))
        return
    _said(plan, _take_back, key)
    st.button(_("Leave the list as it is"), key=f"leave:{key}", type="tertiary", on_click=_leave)


def _said(plan: organisation.Undoing, act: Callable[[str], None], key: str) -> None:
    """Show what taking a list back does, with the button for it, or what stands in the way."""
    if plan.obstacles:
        st.error(_("Something of this list was changed since, so it cannot be taken back as a whole:"))
        told = plan.obstacles[:SHOWN]
        st.markdown("\n".join(f"- {plain(one.name)}: {organisation.obstacle_word(one.code)}" for one in told))
        st.caption(_("Correct these people one by one on the page of people."))
        return
    st.markdown("\n".join(f"- {plain(line)}" for line in organisation.undo_lines(plan)))
    st.button(_("Take the list back"), type="primary", key=f"undo:{key}", on_click=act, args=(key,))
