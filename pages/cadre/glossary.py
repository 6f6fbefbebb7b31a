"""What does this word mean? The terms that lessons explain."""

from html import escape

import streamlit as st

from models import text
from models.text import translate as _
from pages.parts import live, who
from pages.parts.courses import prose

me = who.signed_in()
terms = live.references().terms

prose.style()
st.title(_("Words explained"), anchor=False)
query = st.text_input(_("Search for a word"), key="q", bind="query-params", placeholder=_("for example: chu ky so"))
wanted = text.search_key(query or "")
found = [term for term in terms if wanted in text.search_key(" ".join((term.term.vi, term.term.en or "", *term.also)))]
if not found:
    st.info(_("No word like this is explained here. Try fewer letters; accents do not matter."))
lines = []
for term in found:
    other = term.term.vi if text.language() == "en" else (term.term.en or "")
    beside = f' <span class="beside">({escape(other)})</span>' if other and other != str(term.term) else ""
    meaning = prose.line(str(term.meaning))
    lines.append(f'<dt id="tn-{term.id}">{escape(str(term.term))}{beside}</dt><dd>{meaning}</dd>')
prose.show(f"<dl>{''.join(lines)}</dl>")
st.page_link("cadre/catalogue.py", label=_("Courses"), icon=":material/arrow_back:")
