"""Files of an answer: what they really are, whose they are, until when they change."""

import io
import struct
import zipfile
import zlib
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import access, assessment, settings
from models.assessment.tables import Handed, HandedContent, Response
from models.assessment.true_kinds import MOST_UNPACKED, clean_name, kind_of
from models.rights import Actor, DomainError, Role
from tests import factories
from tests.models.assessment.judged import ALL as BEST
from tests.models.assessment.judged import judged_course, pdf, quiz
from tests.models.assessment.released import NOW, learner, release

ALL = ("pdf", "docx", "xlsx", "png", "jpg")


def office(main: str = "word/document.xml", **parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"[Content_Types].xml": b"<Types/>", main: b"<x/>", **parts}.items():
            archive.writestr(name, data)
    return made.getvalue()


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 6)) + chunk(b"IEND", b"")


def jpg(width: int = 2, height: int = 2) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"JF" + frame + b"\xff\xda\x00\x02" + b"data\xff\xd9"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf(), "pdf"),
        (office(), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
        (png(), "png"),
        (jpg(), "jpg"),
    ],
)
def test_a_kind_is_told_by_the_content(data: bytes, kind: str) -> None:
    assert kind_of(data, ALL) == kind
    with pytest.raises(DomainError) as refused:
        kind_of(data, tuple(one for one in ALL if one != kind))
    assert refused.value.code == "file-kind"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"MZ\x90\x00 a program called bao-cao.pdf", "file-kind"),
        (b"<html><script>alert(1)</script>", "file-kind"),
        (b"GIF89a%PDF-1.7 %%EOF", "file-kind"),
        (office("mimetype"), "file-kind"),
        (office("word/document.xml", **{"xl/workbook.xml": b"<x/>"}), "file-kind"),
        (pdf()[:-8], "file-broken"),
        (office()[:-30], "file-broken"),
        (office()[:40] + b"\0\0\0\0" + office()[44:], "file-broken"),
        (png()[:-12], "file-broken"),
        (png().replace(b"IDAT", b"IDAX"), "file-broken"),
        (png(0, 3), "file-broken"),
        (jpg()[:-2], "file-broken"),
        (png(100_000, 100_000), "file-bomb"),
        (jpg(60_000, 60_000), "file-bomb"),
        (office(**{"word/media/a.bin": b"\0" * (MOST_UNPACKED + 1)}), "file-bomb"),
        (office(**{"word/vbaProject.bin": b"x"}), "file-macros"),
        (office(**{"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}), "file-macros"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "file-locked"),
    ],
)
def test_what_is_not_what_it_says_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        kind_of(data, ALL)
    assert refused.value.code == code


def test_an_archive_that_lies_about_its_size_is_unpacked_no_further_than_the_limit() -> None:
    data = office(**{"word/media/a.bin": b"\0" * (MOST_UNPACKED + 1)})
    told, lie = struct.pack("<I", MOST_UNPACKED + 1), struct.pack("<I", 5)
    assert told in data
    with pytest.raises(DomainError) as refused:
        kind_of(data.replace(told, lie), ALL)
    assert refused.value.code in ("file-bomb", "file-broken")


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("Báo cáo.PDF", "pdf", "Báo cáo.pdf"),
        ("C:\\tam\\../../bao cao.docx", "docx", "bao cao.docx"),
        ("bao\u202ecao\x00\n.exe", "pdf", "baocao.exe.pdf"),
        ('a<b>:"|?*.png', "png", "ab.png"),
        ("ảnh.jpeg", "jpg", "ảnh.jpg"),
        ("", "pdf", "tep.pdf"),
        ("...", "pdf", "tep.pdf"),
        ("đ" * 5000, "pdf", "đ" * 100 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless_and_tells_the_true_kind(name: str, kind: str, clean: str) -> None:
    assert clean_name(name, kind) == clean


def begun(db: Session, **rules: object) -> tuple[Actor, str, int]:
    """A learner's open attempt whose only question takes files; return actor, key and course."""
    course_id, release_id = release(db, judged_course(quiz("q-task", **rules)))
    actor = learner(db)
    return actor, assessment.start(db, actor, release_id, "final", now=NOW), course_id


def answer_of(db: Session) -> object:
    return db.exec(select(Response.answer)).one()


def test_files_are_the_answer_and_the_same_file_is_there_once(db: Session) -> None:
    actor, key, _ = begun(db)
    (first,) = assessment.add_file(db, actor, key, 1, "mot.pdf", pdf(b"1"), now=NOW)
    both = assessment.add_file(db, actor, key, 1, "hai.pdf", pdf(b"2"), now=NOW)
    assert assessment.add_file(db, actor, key, 1, "mot lan nua.pdf", pdf(b"1"), now=NOW) == both
    assert answer_of(db) == [first.key, both[1].key]
    shown = assessment.view(db, actor, key).questions[0]
    assert [(one.name, one.kind, one.size) for one in shown.files] == [("mot.pdf", "pdf", 17), ("hai.pdf", "pdf", 17)]
    assert assessment.remove_file(db, actor, key, 1, first.key, now=NOW) == both[1:]
    assert assessment.remove_file(db, actor, key, 1, first.key, now=NOW) == both[1:]
    assert answer_of(db) == [both[1].key]
    assert len(db.exec(select(HandedContent)).all()) == 1
    assert assessment.remove_file(db, actor, key, 1, both[1].key, now=NOW) == ()
    assert answer_of(db) is None


def test_no_more_than_five_and_none_after_handing_in(db: Session) -> None:
    actor, key, _ = begun(db)
    for number in range(5):
        files = assessment.add_file(db, actor, key, 1, "a.pdf", pdf(b"%d" % number), now=NOW)
    for act in (
        lambda: assessment.add_file(db, actor, key, 1, "a.pdf", pdf(b"6"), now=NOW),
        lambda: assessment.may_add(db, actor, key, 1, now=NOW),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "file-too-many"
    assessment.submit(db, actor, key, now=NOW)
    for late in (
        lambda: assessment.add_file(db, actor, key, 1, "a.pdf", pdf(b"7"), now=NOW),
        lambda: assessment.remove_file(db, actor, key, 1, files[0].key, now=NOW),
    ):
        with pytest.raises(DomainError) as refused:
            late()
        assert refused.value.code == "attempt-closed"
    assert len(db.exec(select(Handed)).all()) == 5


def test_what_one_person_hands_in_and_nobody_has_judged_is_bounded_over_all_attempts(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 1 MB in all: 0.6 MB in one attempt leave 0.4 MB in the next, until the first was judged."""
    monkeypatch.setattr(settings, "current", lambda: settings.Settings(task_person_mb=1))
    made = judged_course(quiz("q-task"), quiz("q-task", name="other"))
    course_id, release_id = release(db, made)
    actor = learner(db)
    keys = [assessment.start(db, actor, release_id, name, now=NOW) for name in ("final", "other")]

    def add(number: int, size: int, said: bytes) -> str:
        try:
            assessment.add_file(db, actor, keys[number], 1, "a.pdf", pdf(said * (size - len(pdf(b"")))), now=NOW)
        except DomainError as error:
            return f"{error.code} {error.values}"
        return ""

    assert add(0, 600_000, b"a") == ""
    assert add(0, 600_000, b"a") == "", "the same file is there already"
    full = "files-full {'most': 1, 'used': 0.6, 'size': 0.5}"
    assert add(1, 500_000, b"b") == full
    with pytest.raises(DomainError, match="files-full"):
        assessment.may_add(db, actor, keys[1], 1, size=500_000, now=NOW)
    assert add(1, 400_000, b"c") == ""
    (file,) = assessment.view(db, actor, keys[1]).questions[0].files
    assessment.remove_file(db, actor, keys[1], 1, file.key, now=NOW)
    assessment.submit(db, actor, keys[0], now=NOW)
    assert add(1, 500_000, b"b") == full, "handed in and not judged"
    trainer = factories.person(db, "Trần Giảng")
    factories.grant(db, trainer, Role.TRAINER, course_id=course_id)
    keeper = access.actor_for(db, trainer, "x", now=NOW)
    assessment.begin_marking(db, keeper, keys[0], 1, now=NOW)
    assessment.finish_marking(db, keeper, keys[0], 1, assessment.Verdict(BEST, ("", "")), now=NOW)
    assert add(1, 500_000, b"b") == ""
    assert assessment.may_add(db, actor, keys[1], 1, size=500_000, now=NOW)


def test_a_time_that_is_over_takes_no_file(db: Session) -> None:
    actor, key, _ = begun(db, minutes=10)
    with pytest.raises(DomainError) as refused:
        assessment.add_file(db, actor, key, 1, "a.pdf", pdf(), now=NOW + timedelta(minutes=11))
    assert refused.value.code == "time-over"


@pytest.mark.parametrize("place", [2, 0, -1, 10**30, "1"])
def test_a_place_that_takes_no_files(db: Session, place: object) -> None:
    actor, key, _ = begun(db)
    with pytest.raises(DomainError) as refused:
        assessment.add_file(db, actor, key, place, "a.pdf", pdf(), now=NOW)  # type: ignore[arg-type]
    assert refused.value.code == "not-found"


def test_answers_of_files_are_never_sent_as_a_list(db: Session) -> None:
    actor, key, _ = begun(db)
    (file,) = assessment.add_file(db, actor, key, 1, "a.pdf", pdf(), now=NOW)
    assessment.answer(db, actor, key, 1, [file.key], now=NOW)  # what is there already
    for forged in (["a1b2c3d4e5f6"], [file.key, "a1b2c3d4e5f6"], None, []):
        with pytest.raises(DomainError) as refused:
            assessment.answer(db, actor, key, 1, forged, now=NOW)
        assert refused.value.code == "answer-invalid"
    assert answer_of(db) == [file.key]


def test_a_file_is_its_owners_and_after_handing_in_the_trainers(db: Session) -> None:
    actor, key, course_id = begun(db)
    (file,) = assessment.add_file(db, actor, key, 1, "Nguyễn Văn An.pdf", pdf(), now=NOW)
    trainer, other = factories.person(db, "Trần Giảng"), factories.person(db, "Lê Khác")
    factories.grant(db, trainer, Role.TRAINER, course_id=course_id)
    factories.grant(db, other, Role.TRAINER, course_id=factories.bare_course(db, "another"))
    officer = factories.person(db, "Phạm Tổ Chức")
    factories.grant(db, officer, Role.HR)
    actors = [access.actor_for(db, one, "x", now=NOW) for one in (trainer, other, officer)]

    def who_gets_it() -> list[str]:
        found = []
        for one in (actor, *actors, learner(db, "Đỗ Lạ")):
            try:
                found.append(assessment.download(db, one, file.key).name)
            except DomainError as error:
                found.append("" if error.code == "not-found" else error.code)
        return found

    assert who_gets_it() == ["Nguyễn Văn An.pdf", "", "", "", ""]
    with pytest.raises(DomainError):
        assessment.add_file(db, actors[0], key, 1, "a.pdf", pdf(b"2"), now=NOW)
    result = assessment.submit(db, actor, key, now=NOW)
    assert who_gets_it() == ["Nguyễn Văn An.pdf", f"bai-{result.attempt_id}-cau-1-tep-1.pdf", "", "", ""]
    assert assessment.download(db, actors[0], file.key).data == pdf()
