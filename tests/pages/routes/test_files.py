"""Files of lessons: for people who are signed in, whole or a stretch of bytes as a player asks for it."""

import pytest

from models import database
from pages.routes import files
from tests import city
from tests.pages.routes.seats import browser_of

pytestmark = pytest.mark.usefixtures("pages_of_city")


def path() -> str:
    with database.reading() as db:
        media = city.shipped(db).course.media[0]
    return f"/files/{media.hash}/{media.path.rpartition('/')[2]}"


def test_a_stretch_of_a_file_is_what_was_asked_for() -> None:
    browser = browser_of("canbo", files.routes)
    whole = browser.get(path())
    size = len(whole.text.encode())
    assert (whole.status, whole.header("accept-ranges")) == (200, "bytes")
    for asked, begin, end in (("0-9", 0, 10), ("10-", 10, size), ("-7", size - 7, size), (f"5-{size + 99}", 5, size)):
        part = browser.get(path(), range=f"bytes={asked}")
        assert part.status == 206
        assert part.header("content-range") == f"bytes {begin}-{end - 1}/{size}"
        assert part.header("content-length") == str(end - begin)
    assert browser.get(path(), range="bytes=0-4").text == whole.text[:5]


def test_nonsense_is_answered_with_the_whole_and_what_lies_beyond_is_refused() -> None:
    browser = browser_of("canbo", files.routes)
    for asked in ("bytes=-", "bytes=a-b", "bytes=0-1,4-5", "lines=0-1", ""):
        assert browser.get(path(), range=asked).status == 200
    for asked in ("bytes=99999999-", "bytes=9-3"):
        assert browser.get(path(), range=asked).status == 416


def test_nobody_learns_which_files_exist() -> None:
    nobody = browser_of(None, files.routes)
    assert nobody.get(path()).status == nobody.get("/files/0000/x.svg").status == 404
