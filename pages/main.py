"""The gate and the menu: who is asking decides which pages exist for them."""

import streamlit as st

from models.rights import DomainError, Right
from models.text import translate as _
from pages.parts import errors, frame, watched, who
from pages.parts.menu import page

me = who.signed_in()

learning = [
    page("cadre/home", _("My learning"), "", default=True),
    page("cadre/catalogue", _("Courses"), "courses"),
    page("cadre/results", _("My results"), "results"),
    page("cadre/inquiries", _("My questions"), "inquiries"),
    page("cadre/help", _("Help and contacts"), "help"),
    page("cadre/course", _("Course"), "course", hidden=True),
    page("cadre/lesson", _("Lesson"), "lesson", hidden=True),
    page("cadre/quiz", _("Quiz"), "quiz", hidden=True),
    page("cadre/result", _("Result"), "result", hidden=True),
    page("cadre/trial", _("Try a quiz"), "trial", hidden=True),
    page("cadre/glossary", _("Words explained"), "glossary", hidden=True),
    page("cadre/certificate", _("Certificate of mine"), "certificate", hidden=True),
    page("cadre/ask", _("Ask a question"), "ask", hidden=True),
    page("cadre/inquiry", _("Question and answers"), "inquiry", hidden=True),
    page("cadre/notices", _("My notices"), "notices", hidden=True),
    page("cadre/account", _("My account"), "account", hidden=True),
    page("cadre/my_data", _("My personal data"), "my-data", hidden=True),
]
units, teaching, running = [], [], []
if me.actor.has(Right.SEE_COVERAGE):
    units.append(page("hr/overview", _("Overview of my units"), "overview"))
    units.append(page("hr/coverage", _("Coverage"), "coverage"))
    units.append(page("hr/person", _("A person's page"), "person", hidden=True))
if me.actor.has(Right.ASSIGN):
    units.append(page("hr/assign", _("Assign a course"), "assign"))
    units.append(page("hr/targets", _("Targets of units"), "targets"))
    units.append(page("hr/allowances", _("More time and attempts"), "allowances"))
    units.append(page("hr/objections", _("Objections to figures"), "objections"))
    units.append(page("hr/lost_passes", _("Passes in doubt"), "lost-passes"))
if me.actor.has(Right.GIVE_CODES):
    units.append(page("hr/codes", _("Sign-in codes"), "codes"))
    units.append(page("hr/contact", _("Contact of my units"), "contact", hidden=True))
if me.actor.has(Right.SEE_COVERAGE):
    units.append(page("hr/deputies", _("Deputies"), "deputies"))
if me.actor.has(Right.AUTHOR):
    teaching.append(page("trainer/courses", _("Courses I keep"), "my-courses"))
    teaching.append(page("trainer/quiz_results", _("Quiz results"), "quiz-results"))
    teaching.append(page("trainer/marking", _("Answers to judge"), "marking"))
    teaching.append(page("trainer/judge", _("Judge an answer"), "judge", hidden=True))
    teaching.append(page("trainer/allowances", _("More time in my courses"), "course-allowances"))
    teaching.append(page("trainer/inbox", _("Questions to me"), "inbox"))
    teaching.append(page("trainer/guide", _("Guide for authors"), "authors-guide"))
    teaching.append(page("trainer/regrade", _("Mark a question anew"), "regrade", hidden=True))
    teaching.append(page("trainer/preview", _("Preview of a course"), "preview", hidden=True))
if me.actor.has(Right.MANAGE_PEOPLE):
    running.append(page("admin/people", _("People"), "people"))
    running.append(page("admin/staff_list", _("Staff list"), "staff-list"))
    running.append(page("admin/transfers", _("Transfer requests"), "transfers"))
if me.actor.has(Right.ADMINISTER):
    running.append(page("admin/units", _("Units"), "units"))
    running.append(page("admin/grants", _("Roles"), "roles"))
    running.append(page("admin/days_off", _("Days off"), "days-off"))
    running.append(page("admin/data_requests", _("Data requests"), "data-requests"))
    running.append(page("admin/settings", _("Settings"), "settings"))
if me.actor.has(Right.READ_AUDIT):
    running.append(page("admin/audit", _("Audit trail"), "audit"))

groups = {_("Learning"): learning, _("My units"): units, _("Teaching"): teaching, _("Running it"): running}
menu = {title: pages for title, pages in groups.items() if pages}
chosen = st.navigation(menu if len(menu) > 1 else learning, position="top")
st.set_page_config(page_title=f"{chosen.title} · Kỹ Năng Số", page_icon="/icon.svg", layout="centered")
frame.above(me)
try:
    with watched.run(chosen.url_path or "home"), who.handed_on(me):
        chosen.run()
except DomainError as error:
    errors.show(error)
