"""How do I write a course? A chapter at a time, with examples to copy, a course to begin with, and every rule."""

import streamlit as st

from models import text
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import who
from pages.parts.courses import manual, prose

me = who.signed_in(Right.AUTHOR)
address = st.query_params
RULES = "quy-tac"
titles = {one.name: one.title for one in manual.chapters()} | {RULES: _("All rules of the check")}
names = list(titles)
asked = RULES if "rule" in address else address.get("part", names[0])
part = asked if asked in titles else names[0]


def turn(name: str) -> None:
    """Go to a chapter; the address keeps it."""
    address.clear()
    address["part"] = name


def choose() -> None:
    """Go to the chapter that was chosen from the list."""
    turn(st.session_state[f"part:{part}"])


st.title(_("Guide for authors"), anchor=False)
if text.language() != "vi":
    st.caption(_("This guide is written in Vietnamese only."))
st.link_button(_("Download a course to begin with"), "/export/khoa-hoc-mau.zip", icon=":material/download:")
st.selectbox(
    _("Chapter"), names, index=names.index(part), format_func=titles.__getitem__, key=f"part:{part}", on_change=choose
)
prose.style()
st.header(titles[part], anchor=False)
if part == RULES:
    wanted = st.text_input(_("Find a rule by its number or by words"), value=address.get("rule", "")[:100])
    found = manual.rules(wanted)
    st.caption(translate_n("{n} rule", "{n} rules", len(found)) if found else _("No rule fits these words."))
    manual.show_rules(found)
else:
    manual.show(manual.chapters()[names.index(part)])
    following = names[names.index(part) + 1]
    st.button(_("Next: {title}", title=titles[following]), on_click=turn, args=(following,), type="primary")
