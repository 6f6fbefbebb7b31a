"""A cadre reads the notice once, asks about their data, and an administrator answers in time."""

import pytest

from models import audit, database, privacy, text
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def test_the_notice_stands_above_the_first_page_until_it_was_read() -> None:
    cadre = Visitor("canbo").open("").well()
    assert "91/2025/QH15" in cadre.everything()
    cadre.press("I have read this").well()
    assert "91/2025/QH15" not in cadre.everything()
    assert "91/2025/QH15" not in Visitor("canbo").open("").well().everything()
    with database.reading() as db:
        seen = privacy.informing.read_at(db, city.person_id(db, "canbo"))
    assert seen is not None
    assert seen[0] in Visitor("canbo").open("my-data").well().everything()


def test_asked_seen_and_answered() -> None:
    cadre = Visitor("canbo").open("my-data").well()
    cadre.fill(cadre.at.text_area(key="words"), "Ngày sinh **sai**")
    cadre.fill(cadre.at.radio(key="kind"), privacy.RequestKind.CORRECTION)
    cadre.press("Send the request").well()
    assert not cadre.errors
    assert "đang chờ" in cadre.everything()
    boss = Visitor("quantri").open("data-requests").well()
    assert boss.title == "1 yêu cầu về dữ liệu đang chờ"
    said = boss.everything()
    assert city.NAMES["canbo"] in said
    assert "Ngày sinh **sai**" in [one.value for one in boss.at.text]  # as it was written, never as markup
    boss.press("Refuse, with this reason").well()
    assert boss.errors  # without a reason
    (field,) = [one for one in boss.at.text_area if one.key and one.key.startswith("words:")]
    boss.fill(field, "Không đúng với hồ sơ gốc")
    boss.press("Refuse, with this reason").well()
    assert boss.title == "Không có yêu cầu về dữ liệu nào chờ trả lời"
    assert "Không đúng với hồ sơ gốc" in Visitor("canbo").open("my-data").well().everything()


def test_who_still_works_is_not_erased() -> None:
    with database.writing() as db:
        privacy.requests.ask(db, city.actor(db, "canbo"), privacy.RequestKind.ERASURE, "", now=text.utc_now())
    boss = Visitor("quantri").open("data-requests").well()
    erase = text.translate("Erase for good")
    assert next(one for one in boss.at.button if one.label == erase).disabled, "one click erases nobody"
    boss.fill(boss.at.checkbox[0], True).well()
    assert city.NAMES["canbo"] in boss.at.checkbox[0].label
    assert not next(one for one in boss.at.button if one.label == erase).disabled
    boss.press("Erase for good").well()
    assert any("còn công tác" in one for one in boss.errors)
    with database.reading() as db:
        assert db.get(privacy.tables.Erasure, city.person_id(db, "canbo")) is None


def test_the_trail_says_what_waits_for_its_seal_and_what_the_last_look_found() -> None:
    with database.writing() as db:
        audit.record(db, city.actor(db, "quantri"), "access.text-size", "person", None, now=text.utc_now(), size=110)
    assert "chờ niêm phong" in Visitor("quantri").open("audit").well().everything()
    with database.writing() as db:
        while audit.seal(db, now=text.utc_now()):
            db.flush()
        audit.note_check(db, audit.verify(db), now=text.utc_now())
    reader = Visitor("quantri").open("audit").well()
    assert "nhật ký nguyên vẹn" in reader.everything()
    assert not reader.errors
    with database.writing() as db:
        state = audit.last_check(db)
        assert state is not None
        state.broken_number, state.broken_how = 3, "changed"
        db.add(state)
    reader = Visitor("quantri").open("audit").well()
    assert any("Mục 3 không còn như lúc niêm phong" in one for one in reader.errors)
