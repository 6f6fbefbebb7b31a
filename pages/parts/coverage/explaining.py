"""What units say beside their figures: read by those above them, written by those who answer for them."""

from collections.abc import Sequence

import streamlit as st

from models import database, text, training
from models.rights import Right, Scope
from models.text import translate as _
from models.text import translate_n
from models.training import Coverage, Held, Said
from pages.parts import doing, folds, live, tables, typed
from pages.parts.plain import plain

WORDS = "explain:words"
FEW = 5  # units that are named of those beyond the page
SIGN = "✎"  # before a unit's name in a chart, where words would be cut off on a phone


def read(held: Held, scope: Scope, figure: Coverage, units: Sequence[str]) -> dict[str, Said]:
    """Return what units say about a figure, by their key (`training.explained`)."""
    with database.reading() as db:
        return training.explained(db, held, scope, figure, units)


def beside(held: Held, scope: Scope, figure: Coverage) -> None:
    """Show what the figure's own unit says of it, where the figure stands."""
    said = {} if figure.unit is None else read(held, scope, figure, [figure.unit.key])
    with st.container():  # one place with or without words
        for one in said.values():
            about = _about(one, {course.slug: course.title for course in held.courses})
            st.markdown(plain(f"{SIGN} {one.words}"))
            st.caption(plain(f"{_('Explanation by the unit')}: {_told(one, about)} · {_('then')} {_figure(one)}"))


def show(found: dict[str, Said], titles: dict[str, str], elsewhere: Sequence[str] = ()) -> None:
    """Show explanations under the bars that they are about; ``elsewhere``: units beyond this page that gave one."""
    if elsewhere:
        names = ", ".join(elsewhere[:FEW]) + (" …" if len(elsewhere) > FEW else "")
        st.caption(
            translate_n(
                "{sign} {n} unit on other pages has explained its figure: {units}",
                "{sign} {n} units on other pages have explained their figures: {units}",
                len(elsewhere),
                sign=SIGN,
                units=plain(names),
            )
        )
    if found:
        rows = [[tables.under(tables.words(one.unit_name), _figure(one)), words(one, titles)] for one in found.values()]
        heads = [_("Unit, its figure then"), f"{SIGN} {_('Explanation by the unit')}"]
        tables.show(heads, rows, caption=_("What units explain"))


def words(one: Said, titles: dict[str, str]) -> tables.Cell:
    """Return what was said, about which course, by whom and when."""
    return tables.under(tables.words(one.words), _told(one, _about(one, titles)))


def form(held: Held, scope: Scope, figure: Coverage) -> None:
    """Offer to explain today's figure of a unit, and show what it said before."""
    unit, question = figure.unit, figure.question
    if unit is None or question.on != text.local_day(text.utc_now()) or question.known_at is not None:
        return
    place = folds.fold(_("Explain this figure to those above"), icon=":material/edit_note:", key="explain")
    if place is None:
        return
    titles = {course.slug: course.title for course in held.courses}
    with place:
        about = titles.get(question.course or "", _("all required courses together"))
        told = _("{unit}, {course}: it stands beside the figure for everybody above.", unit=unit.name, course=about)
        st.caption(plain(told))
        st.text_area(_("Explanation (stays on record)"), key=WORDS, max_chars=training.LONGEST_EXPLANATION, height=100)
        typed.keep(WORDS)
        st.button(_("Put it beside the figure"), key="explain:do", on_click=_explain, args=(figure,))
        with database.reading() as db:
            before = training.said_before(db, held, scope, figure)
        rows = [[tables.words(_figure(one)), words(one, titles)] for one in before[:20]]
        if rows:
            tables.show([_("Figure then"), _("Explanation by the unit")], rows, caption=_("Explanations so far"))


def _about(one: Said, titles: dict[str, str]) -> str:
    return titles.get(one.course, one.course) if one.course else _("all required courses together")


def _told(one: Said, about: str) -> str:
    return f"{about} · " + _("{name}, {day}", name=one.by or _("the platform"), day=text.local_day(one.at))


def _figure(one: Said) -> str:
    return _("{valid} of {required}", valid=one.valid, required=one.required)


def _explain(figure: Coverage) -> None:
    question, said, held = figure.question, st.session_state[WORDS], live.held()
    unit = None if figure.unit is None else figure.unit.key
    asked = training.Question(question.on, question.tree, unit, question.course)
    done = doing.do(
        Right.ASSIGN,
        lambda db, actor, reach: training.explain(db, actor, reach, held, asked, words=said, now=text.utc_now()),
        _("Your explanation stands beside the figure, with your name and today's date."),
    )
    if done:
        typed.sent(WORDS)
