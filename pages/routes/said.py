"""What the errors of sign-in, codes and roles say to a person: what happened, what is kept, what to do."""

from datetime import datetime

from models import text
from models.rights import DomainError
from models.sentences import sentences
from pages.routes import forms

_ = text.translate


def sentence(error: DomainError, *, now: datetime) -> str:
    """Return what a person reads beside the field at fault; raise the error again if it has no sentence here."""
    until = error.values.get("until")
    if error.code == "sign-in-wait" and isinstance(until, datetime):
        return wait_sentence(until, now)
    known = sentences().get(error.code)
    if known is None:
        raise error
    return known.format(**error.values)


def wait_sentence(until: datetime, now: datetime) -> str:
    """Return what somebody reads who has to wait."""
    minutes = max(1, -int(-(until - now).total_seconds() // 60))
    return text.translate_n(
        "Too many failed attempts. Try again in {n} minute.",
        "Too many failed attempts. Try again in {n} minutes.",
        minutes,
    )


def expired() -> str:
    """Return the notice above a form whose token is missing or old."""
    return forms.notice(_("This page had been open too long. Nothing was sent; please try again."), kind="error")
