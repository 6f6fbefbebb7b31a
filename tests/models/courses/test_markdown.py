"""Markdown as pages show it: safe whatever is written; callouts, headings, search to the paragraph."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import courses, text
from models.courses import markdown
from tests.models.courses.library import COURSE, LESSON, read, write

ADDRESSES = courses.Addresses(
    media=lambda digest, name: f"/files/{digest[:8]}/{name}",
    lesson=lambda name, anchor: f"/lesson?name={name}#{anchor}",
)


@given(st.text(alphabet="aĐ7ộ .,;:?!()%/–…“”-_*`[]<>&\n\t\u00a0\u0301#+'", max_size=12))
def test_words_alone_are_shown_as_the_parser_would_show_them(written: str) -> None:
    assert courses.to_html(written) == markdown._rendered(markdown._prepared(written, str, None))


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](vbscript:x)",
        "![x](data:text/html;base64,PGI+)",
        '![x" onerror="alert(1)](a.png "t\\" onload=\\"x")',
        '```x" onclick="y\n</code></pre><script>\n```',
        "```mermaid\n</pre><script>alert(1)</script>\n```",
        '> [!NOTE] "><script>alert(1)</script>',
        "# <svg onload=x>",
    ],
)
def test_nothing_runs(written: str) -> None:
    html = courses.to_html(written)
    assert "<script" not in html
    assert "<svg" not in html
    for tag in html.split("<")[1:]:
        opened = tag.split(">")[0].lower()
        assert "javascript:" not in opened
        assert "vbscript:" not in opened
        assert 'src="data:' not in opened
        assert " onerror=" not in opened.replace("&quot;", "") or '"' in opened.split(" onerror=")[0]


@given(st.text(max_size=200))
def test_any_text_can_be_set(written: str) -> None:
    assert "<script" not in courses.to_html(written)
    courses.to_plain(written)


def test_headings_get_ids_without_accents_each_its_own() -> None:
    html = courses.to_html("## Dấu hiệu đầu tiên\n\n## Dấu hiệu đầu tiên\n\n## ***")
    assert 'id="dau-hieu-dau-tien"' in html
    assert 'id="dau-hieu-dau-tien-2"' in html


def test_a_heading_that_reads_like_a_numbered_one_has_an_id_of_its_own() -> None:
    html = courses.to_html("# a\n\n# a-2\n\n# a\n\n# a\n\n# a-2")
    assert [f'id="{name}"' in html for name in ("a", "a-2", "a-3", "a-4", "a-2-2")] == [True] * 5


def test_a_picture_opens_by_itself_unless_it_stands_in_a_link() -> None:
    html = courses.to_html("[nơi khác](https://a.vn) ![x](a.png) [![y](b.png)](https://a.vn)")
    assert '<a class="zoom" href="a.png"' in html
    assert 'href="b.png"' not in html


def test_callouts_become_asides_that_say_what_they_are() -> None:
    text.use_language("vi")
    assert courses.to_html("> [!WARNING] Chú ý\n> Không mở **tệp**.") == (
        '<aside class="callout warning" role="note" aria-label="Chú ý">\n<p class="callout-title">Chú ý</p>\n'
        "<p>Không mở <strong>tệp</strong>.</p>\n</aside>\n"
    )
    assert 'aria-label="Lưu ý"' in courses.to_html("> [!note]\n> a")
    assert "<blockquote>" in courses.to_html("> trích dẫn")


def test_tables_keep_their_alignment() -> None:
    assert '<td style="text-align:right">1</td>' in courses.to_html("| a |\n| --: |\n| 1 |")


def test_a_lesson_is_text_and_questions_in_turn(tmp_path: Path) -> None:
    write(tmp_path, lesson=LESSON.replace("Sau đó báo", "Xem [dấu hiệu](01-thu-lua-dao.md#dau-hieu), rồi báo"))
    course = read(tmp_path)
    blocks = courses.lesson_blocks(course, course.lessons[0], ADDRESSES)
    assert [type(block).__name__ for block in blocks] == ["HtmlBlock", "QuestionBlock", "HtmlBlock"]
    first, check, last = blocks
    assert isinstance(first, courses.HtmlBlock)
    assert isinstance(check, courses.QuestionBlock)
    assert isinstance(last, courses.HtmlBlock)
    assert f'src="/files/{course.media[0].hash[:8]}/thu.svg"' in first.html
    assert check.question.id == "soi-dia-chi"
    assert 'href="/lesson?name=01-thu-lua-dao#dau-hieu"' in last.html
    assert "right" not in first.html + last.html


def test_a_translation_shows_the_lessons_own_questions(tmp_path: Path) -> None:
    folder = write(tmp_path)
    english = "---\ntitle: Phishing\n---\nLook at the sender.\n\n```question\nid: soi-dia-chi\n```\n"
    (folder / "lessons/01-thu-lua-dao.en.md").write_text(english, encoding="utf-8")
    lesson = read(tmp_path).lessons[0]
    text.use_language("en")
    shown = (str(lesson.title), [part.kind for part in lesson.shown])
    text.use_language("vi")
    assert shown == ("Phishing", ["text", "question"])
    assert str(lesson.title) == "Thư lừa đảo"


def test_search_is_accent_free_both_ways_and_finds_the_paragraph(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "chuyen-doi-so", course=COURSE.replace("An toàn thông tin", "Chuyển đổi số"))
    drafts = courses.check_folder(tmp_path).drafts
    catalogue = courses.Catalogue(
        courses.Released(number, number, "", draft.course)
        for number, draft in enumerate(drafts, start=1)
        if draft.course is not None
    )
    assert [hit.course for hit in catalogue.search("chuyen doi so")] == ["chuyen-doi-so"]
    assert [hit.course for hit in catalogue.search("CHUYỂN ĐỔI SỐ")] == ["chuyen-doi-so"]
    assert [hit.course for hit in catalogue.search("chuyển đổi s")] == ["chuyen-doi-so"]
    hit = catalogue.search("dia chi that", limit=1)[0]
    assert (hit.lesson, hit.anchor, hit.headings) == ("01-thu-lua-dao", "dau-hieu", ("Dấu hiệu",))
    assert hit.words == "Tên người gửi khác địa chỉ thật."
    assert catalogue.search("không có từ này") == []
    assert catalogue.search("  ") == []
    assert {hit.course for hit in catalogue.search("lua dao", courses=frozenset({"an-toan"}))} == {"an-toan"}


def test_search_does_not_give_answers_away(tmp_path: Path) -> None:
    write(tmp_path)
    draft = courses.check_folder(tmp_path).drafts[0]
    assert draft.course is not None
    catalogue = courses.Catalogue([courses.Released(1, 1, "", draft.course)])
    assert catalogue.search("tên hiển thị ai cũng đặt được") == []
