"""What happened here, who did it, to whom, when?"""

from datetime import datetime, time, timedelta

import streamlit as st

from models import audit, database, organisation, privacy, text
from models.organisation import Tree
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import asked, choosing, folds, tables, who
from pages.parts.office import audit_details, audit_words, inspected, trail_state

me = who.signed_in(Right.READ_AUDIT)
SIZE = 50
PARTS = {"either": _("did it or was meant"), "did": _("did it"), "to": _("was meant")}


def leaf(page: int) -> None:
    """Turn to a page."""
    st.query_params["page"] = str(page)


def first_page() -> None:
    """Begin anew with other conditions."""
    st.query_params.pop("page", None)


def moment(name: str, days: int) -> datetime | None:
    """Return the beginning of the day that a field names, in Hanoi, some days later."""
    day = st.session_state.get(name)
    return datetime.combine(day, time(), tzinfo=text.HANOI) + timedelta(days=days) if day else None


def _when(line: audit.AuditLine, by: str) -> tables.Cell:
    unsealed = "" if line.seal else _("waits for its seal")
    return tables.stacked(tables.moment(line.at), tables.words(by), tables.words(unsealed))


st.title(_("Audit trail"), anchor=False)
trail_state.show()
act, login, part = "", "", None
searched = not {"act", "who"}.isdisjoint(st.query_params)
if inside := folds.fold(_("Search the trail"), icon=":material/search:", key="search", opened=searched):
    with database.reading() as db:
        acts = sorted(audit.acts(db), key=lambda one: text.sort_key(audit_words.act_word(one)))
    with inside:
        sentences = {one: audit_words.act_word(one) for one in acts}
        act = choosing.choose(_("What was done"), "act", sentences, every=_("all acts"), then=first_page)
        login = st.text_input(
            _("Person: staff code, e-mail or phone"),
            key="who",
            bind="query-params",
            on_change=first_page,
            max_chars=100,
        )
        part = st.radio(
            _("That person"), list(PARTS), format_func=PARTS.get, key="part", horizontal=True, on_change=first_page
        )
        with st.container(horizontal=True):
            st.date_input(_("From day"), None, format="DD/MM/YYYY", key="since", on_change=first_page)
            st.date_input(_("To day"), None, format="DD/MM/YYYY", key="until", on_change=first_page)
page = asked.place(st.query_params.to_dict(), "page")
with database.reading() as db:
    person = organisation.find_person(db, login=login) if login.strip() else None
    wanted = inspected.readable(
        db,
        me.actor,
        Right.READ_AUDIT,
        now=text.utc_now(),
        act=act or None,
        person_id=None if not login.strip() else person.id if person else 0,
        part=part or "either",
        since=moment("since", 0),
        before=moment("until", 1),
    )
    total = audit.count(db, wanted=wanted)
    lines = audit.lines(db, wanted=wanted, limit=SIZE, offset=(page - 1) * SIZE)
    subjects = privacy.subjects(db, lines)
    theirs = {about.person_id for about in subjects.values() if about.person_id is not None}
    people = organisation.names(db, audit_words.people_of(lines) | theirs)
    named = {unit for line in lines for unit in audit_words.units_of(line)}
    units = organisation.unit_names(db, named)
    hidden = set() if me.actor.has(Right.SEE_PARTY) else organisation.units_of_tree(db, Tree.PARTY, named)
if total:
    st.caption(translate_n("{n} entry, the newest first", "{n} entries, the newest first", total))
elif login.strip() and person is None:
    st.warning(_("Nobody has this staff code, e-mail or phone number."))
else:
    st.info(_("Nothing fits. Take a condition away, or choose other days."))
known = audit_words.names(people, units)
rows = []
for line in lines:
    actor = people.get(line.actor_id, "–") if line.actor_id is not None else _("the platform")
    about = subjects.get((line.subject_kind, line.subject_id or 0))
    secret = about is not None and about.party and not me.actor.has(Right.SEE_PARTY)
    if secret or line.details.get("tree") == Tree.PARTY.value or audit_words.units_of(line) & hidden:
        rows.append([_when(line, "–"), tables.words(_("a matter of the Party's organisation, not shown here"))])
        continue
    subject = audit_words.subject(line, about, known)
    done = tables.followed(tables.strong(audit_words.act_word(line.act)), f": {subject}" if subject else "")
    more = tables.words(audit_details.details(line, known))
    rows.append([_when(line, actor), tables.stacked(done, more)])
if rows:
    tables.show([_("When and who"), _("What happened")], rows, caption=_("Audit trail"))
last = -(-total // SIZE)
if last > 1:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Earlier page"), disabled=page <= 1, on_click=leaf, args=(page - 1,))
        st.caption(_("Page {page} of {last}", page=page, last=last))
        st.button(_("Next page"), disabled=page >= last, on_click=leaf, args=(page + 1,))
