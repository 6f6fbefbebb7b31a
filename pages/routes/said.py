"""What the errors of sign-in, codes and roles say to a person: what happened, what is kept, what to do."""

from datetime import datetime

from models import text
from models.rights import DomainError
from pages.routes import forms

_ = text.translate


def sentences() -> dict[str, str]:
    """Return the sentence of every code that `models.access` raises, in the current language."""
    return {
        "password-short": _("A password needs at least {least} characters. A short sentence is easy to remember."),
        "password-long": _("A password has at most {most} characters."),
        "password-common": _("Many people use this password, so it is guessed first. Choose another."),
        "password-like-login": _("The password must not contain your staff code, e-mail or phone number."),
        "password-same": _("This is the password you have now. Choose another."),
        "password-wrong": _("This is not your present password."),
        "code-wrong": _(
            "This code does not open anything: it may be mistyped, used, replaced or too old. Ask for a new one."
        ),
        "code-for-oneself": _("Nobody gives themselves a code. Change your password instead, or ask a colleague."),
        "code-more-rights": _(
            "This person holds a right that you lack; somebody who holds it too must do this. Nothing was changed."
        ),
        "login-missing": _("Choose a login of at least 2 characters, such as your staff code."),
        "person-unknown": _("This person is not on the list. Nothing was changed."),
        "grant-reach": _("This role cannot be given over that. Nothing was changed."),
        "grant-unknown": _("This role was already taken away."),
        "dates-order": _("The end must come after the beginning. Nothing was changed."),
        "last-administrator": _("This is the last administrator. Name another one first."),
        "not-demo": _("This is possible in demonstration mode only."),
        "demo-unknown": _("This demonstration account does not exist yet."),
        "language-unknown": _("This language is not offered."),
        "name-missing": _("Enter the full name."),
        "person-known": _("{value} is already somebody's login. Choose another."),
    }


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
