"""What the command says of a backup."""

from models import text
from models.backups.making import Made
from models.text import translate as _
from models.text import translate_n


def made_lines(made: Made) -> list[str]:
    """Return what was made, in which size, and what is not in it."""
    found = [
        _("Backup made and read again: {file}", file=str(made.path)),
        translate_n("{n} part, {size} MB", "{n} parts, {size} MB", len(made.manifest.parts), size=megabytes(made.size)),
    ]
    kind = made.manifest.database.named
    found.append(_("It can be put back into {kind} only: python -m models restore FILE", kind=kind))
    if made.manifest.elsewhere:
        names = ", ".join(made.manifest.elsewhere)
        found.append(_("Secrets are not in it; keep these settings in a safe place of their own: {names}", names=names))
    return found


def megabytes(size: int) -> str:
    """Return a size in megabytes, small ones with a decimal."""
    return text.number(round(size / 1_000_000, 1))
