"""Whatever comes from outside is read or refused in words: never a stack trace, a hang or a process that falls.

`make test` gives each reader `SHORT` inputs (fewer where one takes longer), the same each time; `make prove` gives
KNS_FUZZ (20,000 unless set) others by the day, and writes docs/faults.md.
"""

import contextlib
import datetime
import io
import json
import os
import struct
import subprocess
import sys
import zipfile

import pytest

from models import settings
from models.access import directory
from models.assessment import true_kinds
from models.backups.manifest import MANIFEST
from tests import faults, fuzzed
from tests.fuzzed.of_courses import Looked
from tests.fuzzing import Outcome
from tests.server import PROVING

SHORT = 40
NUMBER = int(os.environ.get("KNS_FUZZ", "20000")) if PROVING else SHORT
SEED = datetime.datetime.now(datetime.UTC).toordinal() if PROVING else 1

HEAD = b"---\ntitle: a\n---\n"


def _zipped(name: bytes, *, told: int = 2) -> bytes:
    """Return a zip file of one part of two bytes, which its list says to have ``told``."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name.decode(), b"{}")
    data, true, lie = made.getvalue(), struct.pack("<II", 2, 2), struct.pack("<II", told, told)
    return lie.join(data.rsplit(true, 1))


FOUND_BEFORE = [  # what made a reader stumble or hang once
    ("directory's answer", b"0\x82\x00\x0e\x02\x01\x01a\x82\x00\nemployeeID1\x82\x00\x08\x04\x82\x00\x04CB01"),
    ("directory's answer", fuzzed.directory_answers()[0][:9]),
    ("svg", b"<!--" * 500_000),
    ("svg", b"<svg " * 500_000),
    ("svg", b"<!DOCTYPE " * 300_000),
    ("svg", b"on" * 1_000_000),
    ("lesson", HEAD + b"# a\n" * 3_000),
    ("lesson", HEAD + b'[a]: b "  \n>>\n]' * 100_000),
    ("questions", b"- id: a\n  stem: |\n" + b"    *a**a*\n" * 100_000),
    ("markdown", b"a|" * 300 + b"\n" + b"-|" * 300 + b"\n" + b"a\n" * 8_000),
    ("markdown", b"![](a)" * 1_500),
    ("kept heads", b"2026 " + b"9" * 5000 + b" a"),
    ("backup", _zipped("é".encode()).replace("é".encode(), b"\xff\xff")),
    ("backup", _zipped(MANIFEST.encode(), told=100)),
    ("address of a view", b"known=0001-01-01T00:00"),
    ("address of a view", b"known=9999-12-31T23:59Z"),
    ("bundle", fuzzed.a_bundle().replace(b'"files"', b'"filos"')),
    ("bundle", fuzzed.a_bundle().replace(b"print()", b"prinT()")),
]


@pytest.mark.slow
def test_readers_read_or_refuse_what_was_spoilt() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.fuzzing", "all", str(NUMBER), str(SEED)]
    done = subprocess.run(command, cwd=settings.ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    found = [Outcome(**json.loads(line)) for line in done.stdout.splitlines()]
    assert {one.reader for one in found} == set(fuzzed.READERS)
    assert [why for one in found for why in (f"{one.reader}, seed {SEED}, {wrong}" for wrong in one.wrong)] == []
    tried = sum(one.tried for one in found)
    assert tried == sum(max(1, NUMBER // reader.costly) for reader in fuzzed.READERS.values())
    slowest = max(found, key=lambda one: one.slowest)
    faults.survived(
        "spoilt and hurtful inputs of all readers",
        ", ".join(f"{one.reader} {one.tried} ({one.refused} refused)" for one in found)
        + f"; the slowest, {slowest.reader}, {slowest.slowest:.1f} s of the processor",
        tried=tried,
    )


@pytest.fixture
def _settings_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the settings back, which readers of others' answers set for themselves."""
    monkeypatch.setattr(settings, "current", settings.current)
    monkeypatch.setattr(directory, "SECONDS", directory.SECONDS)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of ldap3's
@pytest.mark.usefixtures("_settings_afterwards")
@pytest.mark.parametrize(("reader", "data"), FOUND_BEFORE, ids=range(len(FOUND_BEFORE)))
def test_what_was_found_once_is_read_or_refused(reader: str, data: bytes) -> None:
    read = fuzzed.READERS[reader]
    with contextlib.suppress(read.refusals):
        read.read(data)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.usefixtures("_settings_afterwards")
def test_good_inputs_are_read() -> None:
    """What the readers are given before it is spoilt is what they take: otherwise only refusals would be tried."""
    for reader in fuzzed.READERS.values():
        for seed in reader.seeds()[:3]:
            reader.read(seed)
    assert fuzzed.read_directory(fuzzed.directory_answers()[0]) == "CB01"
    assert fuzzed.read_token(fuzzed.tokens()[0])["sub"] == "u"  # type: ignore[index]
    assert [true_kinds.kind_of(one, true_kinds.MEDIA_TYPES) for one in fuzzed.handed_in()] == [
        *("pdf", "png", "jpg", "docx", "xlsx")
    ]


@pytest.mark.parametrize(
    "drawn",
    [
        "<p><script>alert(1)</script>",
        '<img src="a.png" onerror="alert(1)">',
        "<img src=x ONERROR=alert(1)>",
        '<a href="javascript:alert(1)">a</a>',
        '<a href=" java\tscript&#58;alert(1)">a</a>',
        '<a href="data:text/html,a">a</a>',
        '<svg onload="alert(1)"></svg>',
        '<iframe src="https://a.vn"></iframe>',
    ],
)
def test_what_judges_a_lesson_sees_what_would_run(drawn: str) -> None:
    assert Looked(drawn).unsafe


@pytest.mark.parametrize(
    "drawn",
    [
        '<aside aria-label="![a](x onerror=alert(1))"><p>&lt;svg onload=alert(1)&gt;</p></aside>',
        '<a href="%5Ba%5D(javascript:alert(1))a">a</a> <a href="javascript.com/a" title="javascript:alert(1)">a</a>',
        '<a href="bai-2.md#a:b">a</a> <a href="https://a.vn/?b=c:d">b</a> <a href="mailto:a@b.vn">c</a>',
    ],
)
def test_what_judges_a_lesson_takes_words_for_words(drawn: str) -> None:
    assert Looked(drawn).unsafe == []
