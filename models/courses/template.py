"""The course that an author begins with, `content/templates/khoa-hoc-mau`, as one file to take home."""

import io
import zipfile

from models import settings

TEMPLATE = settings.ROOT / "content" / "templates" / "khoa-hoc-mau"
_LONG_AGO = (2026, 1, 1, 0, 0, 0)  # the same bytes at every download


def template_archive() -> bytes:
    """Return the template course's folder as a zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(TEMPLATE.rglob("*")):
            if path.is_file():
                archive.writestr(
                    zipfile.ZipInfo(path.relative_to(TEMPLATE.parent).as_posix(), _LONG_AGO), path.read_bytes()
                )
    return made.getvalue()
