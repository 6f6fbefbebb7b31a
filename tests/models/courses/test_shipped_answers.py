"""What a careful cadre might type where the three courses let one type: marked by the shipped keys."""

from functools import cache
from pathlib import Path

import pytest

from models import courses
from models.courses.questions.gaps.question import Gaps

CONTENT = Path(__file__).resolve().parents[3] / "content"


@cache
def bank() -> dict[str, courses.Question]:
    made = [one.course for one in courses.check_folder(CONTENT, deep=False).drafts if one.course is not None]
    return {one.id: one for course in made for one in courses.with_option_ids(course, None)[0].questions}


TYPED: dict[str, tuple[list[str], list[str]]] = {
    # what is right, what is not
    "dich-cua-duong-dan": (
        ["tra-cuu.example", "Tra-cuu.example/", "https://tra-cuu.example", "“tra-cuu.example”", "tra-cuu.example."],
        ["gov.vn", "dichvu.gov.vn", "dichvu.gov.vn.tra-cuu.example", "example"],
    ),
    "chu-viet-tat-ky-thay": (
        [
            "KT.",
            "KT",
            "kt",
            "K.T",
            "K.T.",
            "KT/",
            "K/T",
            "KT:",
            "KT. CHỦ TỊCH",
            "KT CHỦ TỊCH",
            "KT/CHỦ TỊCH",
            "KT.Chủ tịch",
        ],
        ["TM.", "TL.", "TUQ.", "Q.", "TM. UBND", "ký thay mặt"],
    ),
    "ngay-thang": (
        [
            "03/02",
            "03 / 02",
            "ngày 03/02",
            "03-02",
            "03.02",
            "03/02/2026",
            "ngày 03 tháng 02 năm 2026",
            "Ngày 03 tháng 02",
        ],
        ["3/2", "03/2", "3/02", "ngày 3 tháng 2", "02/03", "13/02"],
    ),
    "dong-ho-may": (
        [
            "dấu thời gian",
            "Dấu thời gian số",
            "con dấu thời gian",
            "tem thời gian",
            "timestamp",
            "time-stamp",
            "dau thoi gian",
        ],
        ["dấu đỏ", "chứng thư số", "ngày giờ"],
    ),
}
GAPS: dict[str, tuple[int, list[str], list[str]]] = {
    "ba-con-so-3-2-1": (
        3,
        ["quý", "quí", "một quý", "3 tháng", "ba tháng", "03 tháng", "3 tháng một lần", "mỗi quý"],
        ["năm", "tháng", "13 tháng", "tuần"],
    ),
    "hai-chiec-khoa-dien-vao": (2, ["PIN", "pin", "mã PIN", "số PIN"], ["OTP", "băm"]),
    "cong-nguoi-truoc-roi-chia": (0, ["36", "36 người", "36,0", "36 nguoi"], ["30", "360", "36.000", "36 %"]),
}
NUMBERS: dict[str, tuple[list[str], list[str]]] = {
    "pin-4-so": (["10", "10s", "10 giây", "10 GIÂY."], ["10.000", "10 phút", "9999"]),
    "pin-6-so": (["100", "100 lần", "gấp 100 lần", "100x"], ["100.000", "100 %"]),
    "ban-sao-con-thieu": (["1", "1 bản", "01", "1 bản nữa", "1 bản sao"], ["2", "1.000"]),
    "so-nhiem-vu": (["6", "06", "6 dòng", "6 nhiệm vụ"], ["5", "6.000"]),
    "phep-thu-hai-muoi-dong": (["90", "khoảng 90 hộ", "~90", "90 hộ dân", "90,0"], ["90.000", "90 %", "15"]),
    "tinh-do-phu-co-mien": (["70", "70%", "70 %", "70 phần trăm", "70,0 %"], ["58", "0,7"]),
    "tinh-giam-cho": (["40", "40 %", "giảm 40 %"], ["18", "60"]),
    "ba-muoi-ngay-giam": (["20", "20 %", "giảm 20%"], ["9", "80", "20.000"]),
    "cho-hay-lam": (["5", "5 phần trăm", "5,0%"], ["40", "95"]),
    "gop-hai-don-vi": (["50", "50%"], ["72,2", "50.000"]),
    "ba-phong-ty-le": (["78,1", "78.1%", "78,125 %", "78 %"], ["66,7", "781"]),
    "chu-ky-con-khop": (["0", "0 chữ ký", "0 chữ ký số"], ["1", "2"]),
    "ra-may-van-ban": (["3", "03 văn bản", "3 chữ ký"], ["4", "5"]),
    "han-trinh": (["17", "ngày 17", "Ngày 17."], ["18", "20"]),
}


def test_every_question_that_is_typed_is_tried() -> None:
    typed = {one.id for one in bank().values() if one.type in ("short", "number")}
    typed |= {one.id for one in bank().values() if isinstance(one, Gaps) and not all(gap.choices for gap in one.gaps)}
    assert typed == {*TYPED, *NUMBERS, *GAPS}


@pytest.mark.parametrize("name", [*TYPED, *NUMBERS])
def test_what_people_type_is_marked_as_they_mean_it(name: str) -> None:
    right, wrong = {**TYPED, **NUMBERS}[name]
    question = bank()[name]
    assert [said for said in right if question.mark(said).fraction != 1] == []
    assert [said for said in wrong if question.mark(said).fraction != 0] == []


@pytest.mark.parametrize("name", GAPS)
def test_what_people_type_into_a_gap_is_marked_as_they_mean_it(name: str) -> None:
    place, right, wrong = GAPS[name]
    question = bank()[name]
    assert isinstance(question, Gaps)
    gap = question.gaps[place].id
    assert [said for said in right if not question.mark({gap: said}).parts[place].right] == []
    assert [said for said in wrong if question.mark({gap: said}).parts[place].right] == []
