"""Courses and the browser's files: is what people are to see there, and right?"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from models import courses, text
from models.doctor.found import Asked, Found, careful, good, wrong
from models.text import translate as _
from models.text import translate_n


def look(asked: Asked) -> Iterator[Found]:
    """Check the courses as `check` does."""
    folder = asked.chosen.content_dir
    if not folder.is_dir():
        yield wrong(
            _("There is no folder of courses: {folder}", folder=str(folder)),
            _("Set KNS_CONTENT_DIR to the folder that holds courses."),
        )
        return
    report = courses.check_folder(folder)
    if not report.drafts:
        yield careful(
            _("No course in {folder}", folder=str(folder)),
            _("Put courses there, or set KNS_CONTENT_DIR to where they are."),
        )
        return
    seen = translate_n("{n} course checked", "{n} courses checked", len(report.drafts))
    if report.errors:
        yield careful(
            f"{seen}: {translate_n('{n} error', '{n} errors', report.errors)}",
            _("Run python -m models check; until it is mended, people are given the version released before."),
        )
    else:
        yield good(seen)


def look_at_browser_files(asked: Asked) -> Iterator[Found]:
    """Look whether the small copies of scripts, styles and fonts are made, and the words of the interface there."""
    found = find_spec("streamlit")
    static = Path(found.origin).parent / "static" / "static" if found is not None and found.origin else None
    if static is None or not any(static.glob("js/*.js")):
        yield wrong(
            _("The browser's files of Streamlit are not there"),
            _("Install the packages anew: python3 start.py environment."),
        )
        return
    if not any((text.LOCALE_DIR / "vi").glob("*.po")):
        yield wrong(
            _("The interface's Vietnamese is not there: {folder}", folder=str(text.LOCALE_DIR)),
            _("Copy the folder locale of this version to the machine."),
        )
    made = asked.chosen.data_dir / "browser"
    copies = [one for one in made.glob("*/*") if one.parent.name[0] != "."] if made.is_dir() else []
    if not any(next(one.rglob("*.br"), None) for one in copies):
        yield careful(
            _("The compressed copies of scripts, styles and fonts are not made yet"),
            _("Start the platform and wait for a minute; if they stay away, its log says why."),
        )
    else:
        yield good(_("Scripts, styles and fonts are there, compressed: {folder}", folder=str(made)))
