"""The trail in words: a sentence for every act, a word for every subject and detail."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from models import privacy, text
from models.audit import AuditLine
from models.courses import Catalogue
from models.text import translate as _
from pages.parts import live

SAID = ("calendar_day", "choice", "import", "installation")  # their acts name the kind of thing already
UNITS = ("unit", "parent", "into", "units")


@dataclass(frozen=True)
class Names:
    """What lines name by a number or a file's name, and how readers know it: people, units, learning paths, courses."""

    people: Mapping[int, str]
    units: Mapping[int, str]
    paths: Mapping[str, str]
    catalogue: Catalogue

    def course(self, course_id: int | None) -> str:
        """Return a course's title; '' for one that is not known here."""
        found = self.catalogue.by_id(course_id or 0)
        return "" if found is None else str(found.course.title)

    def quiz(self, course_id: int | None, name: str) -> str:
        """Return a quiz's title; its file's name where the course has it no more."""
        found = self.catalogue.by_id(course_id or 0)
        quiz = None if found is None else found.course.quiz(name)
        return name if quiz is None else str(quiz.title)


def names(people: Mapping[int, str], units: Mapping[int, str]) -> Names:
    """Return the names of people and units by their ids, with those of the courses and learning paths served now."""
    paths = {path.id: str(path.title) for path in live.references().paths}
    return Names(people, units, paths, live.catalogue())


def act_words() -> Mapping[str, str]:
    """Return what each act did, in the current language."""
    return _act_words(text.language())


@lru_cache(maxsize=2)  # asked for each line of a page
def _act_words(_language: str) -> Mapping[str, str]:
    return {
        "access.change-password": _("changed their password"),
        "access.demo": _("signed in with a demonstration account"),
        "access.end-grant": _("took a role away"),
        "access.end-other-sessions": _("signed out on all other devices"),
        "access.end-session": _("signed out on another device"),
        "access.end-sessions-of": _("signed somebody out on all devices"),
        "access.first-administrator": _("became the first administrator"),
        "access.give-code": _("gave a one-time code"),
        "access.give-first-code": _("made the first administrator's link"),
        "access.give-slips": _("gave slips with codes"),
        "access.grant": _("gave a role"),
        "access.hand-over": _("handed a role over to a deputy"),
        "access.inspect": _("looked at this as an inspector"),
        "access.language": _("changed the language"),
        "access.lock": _("locked an account after too many tries"),
        "access.redeem-code": _("set a password with a code"),
        "access.shown-anew": _("showed once more who they are"),
        "access.second-codes": _("made new recovery codes for their second step"),
        "access.second-lock": _("locked a second step after too many wrong codes"),
        "access.second-passed": _("passed the second step at sign-in"),
        "access.second-recovery": _("took a recovery code at sign-in"),
        "access.second-reset": _("took somebody's second step away"),
        "access.second-set-up": _("set up a second step at sign-in"),
        "access.second-taken-off": _("took off their own second step"),
        "access.sign-in": _("signed in"),
        "access.sign-in-directory": _("signed in by the directory"),
        "access.sign-in-provider": _("signed in by single sign-on"),
        "access.sign-out-provider": _("ended sessions because the sign-in service said so"),
        "access.sign-out": _("signed out"),
        "access.sign-out-everywhere": _("signed out everywhere"),
        "access.take-back": _("took a role back from a deputy"),
        "access.text-size": _("changed the size of text"),
        "access.unlock": _("unlocked an account"),
        "assessment.allow": _("allowed more time or attempts"),
        "assessment.end-allowance": _("took allowed time or attempts back"),
        "assessment.give-back": _("gave the time of an outage back"),
        "assessment.change-marking": _("judged an answer anew"),
        "assessment.drop-marking": _("gave an answer back unjudged"),
        "assessment.mark": _("judged an answer"),
        "assessment.reveal-name": _("looked up whose work it is"),
        "assessment.regrade": _("had a question marked anew"),
        "assessment.start": _("began a quiz"),
        "assessment.submit": _("handed a quiz in"),
        "assessment.take-back-regrade": _("took a regrade back"),
        "assessment.take-over-marking": _("took over judging an answer"),
        "backups.make": _("made a backup of everything"),
        "backups.restore": _("put a backup back"),
        "choices.choose": _("changed a setting"),
        "learning.complete": _("completed a course"),
        "learning.issue-certificate": _("issued a certificate"),
        "learning.let-pass-stand": _("let a pass stand that marking anew took"),
        "learning.lose-pass": _("put a pass in doubt by marking anew"),
        "learning.restore-completion": _("gave a completion back after marking anew"),
        "learning.void-completion": _("took a completion back after marking anew"),
        "learning.withdraw-pass": _("withdrew a pass that marking anew took"),
        "seconding.confirm": _("confirmed as the second person"),
        "seconding.fail": _("found as the second person that it could not be done"),
        "seconding.lapse": _("let something prepared lapse"),
        "seconding.prepare": _("prepared something for a second person"),
        "seconding.refuse": _("refused as the second person"),
        "seconding.withdraw": _("withdrew what they had prepared"),
        "messages.answer": _("answered a question"),
        "messages.ask": _("asked a question or objected"),
        "messages.close": _("answered a question and closed it"),
        "messages.reopen": _("opened a question again"),
        "messages.say": _("wrote in a question"),
        "organisation.active": _("noted a return from leave"),
        "organisation.agree-transfer": _("agreed to a transfer"),
        "organisation.ask-transfer": _("asked for somebody of another unit"),
        "organisation.bring-back": _("brought somebody back"),
        "organisation.correct-person": _("corrected a person's details"),
        "organisation.correct-place": _("mended a wrong place"),
        "organisation.create-unit": _("made a unit"),
        "organisation.end-post": _("ended a second post"),
        "organisation.end-unit": _("ended a unit"),
        "organisation.import": _("brought a staff list in"),
        "organisation.inactive": _("noted a departure"),
        "organisation.merge-people": _("joined two records of one person"),
        "organisation.merge-units": _("merged units"),
        "organisation.move-unit": _("moved a unit"),
        "organisation.offer-transfer": _("offered somebody to another unit"),
        "organisation.on-leave": _("noted a leave"),
        "organisation.open-list": _("opened the list of people"),
        "organisation.place": _("gave somebody a place"),
        "organisation.place-beside": _("gave somebody a second post"),
        "organisation.refuse-transfer": _("refused a transfer"),
        "organisation.rename-unit": _("renamed a unit"),
        "organisation.set-contact": _("named a unit's contact"),
        "organisation.split-unit": _("split a unit"),
        "organisation.transfer": _("moved somebody to another unit or position"),
        "organisation.undo-import": _("took a staff list back"),
        "organisation.unmerge-people": _("separated two records"),
        "organisation.void-place": _("took a wrong place back"),
        "organisation.withdraw-transfer": _("took a transfer request back"),
        "privacy.answer-request": _("answered a request about personal data"),
        "privacy.request": _("asked about personal data"),
        "privacy.erase": _("erased somebody's personal data"),
        "privacy.replay-erasures": _("erased again what was erased before a restore"),
        "privacy.read-own": _("opened or downloaded their own record"),
        "reports.ask-export": _("asked for a file that takes long to make"),
        "reports.export-coverage": _("exported coverage figures"),
        "reports.export-reading": _("exported the figures of a coverage chart"),
        "reports.export-staff": _("downloaded a staff list"),
        "reports.make-coverage": _("had a long file of coverage figures made"),
        "training.add-calendar-day": _("entered a day in the calendar of days off"),
        "training.change-due": _("changed a due day"),
        "training.change-renewal": _("changed when a course has to be renewed"),
        "training.create-rule": _("gave a course"),
        "training.end-exemption": _("ended an exemption"),
        "training.end-target": _("took a unit's target back"),
        "training.end-rule": _("ended a rule"),
        "training.exempt": _("exempted somebody from a course"),
        "training.explain": _("explained a unit's figure"),
        "training.extend": _("gave somebody more time for a course"),
        "training.open-list": _("opened a list of names"),
        "training.remind": _("reminded people who are overdue"),
        "training.set-target": _("set a target of a unit"),
        "training.follow-path": _("let a rule follow its learning path"),
        "training.provide-calendar": _("wrote the holidays that the law names"),
        "training.take-calendar-day": _("took a day out of the calendar of days off"),
        "training.take-back-extension": _("took a longer time for a course back"),
    }


def act_word(act: str) -> str:
    """Return what an act did; one of a newer version by its name."""
    return act_words().get(act, act)


def subject_word(kind: str) -> str:
    """Return the word for a kind of subject."""
    return {
        "person": _("person"),
        "unit": _("unit"),
        "rule": _("rule"),
        "course": _("course"),
        "attempt": _("quiz attempt"),
        "completion": _("completion"),
        "grant": _("role"),
        "release": _("release"),
        "inquiry": _("question or objection"),
        "prepared": _("something over many people"),
    }.get(kind, kind)


def subject(line: AuditLine, about: privacy.About | None, known: Names) -> str:
    """Return what a line is about, in words: whose it is unless they did it themselves, of which course, its name."""
    if line.subject_kind == "person":
        same = line.subject_id == line.actor_id
        return "" if same else known.people.get(line.subject_id or 0, "")
    if line.subject_kind == "unit":
        return known.units.get(line.subject_id or 0, "")
    if about is None:
        return "" if line.subject_kind in SAID else subject_word(line.subject_kind)
    whose = known.people.get(about.person_id or 0, "") if about.person_id != line.actor_id else ""
    told_below = line.details.keys() & {"course", "course_id"}  # among the details
    course = "" if told_below else known.course(about.course_id)
    return ", ".join(dict.fromkeys(filter(None, (about.words, whose, course))))


def people_of(lines: list[AuditLine]) -> set[int]:
    """Return the ids of everybody whom lines name."""
    found = {line.actor_id for line in lines if line.actor_id is not None}
    found |= {line.subject_id for line in lines if line.subject_kind == "person" and line.subject_id is not None}
    for name in ("given_by", "prepared_by"):
        found |= {line.details[name] for line in lines if isinstance(line.details.get(name), int)}
    return found | {line.details["dropped"] for line in lines if isinstance(line.details.get("dropped"), int)}


def units_of(line: AuditLine) -> set[int]:
    """Return the ids of the units that a line names."""
    found = {line.subject_id} if line.subject_kind == "unit" and line.subject_id is not None else set()
    for name in UNITS:
        value = line.details.get(name)
        found |= {one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)}
    if line.act == "organisation.import" or line.act == "organisation.undo-import":
        found -= {line.details.get("units")}  # there it is a count
    return {one for one in found if one is not None}
