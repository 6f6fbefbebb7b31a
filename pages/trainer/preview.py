"""How will a cadre see this course, as its files are now? Whatever is done here leaves no trace."""

import streamlit as st

from models import courses, settings
from models.access import SignedIn
from models.rights import DomainError, Right
from models.text import translate as _
from pages.parts import live, who
from pages.parts.courses import drafted, kept, prose

me = who.signed_in(Right.AUTHOR)
address = st.query_params
slug, lesson, quiz = (address.get(name, "") for name in ("course", "lesson", "quiz"))


def keeper() -> SignedIn:
    """Return who it is, if they keep this course; raises `DomainError` 'not-found'."""
    person = who.signed_in(Right.AUTHOR)
    if not kept.keeps_draft(person, live.catalogue(), slug):
        raise DomainError("not-found")
    return person


keeper()
seen = courses.preview(settings.current().content_dir, slug, live.catalogue())
if seen is None:
    raise DomainError("not-found")
within = seen.course is not None and (lesson or quiz)
if not within:
    st.page_link("trainer/courses.py", label=_("Courses I keep"), icon=":material/arrow_back:")
said = f"**{_('Preview; no result is stored')}**"
st.info(said if within else f"{said} · {drafted.status(seen)}", icon=":material/visibility:")
with prose.shown_as(draft=True):
    prose.style()
    if seen.course is None:
        st.title(slug, anchor=False)
        drafted.found(seen)
    elif lesson:
        drafted.lesson(seen, seen.course, lesson, me, keeper)
    elif quiz:
        drafted.quiz(seen, seen.course, quiz, keeper)
    else:
        drafted.found(seen)
        drafted.course(seen, seen.course)
        drafted.kept_back(seen, seen.course)
