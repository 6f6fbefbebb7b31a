"""Other people's words in Streamlit's texts: nothing in them is a mark, nothing a link."""

import pytest

from pages.parts.courses import prose
from pages.parts.plain import plain


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Tổ 3 (mới)", r"Tổ 3 \(mới\)"),
        ("mở https://dichvu.example/nop ngay", "mở https\\:\u2060//dichvu.example/nop ngay"),
        ("HTTP://a.example", "HTTP\\:\u2060//a.example"),
        ("vào www.a.example", "vào www\u2060.a.example"),
        ("http và www", "http và www"),
    ],
)
def test_words_are_shown_as_they_were_written_and_lead_nowhere(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Gõ `https://canbo.hanoi.gov.vn/dang-nhap`", "Gõ `https://canbo.hanoi.gov.vn/dang-nhap`"),
        ("``a`:b`` rồi c: d", r"``a`:b`` rồi c\: d"),
        ("giá $5, :red[đỏ]", r"giá \$5, \:red[đỏ]"),
        (r"\$5, \`a: b\`", r"\$5, \`a\: b\`"),
        ("`chưa đóng: a", r"`chưa đóng\: a"),
    ],
)
def test_an_options_code_is_shown_as_it_was_written_and_only_markdowns_own_marks_are_marks(
    written: str, label: str
) -> None:
    assert prose.label(written) == label
