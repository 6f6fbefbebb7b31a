"""What somebody asked for that takes a while: how far it is, looked at every second while it runs."""

from datetime import datetime, timedelta

import streamlit as st

from models import database, organisation, staging, text
from models.rights import Actor, DomainError, Right
from models.staging import AT_WORK, Batch, Kind, State
from models.text import translate as _
from pages.parts import doing, errors, who
from pages.parts.plain import plain

EVERY = 1.0  # seconds
KEPT = timedelta(days=1)  # so long it is said why something was refused
FLIPPED = 0.7  # of the way lies before the moment from which all of it holds


def mine(actor: Actor, kind: Kind, *, now: datetime) -> list[Batch]:
    """Return what the actor asked for and is not done, the oldest first; what was refused lately is among it."""
    with database.reading() as db:
        return staging.of_person(db, actor.person_id, kind, since=now - KEPT)


def show(batches: list[Batch]) -> None:
    """Show how far these are; when one comes further than that, the whole page is drawn again."""
    at_work = [one for one in batches if one.state in AT_WORK]
    if at_work:
        _running(tuple((one.id or 0, one.state) for one in at_work))


def tell(actor: Actor, kind: Kind, *, now: datetime) -> None:
    """Show how far everything is that the actor asked for; its place is there even when there is nothing."""
    with st.container():
        batches = mine(actor, kind, now=now)
        for batch in batches:
            if batch.state is State.REFUSED:
                st.error(f"**{plain(batch.name)}**  \n{refused(batch)}", icon=":material/error:")
                st.button(_("I have read this"), key=f"read:{batch.key}", on_click=_put_aside, args=(batch.key,))
        show(batches)


def failing() -> None:
    """Say which big writes of anybody fail again and again, why, and what to do: for those who administer."""
    with database.reading() as db:
        found = staging.failing(db)
    for batch in found:
        told = batch.asked[staging.FAILING]
        why = errors.sentence(DomainError(told["why"]))
        tried = _("Tried {n} times in a row, last at {at}.", n=told["tries"], at=datetime.fromisoformat(told["at"]))
        rest = _("It goes on by itself once that is mended. Nothing is lost, and nobody sees half of it.")
        name = plain(batch.name or _("A change of units"))
        st.error(f"**{name}**  \n{why}  \n{tried} {rest}", icon=":material/error:")


def look_again(key: str) -> None:
    """Let a list, or the taking back of one, be compared again with what is known."""
    doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, _reach: organisation.look_again(db, actor, key),
        _("The list is compared again. Its preview appears here."),
    )


def _put_aside(key: str) -> None:
    actor = who.signed_in().actor
    with database.writing() as db:
        staging.put_aside(db, actor.person_id, key, now=text.utc_now())


def refused(batch: Batch) -> str:
    """Return why a batch was refused, as a sentence."""
    wrong = batch.wrong or {"code": "batch-failed", "values": {}}
    return errors.sentence(DomainError(wrong["code"], **wrong["values"]))


@st.fragment(run_every=EVERY)
def _running(seen: tuple[tuple[int, State], ...]) -> None:
    with database.reading() as db:
        now = {number: db.get_one(Batch, number) for number, _state in seen}
    for batch in now.values():
        name = f"**{plain(batch.name)}**  \n" if batch.name else ""
        st.progress(_part(batch), f"{name}{_words(batch)}")
    if any(batch.asked.get(staging.FAILING, {}).get("tries", 0) >= staging.TOLD_AFTER for batch in now.values()):
        st.caption(_("It cannot go on at the moment. It is tried again and again; the administrators know why."))
    st.caption(_("You can leave this page and go on working; this goes on by itself."))
    if any(now[number].state is not state for number, state in seen):
        for batch in now.values():
            if batch.state is State.DONE and batch.name:
                st.session_state["done"] = _("{name} is written and holds for everybody.", name=plain(batch.name))
        st.rerun()


def _part(batch: Batch) -> float:
    if batch.state in (State.READING, State.WAITING):
        return 0.0
    if batch.state is State.SETTLING:
        return FLIPPED + (1 - FLIPPED) * min(1.0, batch.done / max(1, batch.steps))
    return FLIPPED * min(1.0, batch.done / max(1, batch.steps))


def _words(batch: Batch) -> str:
    words = {
        State.READING: _("The list is being read and compared with what is known.")
        if batch.kind is Kind.LIST
        else _("What will change is being worked out."),
        State.WAITING: _("This waits until what was asked for before is done."),
        State.WRITING: _("This is being written. Until all of it is there, everything shows as before."),
        State.SETTLING: _("All of it holds now. The last details are being put in order."),
    }
    return words.get(batch.state, "")
