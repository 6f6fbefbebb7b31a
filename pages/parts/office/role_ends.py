"""Taking a role away: first what the person loses by it, then the act, then a way back."""

from collections.abc import Sequence

import streamlit as st

from models import access, text
from models.access import GrantLine
from models.rights import ROLE_RIGHTS, Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import anew, doing, roles
from pages.parts.plain import plain

ASKED, ENDED = "end", "ended"  # in the address: the grant that is about to be taken away, and that was


def button(line: GrantLine) -> None:
    """Show the button that asks what taking a role away would change."""
    st.button(_("Take it away"), key=f"end:{line.id}", on_click=_ask, args=(line.id,))


def asked(line: GrantLine) -> bool:
    """Return whether the address asks about this role."""
    return st.query_params.get(ASKED) == str(line.id)


def consequences(line: GrantLine, lines: Sequence[GrantLine], place: str) -> None:
    """Say what the person loses when this role goes, and offer to take it away or to leave it."""
    others = [one for one in lines if one.person_id == line.person_id and one.id != line.id]
    kept = frozenset().union(*(ROLE_RIGHTS[one.role] for one in others))
    gone = [right for right in Right if right in ROLE_RIGHTS[line.role] - kept]
    name = plain(line.full_name)
    with st.container(border=True):
        if gone:
            pages = "\n".join(f"- {word}" for word in dict.fromkeys(roles.right_word(right) for right in gone))
            st.markdown(_("From their next click {name} no longer has, for {place}:", name=name, place=plain(place)))
            st.markdown(pages)
        else:
            told = _(
                "{name} keeps every page by other roles, but no longer for {place}.", name=name, place=plain(place)
            )
            st.markdown(told)
        if others:
            held = ", ".join(dict.fromkeys(roles.role_word(one.role) for one in others))
            st.markdown(_("They keep these roles: {roles}.", roles=held))
        deputies = sum(one.deputy_for_id == line.id for one in lines)
        if deputies:
            words = translate_n(
                "{n} person who stands in for them loses it too.",
                "{n} people who stand in for them lose it too.",
                deputies,
            )
            st.markdown(words)
        st.markdown(_("Their own learning, and what they gave and decided, stays. You can give the role back."))
        with st.container(horizontal=True):
            st.button(
                _("Take the role from {name}", name=name),
                type="primary",
                key=f"end:do:{line.id}",
                on_click=_end,
                args=(line.id, line.deputy_for_id is None),
            )
            st.button(_("Leave it"), key=f"end:not:{line.id}", on_click=_leave)


def outlived(n: int) -> None:
    """Say how many roles are held by who has moved away or left; nothing where there are none."""
    if n:
        told = translate_n(
            "{n} role is held by somebody who has moved or left. It stays until you take it away.",
            "{n} roles are held by people who have moved or left. They stay until you take them away.",
            n,
        )
        st.warning(told, icon=":material/move_down:")


def away(found: access.Away, where: str) -> str:
    """Return since when the holder of a role has left, or works elsewhere, as a line of Markdown."""
    said = _("left on {day}", day=found.since)
    if found.unit_id is not None:
        said = _("since {day} at {unit}", day=found.since, unit=plain(where))
    return "  \n:material/move_down: " + said


def way_back() -> None:
    """Offer to give the role back that was taken away a moment ago."""
    written = st.query_params.get(ENDED, "")
    if written.isascii() and written.isdigit() and len(written) < 19:
        st.button(
            _("Give the role back"),
            key="end:back",
            icon=":material/undo:",
            on_click=anew.asked(_give_back),
            args=(int(written),),
        )


def _ask(grant_id: int) -> None:
    st.query_params[ASKED] = str(grant_id)
    st.query_params.pop(ENDED, None)


def _leave() -> None:
    st.query_params.pop(ASKED, None)


def _end(grant_id: int, may_return: bool) -> None:
    done = doing.do_administering(
        lambda db, actor: access.end_grant(db, actor, grant_id, now=text.utc_now()),
        _("The role is taken away; it holds no longer at the next click."),
    )
    _leave()
    if done and may_return:
        st.query_params[ENDED] = str(grant_id)


def _give_back(grant_id: int) -> None:
    doing.do_administering(
        lambda db, actor: access.give_back(db, actor, grant_id, now=text.utc_now()),
        _("The role is given back as it was. Whoever stood in for them is named anew."),
    )
    st.query_params.pop(ENDED, None)
