"""The form by which a question is marked anew: which of its versions, how, why. What is chosen is in the address."""

import streamlit as st

from models import assessment, learning, text
from models.assessment import AskedVersion, Plan, Regradable, Treatment
from models.rights import Right
from models.text import translate as _
from pages.parts import doing, typed
from pages.parts.quiz import regrading


def versions(found: Regradable) -> dict[str, AskedVersion]:
    """Return the versions of a question by their names in an address, the newest first."""
    return {one.digest[:12]: one for one in found.versions}


def chosen(found: Regradable) -> str:
    """Return the name of the version that the address asks about, '' for all that a treatment fits."""
    name = st.query_params.get("asked", "")
    return name if name in versions(found) else ""


def version(found: Regradable) -> None:
    """Ask which version it is about, where there are several."""
    named = versions(found)
    if len(named) < 2:
        return
    now = chosen(found)
    words = {"": _("all that it fits"), **{name: regrading.version_words(one) for name, one in named.items()}}
    st.selectbox(
        _("Which version of the question"),
        list(words),
        index=list(words).index(now),
        key=f"asked:{now}",
        format_func=words.__getitem__,
        on_change=_choose,
        args=("asked", f"asked:{now}"),
    )


def treatment(found: Regradable) -> Treatment | None:
    """Ask what shall be done with the question; None until that is chosen, or where the key does not fit."""
    name, how = chosen(found), st.query_params.get("how", "")
    fits = any(name in ("", one.digest[:12]) for one in found.by_key())
    offered = [one for one in regrading.OFFERED if fits or one is not Treatment.KEY]
    wanted = Treatment(how) if how in offered else None
    st.radio(
        _("What shall be done with it"),
        offered,
        index=None if wanted is None else offered.index(wanted),
        key=f"how:{how}:{name}",
        format_func=regrading.treatment_choice,
        captions=[regrading.treatment_help(one) for one in offered],
        on_change=_choose,
        args=("how", f"how:{how}:{name}"),
    )
    if not fits:
        st.caption(
            _("To mark by a mended key, mend it in the course's files first; once it is released, it is offered here.")
        )
    return wanted


def meant(found: Regradable, how: Treatment) -> list[str]:
    """Return the digests of the versions that a treatment is meant for: the chosen one, or all that it fits."""
    usual = found.by_key() if how is Treatment.KEY else found.versions
    name = chosen(found)
    return [one.digest for one in usual if name in ("", one.digest[:12])]


@st.fragment
def confirm(plan: Plan) -> None:
    """Ask why and store it: in a run of its own, so that nothing is reckoned anew while somebody writes."""

    def store() -> None:
        why = st.session_state["why"]
        act = lambda db, actor, _reach: learning.regrade(db, actor, plan, why, now=text.utc_now())  # noqa: E731
        if doing.do(Right.AUTHOR, act, regrading.in_force()):
            typed.sent("why")

    st.text_area(_("Why? The people concerned read it."), key="why", max_chars=assessment.LONGEST_REASON, height=100)
    typed.keep("why")
    st.button(_("Take the regrade back") if plan.undoes else _("Mark it anew"), type="primary", on_click=store)
    if "done" in st.session_state:
        st.query_params.update(how="", back="")
        st.rerun()
    if refused := st.session_state.pop("refused", None):
        st.error(refused, icon=":material/error:")
    st.caption(_("It can be taken back later. What was answered never changes."))


def look_at(back: str) -> None:
    """Look at what taking a regrade back would do; '' leaves that again."""
    st.query_params["back"] = back


def _choose(name: str, widget: str) -> None:
    """Put a choice into the address, where '' stands for none."""
    st.query_params.pop("back", None)
    st.query_params[name] = str(st.session_state[widget] or "")
