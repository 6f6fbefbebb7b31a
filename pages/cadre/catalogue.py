"""What can I learn here? The courses on offer, and a search that reaches into the lessons."""

import html

import streamlit as st

from models import text
from models.text import translate as _
from models.text import translate_n
from pages.parts import live, who

me = who.signed_in()
library = live.catalogue()

st.title(_("Courses"), anchor=False)
query = st.text_input(
    _("Search courses and lessons"), key="q", bind="query-params", placeholder=_("for example: mat khau")
)
if text.tidy(query):
    hits = library.search(query, limit=20)
    if not hits:
        st.info(_("Nothing was found for “{query}”. Try fewer or other words; accents do not matter.", query=query))
    for hit in hits:
        course = library.course(hit.course)
        address = f"/lesson?course={hit.course}&lesson={hit.lesson}" if hit.lesson else f"/course?course={hit.course}"
        anchor = f"#{hit.anchor}" if hit.anchor and hit.lesson else ""
        where = " › ".join([str(course.title) if course else "", *hit.headings])
        said = hit.words if len(hit.words) < 220 else hit.words[:220] + "…"
        st.html(
            f'<p><a href="{html.escape(address + anchor)}" target="_self">{html.escape(where)}</a><br>'
            f"{html.escape(said)}</p>"
        )
else:
    for course in library.courses:
        with st.container(border=True):
            st.subheader(str(course.title), anchor=False)
            if course.summary:
                st.write(str(course.summary))
            lessons = translate_n("{n} lesson", "{n} lessons", len(course.lessons))
            st.caption(_("{lessons} · about {minutes} minutes", lessons=lessons, minutes=course.minutes))
            st.page_link("cadre/course.py", label=_("Open the course"), query_params={"course": course.slug})
    if not library.courses:
        st.info(_("No course is on offer yet. Trainers add courses as folders in content/courses."))
