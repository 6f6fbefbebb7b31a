"""The domain: everything that would still be true without a browser.

Lowest first; each uses only what stands above it in this list (import-linter keeps it):

same             an object as a key, known as the very one that it is
settings, text   every setting; Unicode, Vietnamese order, numbers and dates, translation
workbooks        Excel files as all of them are written
zips             zip files that others made: what a damaged one may raise
logs, measures   what is written down of the platform's own running; what it counts for a monitoring system
wrong            DomainError, and the kind of it that is nobody's fault
database_faults  what it means when the database is full, busy, away or damaged
database         engines, `reading()` and `writing()`, column types
rights           Right, Role, Actor, Scope, DomainError, check()
condition        whether the database's file is whole, and room on its disk
revisions        which schema this program needs, and which the database has
sentences        what each error says to a person
audit, changes   who did what; the change log that keeps every process's figures up to date
staging          big writes: rows written in small steps that become known all at once
notices, choices what a person is told in the app; what an administrator sets in the browser
workdays         the calendar of days off, and counting in working days
seconding        when an act over many needs a second person
organisation     units as trees with a history, people, where each was when; staff lists
access           sign-in, sessions, grants, one-time codes; the only maker of Actor and Scope
courses          the content folder as Course, Lesson, Quiz; checking; releases; search
assessment       attempts, responses, marking
learning         one person's way: progress, results, completions
training         a unit's duty: rules, duties, exemptions, coverage
messages         questions, mistakes and objections that people write, and their answers
reports          files to hand up: Excel, at once or made beside the pages
backups          copies of the whole installation: made while it runs, read again, kept by a rule
privacy          a person's own data: what is kept, to read and take along
demo             the generated organisation of a first start
mass_acts        acts over very many: prepared by one person, carried out when another confirms
worker           the one process beside the pages
migrations       Alembic
restoring        a backup put back onto a machine
doctor           is this installation well, and what to do where not
"""
