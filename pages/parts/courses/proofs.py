"""Completions and certificates: one word and icon for how they came about and whether they count."""

from datetime import date

import segno

from models import learning, settings, text
from models.learning import Source, Standing
from models.text import translate as _


def source_word(source: Source) -> str:
    """Return how a completion came about."""
    return {
        Source.EARNED: _("learned and passed here"),
        Source.TESTED_OUT: _("passed the test without the lessons"),
        Source.RECOGNISED: _("recognised by the unit"),
        Source.IMPORTED: _("brought in from another system"),
        Source.CLASS: _("attended in class"),
    }[source]


def standing_word(standing: Standing) -> str:
    """Return whether a certificate counts."""
    return {
        Standing.VALID: _("In force"),
        Standing.EXPIRED: _("Expired"),
        Standing.REVOKED: _("Revoked"),
    }[standing]


def standing_badge(standing: Standing) -> str:
    """Return whether a certificate counts, as Markdown: icon and word."""
    colour, icon = {
        Standing.VALID: ("green", ":material/check_circle:"),
        Standing.EXPIRED: ("orange", ":material/history:"),
        Standing.REVOKED: ("red", ":material/block:"),
    }[standing]
    return f":{colour}-badge[{icon} {standing_word(standing)}]"


def validity(until: date | None) -> str:
    """Return until when something counts, ``until`` being the first day on which it no longer does."""
    return _("without limit") if until is None else _("before {day}", day=until)


def check_address(proof: learning.Proof, here: str) -> str:
    """Return the address at which anyone can check a certificate; ``here``: this server's, where none is set."""
    return f"{(settings.current().public_url or here).rstrip('/')}/c/{proof.key}"


def qr(address: str) -> str:
    """Return a QR code of an address as SVG, black on white in every theme."""
    made: str = segno.make(address, error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    return made.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns" not in made else made


def facts(proof: learning.Proof) -> list[tuple[str, str]]:
    """Return what a certificate says besides whose it is: names and values in the current language."""
    hours = [] if proof.hours is None else [(_("Hours"), text.number(float(proof.hours)))]
    return [
        (_("Completed on"), text.day(proof.achieved_on)),
        (_("Counts"), validity(proof.valid_until)),
        *hours,
        (_("How"), source_word(proof.source)),
        (_("Edition"), str(proof.edition)),
        (_("Number"), proof.number),
    ]
