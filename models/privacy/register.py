"""The register of personal data: what each table tells of people, what for, how long, and what an erasure does.

The page docs/du-lieu-ca-nhan.md is written from it, and `models.privacy.erasing` does what it says, so the two agree.
A test compares it with the database: a column without an entry fails.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.text import translate as _


class Why(StrEnum):
    """What data is kept for."""

    WORK = "work"
    LEARN = "learn"
    SAFE = "safe"
    ANSWER = "answer"
    ACCOUNT = "account"


class Until(StrEnum):
    """How long it is kept."""

    RECORD = "record"  # as long as the record; what tells who it was goes with an erasure
    MONTH = "month"  # thirty days after it is over
    YEAR = "year"  # a year
    SHORT = "short"  # a day or less after it has served
    TRAIL = "trail"  # for good, by ids only


@dataclass(frozen=True)
class Kept:
    """What one table keeps of people.

    ``whose``: how a row belongs to somebody, 'person_id' or by way of others ('attempt_id>attempt.person_id'); of
    several, any will do. An erasure empties the columns ``erased``, or takes whole rows away (``rows``). ``rest``
    stays: ids, days, places and results, which tell nothing of who it was once the name is gone.
    """

    about: str
    why: Why
    until: Until
    whose: tuple[str, ...]
    erased: tuple[str, ...]
    rest: tuple[str, ...]
    rows: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """Return every column that the entry speaks of."""
        return frozenset((*self.erased, *self.rest))


_ATTEMPT = "attempt_id>attempt.person_id"


def register() -> dict[str, Kept]:
    """Return the entry of each table that tells something of people, in the current language."""
    return {
        "person": _kept(
            _("name, staff code, e-mail, phone, day of birth, gender, identity number"), Why.WORK, Until.RECORD, "id",
            "staff_code staff_code_key full_name sort_key search_key email email_key phone phone_key birth_date gender"
            " national_id", "id key same_as_id recorded_at batch_id",
        ),
        "posting": _kept(
            _("unit, position, category, rank, at work or on leave and why, from when to when"), Why.WORK, Until.RECORD,
            "person_id", "", "id person_id unit_id tree main position category rank head leader status leave from until"
            " recorded_at voided_at batch_id",
        ),
        "party_membership": _kept(
            _("membership of the Party (sensitive: only whoever has that right sees it)"), Why.WORK, Until.RECORD,
            "person_id", "", "id person_id from until recorded_at voided_at batch_id",
        ),
        "person_change": _kept(
            _("what was corrected in a person's details: before and after, why"), Why.ACCOUNT, Until.RECORD,
            "person_id", "before after reason", "id person_id by_id import_id recorded_at",
        ),
        "same_person": _kept(
            _("that two records are of one person"), Why.WORK, Until.RECORD, "person_id same_as_id", "",
            "id person_id same_as_id by_id recorded_at voided_at",
        ),
        "transfer_request": _kept(
            _("requests that somebody move to another unit: the name as it was written, the new place"), Why.WORK,
            Until.RECORD, "person_id", "said_name said_code note", "id key person_id tree from_id left offered to_id on"
            " position category rank head leader by_id import_id row recorded_at",
        ),
        "transfer_step": _kept(
            _("the answers to such requests, with their reason"), Why.ACCOUNT, Until.RECORD,
            "request_id>transfer_request.person_id", "reason", "id request_id state on by_id recorded_at voided_at",
        ),
        "unit_contact": _kept(
            _("whom the people of a unit may ask: name, phone, e-mail, as the unit wrote them"), Why.WORK,
            Until.RECORD, "", "name phone email words", "id unit_id by_id recorded_at voided_at",
        ),
        "import_run": _kept(
            _("which staff lists were brought in, by whom"), Why.ACCOUNT, Until.RECORD, "by_id", "",
            "id key at by_id file_name on unit_id counts undone_at undone_by_id",
        ),
        "batch": _kept(
            _("long work on its way: who asked for it"), Why.WORK, Until.MONTH, "by_id", "",
            "id key kind state by_id asked_at name asked told wrong steps done flipped_at ended_at",
        ),
        "batch_part": _kept(
            _("the rows of a long staff list until it is written"), Why.WORK, Until.SHORT, "", "",
            "batch_id number body",
        ),
        "account": _kept(
            _("the password's hash, language, size of text"), Why.SAFE, Until.RECORD, "person_id", "",
            "person_id password_hash must_change language text_size locked_until changed_at opened_at", rows=True,
        ),
        "recovery_code": _kept(
            _("codes for who has lost the phone that gives theirs (hashes only)"), Why.SAFE, Until.RECORD,
            "factor_id>second_factor.person_id", "", "id factor_id code_hash used_at voided_at", rows=True,
        ),
        "second_factor": _kept(
            _("that somebody's phone gives codes for signing in, and since when"), Why.SAFE, Until.RECORD, "person_id",
            "", "id person_id salt last_step recorded_at voided_at", rows=True,
        ),
        "provider_session": _kept(
            _("sign-ins by way of the organisation's provider: its name for somebody"), Why.SAFE, Until.MONTH,
            "token_hash>sign_in_session.person_id", "", "token_hash subject sid id_token", rows=True,
        ),
        "sign_in_session": _kept(
            _("on which browsers somebody is signed in, and since when"), Why.SAFE, Until.MONTH, "person_id", "",
            "token_hash person_id created_at seen_at expires_at shared ended_at second_at way browser shown_at",
            rows=True,
        ),
        "one_time_code": _kept(
            _("one-time codes that were given out (hashes only)"), Why.SAFE, Until.MONTH, "person_id", "",
            "id code_hash purpose person_id given_by created_at expires_at used_at voided_at", rows=True,
        ),
        "sign_in_try": _kept(
            _("failed sign-ins, by a digest of login or address"), Why.SAFE, Until.SHORT, "", "", "id what at",
        ),
        "prepared_act": _kept(
            _("what was prepared for very many people and waits for a second person, by whom and whose word it got"),
            Why.ACCOUNT, Until.MONTH, "by_id settled_by", "why",
            "id key act right course_id terms party places people touched by_id prepared_at expires_at state settled_by"
            " settled_at wrong",
        ),
        "role_grant": _kept(
            _("roles held, over what, from when to when"), Why.ACCOUNT, Until.RECORD, "person_id", "",
            "id person_id role unit_id course_id from until given_by deputy_for_id recorded_at voided_at",
        ),
        "duty": _kept(
            _("courses asked of somebody, with their last day"), Why.LEARN, Until.RECORD, "person_id", "",
            "id person_id course_id rule_id from until due not_before reason recorded_at voided_at batch_id",
        ),
        "rule": _kept(
            _("whom a course is given to, sometimes by name"), Why.LEARN, Until.RECORD, "created_by", "",
            "id key title course_id whom due_on due_days working path steps not_before renew_months renew_window"
            " renew_grace from until campaign created_by recorded_at voided_at batch_id",
        ),
        "exemption": _kept(
            _("exemptions from a course and their reason"), Why.LEARN, Until.RECORD, "person_id", "reason",
            "id person_id course_id from until granted_by recorded_at voided_at",
        ),
        "extension": _kept(
            _("longer time for a course and its reason"), Why.LEARN, Until.RECORD, "person_id", "reason",
            "id person_id course_id from due granted_by recorded_at voided_at taken_back_by",
        ),
        "allowance": _kept(
            _("more time or attempts for a quiz and their reason (it may speak of health)"), Why.LEARN, Until.RECORD,
            "person_id", "reason",
            "id person_id unit_id course_id quiz minutes attempts from until granted_by recorded_at voided_at",
        ),
        "lesson_progress": _kept(
            _("lessons opened and finished, and where in them somebody stopped"), Why.LEARN, Until.RECORD,
            "person_id", "heading", "id person_id course_id lesson opened_at seen_at finished_at",
        ),
        "attempt": _kept(
            _("quiz attempts and their results"), Why.LEARN, Until.RECORD, "person_id", "",
            "id key person_id course_id quiz number release_id seed state started_at closes_at given_back"
            " closes_lessons submitted_at marks max_marks passed vector",
        ),
        "attempt_item": _kept(
            _("which questions an attempt had, and the marks"), Why.LEARN, Until.RECORD, _ATTEMPT, "",
            "attempt_id place question_id question_hash option_order flagged marks waits",
        ),
        "response": _kept(
            _("answers; those in one's own words go with an erasure, choices stay for marking anew"), Why.LEARN,
            Until.RECORD, _ATTEMPT, "answer first device",
            "attempt_id place answered_at changes confidence sequence checks told",
        ),
        "handed": _kept(
            _("files that were handed in: their names"), Why.LEARN, Until.RECORD, _ATTEMPT, "name",
            "id key attempt_id place kind size hash at",
        ),
        "handed_content": _kept(
            _("files that were handed in: their content"), Why.LEARN, Until.RECORD,
            "handed_id>handed.attempt_id>attempt.person_id", "data", "handed_id",
        ),
        "marking": _kept(
            _("what was said about answers"), Why.LEARN, Until.RECORD, _ATTEMPT, "comments comment reason",
            "id attempt_id place marker_id levels begun_at saved_at finished_at",
        ),
        "regraded": _kept(
            _("results after a question was marked anew"), Why.LEARN, Until.RECORD, _ATTEMPT, "",
            "id attempt_id marks max_marks passed kept vector recorded_at voided_at",
        ),
        "regrade": _kept(
            _("who had a question marked anew, and why"), Why.ACCOUNT, Until.RECORD, "by_id", "",
            "id key course_id question_id treatment asked marked_by undoes_id why by_id at counts reached finished_at",
        ),
        "lost_pass": _kept(
            _("passes that marking anew took, and what the unit decided"), Why.LEARN, Until.RECORD, "person_id",
            "reason", "id key attempt_id person_id course_id regrade_id marking_id decide_by decision decided_by_id"
            " recorded_at voided_at",
        ),
        "completion": _kept(
            _("courses completed, when, how, and what proves it"), Why.LEARN, Until.RECORD, "person_id", "evidence",
            "id person_id course_id edition achieved_on valid_until source attempt_id restores_id recorded_at"
            " voided_at",
        ),
        "certificate": _kept(
            _("numbers of certificates"), Why.LEARN, Until.RECORD, "completion_id>completion.person_id", "",
            "id key completion_id issued_at",
        ),
        "inquiry": _kept(
            _("what a question or objection is about"), Why.ANSWER, Until.RECORD, "person_id", "",
            "id key kind person_id course_id lesson question_id question_hash attempt_id place about at closed_at"
            " closed_by_id",
        ),
        "message": _kept(
            _("questions, objections and answers in words"), Why.ANSWER, Until.RECORD,
            "author_id inquiry_id>inquiry.person_id", "words", "id inquiry_id author_id at",
        ),
        "notice": _kept(
            _("notices to somebody"), Why.ANSWER, Until.YEAR, "person_id", "",
            "id key person_id kind values link once at read_at", rows=True,
        ),
        "last_look": _kept(
            _("when an overview was opened last"), Why.WORK, Until.RECORD, "person_id", "",
            "person_id looked_on before", rows=True,
        ),
        "export": _kept(
            _("files asked for, and by whom"), Why.ACCOUNT, Until.MONTH, "by_id", "",
            "id key kind state by_id asked_at language name purpose asked reach total done tries size file_name wrong"
            " ended_at until",
        ),
        "target": _kept(
            _("who set a unit's target"), Why.ACCOUNT, Until.RECORD, "set_by", "",
            "id key unit_id course_id percent due own set_by recorded_at voided_at voided_by",
        ),
        "explanation": _kept(
            _("what an officer says of a unit's figure"), Why.ACCOUNT, Until.RECORD, "by_id", "",
            "id unit_id course_id words valid required by_id recorded_at",
        ),
        "choice": _kept(
            _("who changed a setting"), Why.ACCOUNT, Until.RECORD, "by_id", "",
            "id name value by_id recorded_at voided_at",
        ),
        "calendar_day": _kept(
            _("who entered a day off"), Why.ACCOUNT, Until.RECORD, "by_id", "",
            "id day kind name counted by_id recorded_at voided_at batch_id",
        ),
        "audit_line": _kept(
            _("who did what and when, by numbers"), Why.ACCOUNT, Until.TRAIL, "actor_id", "",
            "id at actor_id act subject_kind subject_id details digest seal_number seal",
        ),
        "audit_value": _kept(
            _("reasons and the like that stand beside the audit trail"), Why.ACCOUNT, Until.RECORD, "", "",
            "line_id values salt", rows=True,
        ),
        "notice_read": _kept(
            _("that somebody read the notice about their data"), Why.ACCOUNT, Until.RECORD, "person_id", "",
            "person_id version at",
        ),
        "data_request": _kept(
            _("requests about one's own data, and their answers"), Why.ANSWER, Until.RECORD, "person_id",
            "words answer", "id key person_id kind by_id asked_at due answered_at answered_by granted",
        ),
        "erasure": _kept(
            _("that a record's personal data was erased, when, by whom"), Why.ACCOUNT, Until.RECORD, "person_id", "",
            "person_id at by_id",
        ),
        "bulk_look": _kept(
            _("who took a list of names along, and what for"), Why.ACCOUNT, Until.YEAR, "by_id", "",
            "id at by_id kind purpose people",
        ),
        "bulk_look_part": _kept(
            _("whom such lists held"), Why.ACCOUNT, Until.YEAR, "", "", "look_id block bits",
        ),
    }  # fmt: skip


NOBODY = {  # tables that tell nothing of people
    "backup_run": "id begun_at ended_at scheduled name folder size wrong",
    "audit_head": "id number seal sealed_at checked_at checked_number broken_number broken_how",
    "change": "sequence at kind subject_id writer",
    "content_text": "hash text",
    "course": "id slug first_seen_at",
    "course_alias": "slug course_id",
    "course_check": "slug checked_at fingerprint errors warnings findings",
    "heartbeat": "name at",
    "lease": "name owner until",
    "media": "hash kind data",
    "outage": "id began_at ended_at attempts recorded_at",
    "provider_trip": "state_hash browser_hash wanted shared shows expires_at used_at",
    "release": "id course_id edition hash status renews title released_at",
    "succession": "id old_id new_id on recorded_at voided_at",
    "unit": "id key code code_key tree batch_id",
    "unit_version": "id unit_id name kind parent_id from until recorded_at voided_at batch_id",
}


def why_word(why: Why) -> str:
    """Return a purpose with its legal basis, in the current language."""
    return {
        Why.WORK: _("to know who works where and who answers for whom (law 80/2025/QH15, 129/2025/QH15)"),
        Why.LEARN: _("training and proving it (decree 171/2025/NĐ-CP and the plans of the organisation)"),
        Why.SAFE: _("safe sign-in (law 116/2025/QH15)"),
        Why.ANSWER: _("answering questions and objections (law 91/2025/QH15)"),
        Why.ACCOUNT: _("accountability: who decided what, and why (law 80/2025/QH15, 91/2025/QH15)"),
    }[why]


def until_word(until: Until) -> str:
    """Return how long something is kept, in the current language."""
    return {
        Until.RECORD: _("as long as the record; what tells who it was goes with an erasure"),
        Until.MONTH: _("thirty days after it is over"),
        Until.YEAR: _("a year, then it is deleted"),
        Until.SHORT: _("a day at the most after it has served"),
        Until.TRAIL: _("for good, without names"),
    }[until]


def _kept(about: str, why: Why, until: Until, whose: str, erased: str, rest: str, *, rows: bool = False) -> Kept:
    return Kept(about, why, until, tuple(whose.split()), tuple(erased.split()), tuple(rest.split()), rows)
