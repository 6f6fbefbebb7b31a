"""Words marked and terms explained in safe HTML; the place of each paragraph; a diagram in words."""

import re
from html import escape, unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import courses, settings, text
from models.courses.markdown import Numbering, paragraphs
from models.courses.references import Term
from models.courses.spotting import explain_terms
from tests.models.courses.library import LESSON, put, read, write

ADDRESSES = courses.Addresses(media=lambda digest, name: f"/{digest[:8]}/{name}", lesson=lambda name, anchor: name)


def term(word: str, *also: str) -> Term:
    return Term(text.slug(word), courses.Translated(vi=word), courses.Translated(vi=f"Nghĩa của {word}."), also)


def marked(html: str, query: str) -> str:
    (found,) = courses.mark_words([html], query)
    return found


@pytest.mark.parametrize(
    ("html", "query", "expected"),
    [
        ("<p>Mật khẩu mạnh</p>", "mat khau", "<p><mark>Mật khẩu</mark> mạnh</p>"),
        ("<p>Đổi mật khẩu</p>", "ĐỔI", "<p><mark>Đổi</mark> mật khẩu</p>"),
        ("<p>khẩu, mật</p>", "mat khau", "<p><mark>khẩu</mark>, <mark>mật</mark></p>"),
        ("<p>chuyển đổi</p>", "chuyen d", "<p><mark>chuyển</mark> đổi</p>"),
        ("<p>chuyển đổi</p>", "chuyen do", "<p><mark>chuyển đổi</mark></p>"),
        ('<a href="/mat-khau">thư</a> &amp; mật', "mat", '<a href="/mat-khau">thư</a> &amp; <mark>mật</mark>'),
        ("<p>a &lt;b&gt; b</p>", "b", "<p>a &lt;<mark>b</mark>&gt; <mark>b</mark></p>"),
        ("<p>bí mật</p>", "ma", "<p>bí <mark>mật</mark></p>"),
        ("<p>bí mật</p>", "  ", "<p>bí mật</p>"),
    ],
)  # fmt: skip
def test_words_of_a_search_are_marked(html: str, query: str, expected: str) -> None:
    assert marked(html, query) == expected


def test_the_whole_phrase_is_marked_where_any_block_holds_it() -> None:
    assert courses.mark_words(["<p>địa chỉ</p>", "<p>Địa chỉ thật</p>"], "dia chi that") == (
        "<p>địa chỉ</p>",
        "<p><mark>Địa chỉ thật</mark></p>",
    )


@given(st.text(max_size=40), st.text(max_size=10))
def test_marking_changes_no_words_and_no_tags(said: str, query: str) -> None:
    html = f'<p title="{escape(said)}">{escape(said)}</p>'
    bare = marked(html, query).replace("<mark>", "").replace("</mark>", "")
    assert unescape(bare) == unescape(html)


def test_a_term_is_explained_once_and_not_in_headings_links_and_code() -> None:
    text.use_language("vi")
    html = "<h2>Mã độc</h2><p><a>mã độc</a> <code>mã độc</code> Mã độc và mã độc tống tiền, mã độc.</p>"
    used: set[str] = set()
    made = explain_terms(html, (term("mã độc"), term("mã độc tống tiền")), used)
    assert re.findall(r'<button[^>]*popovertarget="([^"]*)">([^<]*)</button>', made) == [
        ("tn-ma-doc", "Mã độc"),
        ("tn-ma-doc-tong-tien", "mã độc tống tiền"),
    ]
    assert made.count('<div popover id="tn-ma-doc"') == 1
    assert "<p>Nghĩa của mã độc.</p>" in made
    assert "<h2>Mã độc</h2><p><a>mã độc</a> <code>mã độc</code>" in made
    assert "<button" not in explain_terms("<p>mã độc</p>", (term("mã độc"),), used)


def test_a_term_of_capitals_is_no_other_word() -> None:
    text.use_language("vi")
    terms = (term("trí tuệ nhân tạo", "AI"),)
    assert explain_terms("<p>Ai làm? ai làm?</p>", terms, set()) == "<p>Ai làm? ai làm?</p>"
    assert ">AI</button>" in explain_terms("<p>Dùng AI.</p>", terms, set())


def test_every_paragraph_that_a_search_finds_has_its_place_in_the_lesson() -> None:
    drafts = courses.check_folder(settings.ROOT / "content", deep=False).drafts
    looked_at = 0
    for course in (draft.course for draft in drafts if draft.course is not None):
        for lesson in course.lessons:
            blocks = courses.lesson_blocks(course, lesson, ADDRESSES)
            html = "".join(block.html for block in blocks if isinstance(block, courses.HtmlBlock))
            ids = re.findall(r' id="([^"]*)"', html)
            assert len(ids) == len(set(ids)), lesson.name
            for paragraph in paragraphs(lesson.blocks):
                assert paragraph.place in ids, (lesson.name, paragraph.words)
                looked_at += 1
    assert looked_at > 200


def test_a_place_leads_to_the_very_paragraph(tmp_path: Path) -> None:
    write(tmp_path)
    course = read(tmp_path)
    hit = courses.Catalogue([courses.Released(1, 1, "", course)]).search("nguoi gui khac", limit=1)[0]
    html = "".join(
        block.html
        for block in courses.lesson_blocks(course, course.lessons[0], ADDRESSES)
        if isinstance(block, courses.HtmlBlock)
    )
    assert f'<p id="{hit.place}">Tên người gửi khác địa chỉ thật.</p>' in html


def test_a_table_scrolls_in_a_frame_called_by_its_headings() -> None:
    html = courses.to_html("| Bước | Ai làm |\n| --- | --- |\n| 1 | An |")
    assert html.startswith('<div class="table" role="region" tabindex="0" aria-label="Bước, Ai làm"><table>')
    assert html.count('scope="col"') == 2
    assert html.rstrip().endswith("</table></div>")


def test_a_picture_opens_at_a_tap_and_a_linked_one_keeps_its_link() -> None:
    assert '<a class="zoom" href="a.png" target="_blank"' in courses.to_html("![x](a.png)")
    assert courses.to_html("[![x](a.png)](b)").count("<a ") == 1


def test_a_video_finds_its_captions_and_its_poster_by_their_own_hashes(tmp_path: Path) -> None:
    folder = write(tmp_path, lesson=LESSON + "\n![Cách ký](../media/ky.mp4)\n")
    put(folder / "media/ky.mp4", "film")
    put(folder / "media/ky.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nXin chào\n")
    course = read(tmp_path)
    alone = courses.lesson_blocks(course, course.lessons[0], ADDRESSES)[-1]
    assert isinstance(alone, courses.HtmlBlock)
    assert "poster" not in alone.html
    put(folder / "media/ky.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"/>')
    course = read(tmp_path)
    by_path = {file.path: file.hash[:8] for file in course.media}
    blocks = courses.lesson_blocks(course, course.lessons[0], ADDRESSES)
    last = blocks[-1]
    assert isinstance(last, courses.HtmlBlock)
    assert f'src="/{by_path["media/ky.mp4"]}/ky.mp4"' in last.html
    assert f'src="/{by_path["media/ky.vtt"]}/ky.vtt"' in last.html
    assert f'poster="/{by_path["media/ky.svg"]}/ky.svg"' in last.html
    assert 'preload="none"' in last.html


def test_a_diagram_stands_by_itself_and_can_be_said_in_words(tmp_path: Path) -> None:
    source = "flowchart TD\n  A[Soạn thảo] --> B[Duyệt]\n  B -->|chưa đạt| A\n"
    write(tmp_path, lesson=LESSON + f"\n```mermaid\n{source}```\n\nHết.\n")
    course = read(tmp_path)
    blocks = courses.lesson_blocks(course, course.lessons[0], ADDRESSES)
    assert [type(block).__name__ for block in blocks[-3:]] == ["HtmlBlock", "DiagramBlock", "HtmlBlock"]
    assert blocks[-2] == courses.DiagramBlock(source)
    assert courses.diagram_words(source) == ("Soạn thảo → Duyệt", "Duyệt → Soạn thảo (chưa đạt)")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("flowchart LR\n  accTitle: Ba bước\n  A --> B --> C", ("Ba bước", "A → B", "B → C")),
        (
            "sequenceDiagram\n  participant D as Người dân\n  D->>C: nộp hồ sơ\n  C-->>D: trả kết quả",
            ("Người dân → C: nộp hồ sơ", "C → Người dân: trả kết quả"),
        ),
        ("pie\n  %% ghi chú\n  \"Đạt\" : 3", ("pie", '"Đạt" : 3')),
    ],
)  # fmt: skip
def test_diagrams_of_several_kinds_in_words(source: str, words: tuple[str, ...]) -> None:
    assert courses.diagram_words(source) == words


def test_questions_have_no_paragraph_ids_that_could_meet_twice_on_a_page() -> None:
    assert " id=" not in courses.to_html("Chọn một ý.\n\n- a\n- b")
    assert ' id="doan-1"' in courses.to_html("Chọn một ý.", numbering=Numbering())
