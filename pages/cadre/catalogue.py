"""What can I learn here? The courses on offer, chosen by topic, competence and state, and a search in the lessons."""

import streamlit as st

from models import assessment, courses, database, learning, text
from models.text import translate as _
from models.text import translate_n
from pages.parts import asked, choosing, folds, live, states, who
from pages.parts.courses import cards, closed, found

me = who.signed_in()
SIZE = 12  # courses shown at once
library = live.catalogue()
around = live.references()
now = text.utc_now()
with database.reading() as db:
    ways = learning.progresses(db, me.person_id, library.offered)
    shut = assessment.shut_by(db, me.person_id, now=now)


st.title(_("Courses"), anchor=False)
query = st.text_input(
    _("Search courses and lessons"), key="q", bind="query-params", placeholder=_("for example: mat khau")
)
asks = [name for name in ("topic", "competence", "state") if st.query_params.get(name)]
topic = competence = state = ""
if place := folds.fold(_("Choose by topic, competence, state"), key="choose", opened=bool(asks)):
    with place:
        about = {one.id: f"{one.title} ({one.count})" for one in courses.topics(library.courses, around)}
        topic = choosing.choose(_("Topic of the directive"), "topic", about, every=_("All topics"))
        built = {one.id: f"{one.title} ({one.count})" for one in courses.competences(library.courses, around)}
        competence = choosing.choose(_("Digital competence"), "competence", built, every=_("All competences"))
        words = {state: states.word(state) for state in ("not-started", "in-progress", "completed")}
        state = choosing.choose(_("Where I am"), "state", words, every=_("All states"))

chosen = [
    one
    for one in library.offered
    if courses.is_about(one.course, topic=topic, competence=competence)
    and (not state or ways[one.course_id].state(now) == state)
]
if text.tidy(query):
    searched = frozenset(one.course.slug for one in chosen if one.course_id not in shut)
    for one in library.offered:
        if one.course_id in shut:
            closed.tell(one, shut[one.course_id])
    hits = library.search(query, limit=20, courses=searched)
    if not hits:
        st.info(_("Nothing was found for “{query}”. Try fewer or other words; accents do not matter.", query=query))
    found.show(hits, library, query)
else:
    pages = max(1, -(-len(chosen) // SIZE))
    page = min(asked.place(st.query_params, "page"), pages)
    st.caption(translate_n("{n} course", "{n} courses", len(chosen)))
    for one in chosen[(page - 1) * SIZE : page * SIZE]:
        cards.offered(one.course, ways[one.course_id].state(now))
    if pages > 1:
        st.pagination(pages, key="page", bind="query-params")
    if not library.courses:
        st.info(_("No course is on offer yet. Trainers add courses as folders in content/courses."))
    elif not chosen:
        st.info(_("No course fits these choices. Take one of them back."))
st.page_link("cadre/glossary.py", label=_("Words explained"), icon=":material/menu_book:")
