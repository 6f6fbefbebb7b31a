"""Questions marked anew, in words: to who sat the quiz, to who answers for the course, to who decides about a pass."""

from collections.abc import Callable
from html import escape

import streamlit as st

from models import assessment, courses, database, learning, text
from models.assessment import Treatment
from models.learning import Decision, Doubt
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import tables, who
from pages.parts.plain import plain

AT_FIRST = 6  # of those who would move
OFFERED = (Treatment.KEY, Treatment.DROPPED, Treatment.FULL)


def treatment_word(treatment: str) -> str:
    """Return what a regrade does with a question."""
    return {
        Treatment.KEY.value: _("mark by the mended key"),
        Treatment.DROPPED.value: _("leave it out of the marks"),
        Treatment.FULL.value: _("full marks for everybody"),
        Treatment.BACK.value: _("as it was before"),
    }.get(treatment, treatment)


def treatment_choice(treatment: Treatment) -> str:
    """Return what a regrade does with a question, as the beginning of a line."""
    word = treatment_word(treatment.value)
    return word[:1].upper() + word[1:]


def treatment_help(treatment: Treatment) -> str:
    """Return what a treatment means, in a line."""
    return {
        Treatment.KEY: _("Answers given before are marked as today's version of the question marks them."),
        Treatment.DROPPED: _("It counts for nobody: neither its marks nor the most that can be had."),
        Treatment.FULL: _("Everybody who was asked it has its marks, also who left it empty."),
    }.get(treatment, "")


def link(slug: str, question_id: str, *, asked: str = "", inquiry: str = "") -> None:
    """Lead to the page where a question is marked anew."""
    address = {"course": slug, "question": question_id, "asked": asked[:12], "inquiry": inquiry}
    st.page_link(
        "trainer/regrade.py",
        label=_("Wrong key, or a bad question? Mark it anew"),
        icon=":material/rule:",
        query_params={name: value for name, value in address.items() if value},
    )


def pass_word(passed: bool | None, *, kept: bool) -> str:
    """Return whether an attempt is passed, or passed in spite of its marks."""
    if kept:
        return _("passed, kept after a regrade")
    return _("passed") if passed else _("not passed")


def first_words(first: assessment.First) -> str:
    """Return what a result was before it was marked anew."""
    percent = text.percent(first.marks, first.max_marks, None)
    word = _("passed") if first.passed else _("not passed")
    return _(
        "marked anew on {day}; before: {percent}, {word}", day=text.local_day(first.at), percent=percent, word=word
    )


def result(found: assessment.Result, doubt: Doubt | None) -> None:
    """Say that a result was marked anew, what it was before, and where its pass stands."""
    if found.first is not None:
        st.info(
            _(
                "A question was marked anew on {day}. Before, this was {marks} of {most} marks ({percent}).",
                day=text.local_day(found.first.at),
                marks=found.first.marks,
                most=found.first.max_marks,
                percent=text.percent(found.first.marks, found.first.max_marks, None),
            ),
            icon=":material/rule:",
        )
    if doubt is None:
        return
    if doubt.decision is None:
        st.warning(
            _(
                "These marks no longer pass. Your unit decides by {day} whether the pass stands; until then it counts.",
                day=doubt.decide_by,
            ),
            icon=":material/schedule:",
        )
    elif doubt.decision is Decision.STANDS:
        st.success(_("Your unit has decided that the pass stands."), icon=":material/check_circle:")
    else:
        st.error(_("The pass was withdrawn. You can take the quiz again."), icon=":material/error:")
    if doubt.reason:
        st.write(_("Reason: {reason}", reason=plain(doubt.reason)))


def question(one: assessment.ReviewedQuestion) -> None:
    """Say that a question was marked anew, and what its answer was worth before."""
    if one.anew is not None:
        st.info(_anew(one, one.anew, plain(one.anew.why)), icon=":material/rule:")


def note(one: assessment.ReviewedQuestion) -> str:
    """Return what `question` says as HTML, '' where there is nothing to say."""
    if one.anew is None:
        return ""
    said = escape(_anew(one, one.anew, one.anew.why))
    return f'<p class="verdict blue"><i aria-hidden="true">rule</i> {said}</p>'


def _anew(one: assessment.ReviewedQuestion, anew: assessment.Anew, why: str) -> str:
    before = _("{marks} of {most} marks", marks=anew.earned, most=float(one.asked.marks))
    now = (
        _("it does not count")
        if anew.treatment is Treatment.DROPPED
        else _("{marks} of {most} marks", marks=one.earned, most=one.most)
    )
    return _(
        "Marked anew on {day} ({how}): before, {before}; now, {now}. Reason: {why}",
        day=text.local_day(anew.at),
        how=treatment_word(anew.treatment),
        before=before,
        now=now,
        why=why,
    )


def changed(one: assessment.ReviewedQuestion, found: assessment.Result) -> None:
    """Say to who objected, and to who answers, what a regrade changed for this attempt as a whole."""
    if one.anew is None:
        return
    percent = text.percent(found.marks, found.max_marks, None)
    word = _("passed") if found.passed else _("not passed")
    if found.first is None:
        st.write(_("The result of this attempt stays as it was: {percent}, {word}.", percent=percent, word=word))
        return
    before = text.percent(found.first.marks, found.first.max_marks, None)
    was = _("passed") if found.first.passed else _("not passed")
    st.write(
        _(
            "The result of this attempt: before, {before}, {was}; now, {percent}, {word}.",
            before=before,
            was=was,
            percent=percent,
            word=word,
        )
    )


def drafted(anew: assessment.Anew) -> str:
    """Return the beginning of an answer to whoever objected to a question that was then marked anew."""
    return _(
        "Thank you. The question was marked anew for everybody ({how}). Reason: {why}",
        how=treatment_word(anew.treatment),
        why=anew.why,
    )


def keys(found: assessment.Regradable, chosen: assessment.AskedVersion) -> None:
    """Show the right answers of the version that was asked beside those of today's."""
    now = [] if found.now is None else right_answers(found.now)
    heads = [_("Right as it was asked"), _("Right in today's version")]
    today = [plain_words(one) for one in now] if found.now is not None else [_("no longer in the course")]
    asked = [plain_words(one) for one in right_answers(chosen.question)]
    tables.show(
        heads,
        [[tables.words("; ".join(asked)), tables.words("; ".join(today))]],
        caption=_("Right answers, then and now"),
    )


def right_answers(question: courses.Question) -> list[str]:
    """Return what would be right, in words."""
    marked = question.mark(None)
    parts = [f"{one.text} → {' · '.join((str(one.expected), *one.also))}" for one in marked.parts]
    return parts or [str(one.text) for one in marked.options if one.right] or [*marked.expected, *marked.also]


def plain_words(said: str) -> str:
    """Return a text in one line, without its marks."""
    return courses.to_plain(said).replace("\n", " ")


def version_words(one: assessment.AskedVersion) -> str:
    """Return a version of a question in a list."""
    name = _("today's") if one.current else _("asked from {day}", day=text.local_day(one.first_at))
    count = translate_n("{n} attempt", "{n} attempts", one.attempts)
    key = "; ".join(plain_words(said) for said in right_answers(one.question))
    return f"{name} · {count} · {key}"


def in_force() -> str:
    """Return what is said once everybody has followed a regrade."""
    return _("It is in force. The people concerned are told.")


@st.fragment(run_every="2s")
def following(regrade_ids: tuple[int, ...]) -> None:
    """Show how many people have followed some regrades; when all have, the page is drawn anew, once."""
    who.signed_in(Right.AUTHOR)
    with database.reading() as db:
        so_far = learning.followed(db, regrade_ids)
    if not so_far.running:
        st.session_state["done"] = in_force()
        st.rerun()
    told = _("In force; {done} of {people} people have followed so far.", done=so_far.done, people=so_far.people)
    st.progress(so_far.done / max(1, so_far.people), text=told)


def preview(found: learning.Preview) -> None:
    """Show what a regrade would do, before it is done."""
    back = found.plan.treatment is Treatment.BACK
    lines = told(found.counts, back=back)
    st.subheader(_("What taking it back would do") if back else _("What this would do"), anchor=False)
    st.markdown(f"**{lines[0]}**" + "".join(f"  \n{line}" for line in lines[1:]))
    if found.unreadable:
        st.warning(
            translate_n(
                "{n} answer says nothing to today's version (its option is gone). It counts as not answered.",
                "{n} answers say nothing to today's version (their option is gone). They count as not answered.",
                found.unreadable,
            ),
            icon=":material/report:",
        )
    if found.moves:
        moves(found)


def so_far(found: assessment.Regradable, *, on_back: Callable[[str], None], looked_at: str) -> None:
    """Show the regrades of a question, the newest first, each to be taken back."""
    if found.regrades:
        st.subheader(_("So far"), anchor=False)
    gone = assessment.taken_back(found.regrades)
    for one in found.regrades:
        with st.container(border=True):
            word = _("taken back") if one.treatment is Treatment.BACK else treatment_word(one.treatment)
            if one.id in gone:
                word += f" ({_('taken back since')})"
            st.markdown(f"**{text.day(text.local_day(one.at))} · {word}**  \n{plain(one.why)}")
            st.caption(" ".join(told(one.counts, back=one.treatment is Treatment.BACK)))
            if one.treatment is Treatment.BACK or one.id in gone:
                continue
            if one.key == looked_at:
                st.button(_("Leave it in force"), key=f"leave:{one.key}", on_click=on_back, args=("",))
            else:
                label = _("What would taking it back do?")
                st.button(label, key=f"back:{one.key}", on_click=on_back, args=(one.key,))


def told(counts: dict[str, int], *, back: bool) -> list[str]:
    """Return what a regrade does, or did, as sentences; the most important first."""
    get = counts.get
    found = []
    if get("moved", 0):
        found.append(
            translate_n("{n} attempt has other marks", "{n} attempts have other marks", get("moved", 0))
            + ": "
            + _("{up} more, {down} fewer", up=get("up", 0), down=get("down", 0))
            + "."
        )
    else:
        found.append(_("Nobody's marks change."))
    if get("won", 0):
        found.append(
            translate_n("{n} attempt passes now", "{n} attempts pass now", get("won", 0))
            + "; "
            + translate_n("{n} course is completed by it", "{n} courses are completed by it", get("completed", 0))
            + "."
        )
    if get("lost", 0):
        found.append(
            translate_n(
                "{n} attempt passes no longer; until the unit has decided, the pass counts.",
                "{n} attempts pass no longer; until their units have decided, the passes count.",
                get("lost", 0),
            )
        )
    if get("regained", 0):
        found.append(
            translate_n(
                "{n} pass that had been lost counts again.",
                "{n} passes that had been lost count again.",
                get("regained", 0),
            )
        )
    if back and get("taken", 0):
        found.append(
            translate_n(
                "{n} pass that the regrade had given is taken back.",
                "{n} passes that the regrade had given are taken back.",
                get("taken", 0),
            )
        )
    return found


def moves(found: learning.Preview) -> None:
    """Show who would move and by how much, the first of them at once; people are numbers here."""
    shown = [
        [
            tables.under(
                tables.words(_("Learner {n}", n=one.person)),
                _("attempt {n}", n=one.number) + ", " + text.day(text.local_day(one.submitted_at)),
            ),
            tables.words(
                _(
                    "{before} of {most} → {after} of {now}",
                    before=one.before[0],
                    most=one.before[1],
                    after=one.after[0],
                    now=one.after[1],
                )
            ),
            tables.words(_passing(one)),
        ]
        for one in found.moves
    ]
    heads = [_("Who"), _("Marks"), _("Pass")]
    tables.show(heads, shown[:AT_FIRST], caption=_("Who would move"))
    if len(shown) > AT_FIRST:
        with st.expander(_("The next {n}", n=len(shown) - AT_FIRST)):
            tables.show(heads, shown[AT_FIRST:], caption=_("Who would move"))
    if found.counts.get("moved", 0) > len(found.moves):
        st.caption(_("The {n} that matter most are shown.", n=len(found.moves)))


def _passing(one: learning.Move) -> str:
    before = _("passed") if one.passed_before else _("not passed")
    after = _("in doubt") if one.in_doubt else _("passed") if one.passed_after else _("not passed")
    return before if before == after else f"{before} → {after}"
