"""Make the courses' films from what is told here: `python docs/films.py`. Drawn, without a voice; captions beside them.

Needs Chromium, the development packages and ffmpeg (the system's, or `--ffmpeg PATH`: that of the package
imageio-ffmpeg does). What captions say must also stand in the lesson (tests/models/courses/test_films.py).
"""

import argparse
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

COURSES = Path(__file__).resolve().parent.parent / "content" / "courses"
WIDE, HIGH, A_SECOND = 960, 540, 10  # frames
CELL, TOP = 27, 158  # pixels: a letter of an address, and where its line stands
PLAIN, PALE, TRIM, OWNER, GOOD = "#1B2733", "#9AA7B4", "#7A4F00", "#A8380A", "#00795A"


@dataclass(frozen=True)
class Scene:
    """What is seen for some seconds: an address, parts of it in a colour with a word beneath, and the caption.

    ``read``: a mark runs over this part from right to left meanwhile.
    """

    seconds: int
    address: str
    caption: str
    parts: tuple[tuple[str, str, str], ...] = ()  # (part, colour, word beneath)
    read: str = ""


FALSE, TRUE = "https://gov.vn.hoso.example/nop", "https://hoso.hanoi.gov.vn/nop"
GONE = ("https://", PALE, ""), ("/nop", PALE, "")
ADDRESS = (
    Scene(5, FALSE, "Đây là một đường dẫn trong thư. Mắt ta đọc từ trái, nên gặp chữ gov.vn trước."),
    Scene(4, FALSE, "Bước một: bỏ phần https:// ở đầu.", GONE[:1]),
    Scene(5, FALSE, "Bước hai: tìm dấu / đầu tiên còn lại, bỏ từ dấu ấy trở đi.", GONE),
    Scene(6, FALSE, "Bước ba: phần ở giữa đọc từ phải sang trái.", GONE, read="gov.vn.hoso.example"),
    Scene(
        6,
        FALSE,
        "Những chữ cuối cùng là chủ thật của trang: hoso.example.",
        (*GONE, ("hoso.example", OWNER, "chủ thật")),
    ),
    Scene(
        6,
        FALSE,
        "Chữ gov.vn đứng trước chỉ để trang trí. Đây không phải trang của cơ quan nhà nước.",
        (*GONE, ("gov.vn.", TRIM, "trang trí"), ("hoso.example", OWNER, "chủ thật")),
    ),
    Scene(5, TRUE, "Đường dẫn này thì sao? Vẫn ba bước ấy.", GONE, read="hoso.hanoi.gov.vn"),
    Scene(
        7,
        TRUE,
        "Trước dấu / đầu tiên là gov.vn: tên miền của cơ quan nhà nước.",
        (*GONE, ("hanoi.gov.vn", GOOD, "chủ thật")),
    ),
)
FILMS = {"an-toan-thong-tin/media/doc-dia-chi-tung-buoc": ADDRESS}


def picture(scene: Scene, done: float) -> str:
    """Return a scene as SVG when ``done`` of its time (0 to 1) has passed. Its lower part is left to the captions."""
    left = (WIDE - CELL * len(scene.address)) / 2
    place = lambda part: (left + CELL * scene.address.index(part), CELL * len(part))  # noqa: E731
    colours, beneath = [PLAIN] * len(scene.address), ""
    for part, colour, word in scene.parts:
        begin = scene.address.index(part)
        colours[begin : begin + len(part)] = [colour] * len(part)
        if word:
            x, width = place(part)
            beneath += f'<path d="M{x + 3} {TOP + 22}H{x + width - 3}" stroke="{colour}" stroke-width="6"/>'
            beneath += _words(x + width / 2, TOP + 72, 34, colour, word)
    if scene.read:
        x, width = place(scene.read)
        now = x + width * (1 - done)
        box = f'x="{now}" y="{TOP - 52}" width="{x + width - now}" height="70"'
        beneath += f'<rect {box} rx="6" fill="#0067A3" opacity=".18"/>'
        beneath += (
            f'<path d="M{x + width} {TOP + 40}H{now + 4}l14 -12m-14 12l14 12"'
            ' fill="none" stroke="#0067A3" stroke-width="5" stroke-linecap="round"/>'
        )
    letters = "".join(
        _words(left + CELL * (number + 0.5), TOP, 42, colours[number], letter, family="monospace")
        for number, letter in enumerate(scene.address)
    )
    head = _words(WIDE / 2, 56, 38, PLAIN, "Đọc địa chỉ từ phải sang trái", "700")
    line = f'<rect x="40" y="{TOP - 72}" width="{WIDE - 80}" height="110" rx="12" fill="#FFFFFF" stroke="#B9C5D0"/>'
    size = f'width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}"'
    back = f'<rect width="{WIDE}" height="{HIGH}" fill="#F4F6F8"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{back}{head}{line}{beneath}{letters}</svg>'


def _words(
    x: float, y: float, size: int, colour: str, words: str, weight: str = "400", family: str = "sans-serif"
) -> str:
    told = f'x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" font-family="{family}" fill="{colour}"'
    return f'<text {told} text-anchor="middle">{escape(words)}</text>'


def frames(page: Page, scenes: tuple[Scene, ...], folder: Path) -> None:
    """Draw every frame of a film into a folder; one that looks like the last is linked to it."""
    number, drawn, last = 0, "", folder
    for scene in scenes:
        many = scene.seconds * A_SECOND
        for place in range(many):
            shown = picture(scene, min(1, 1.4 * place / many))
            path = folder / f"{number:05d}.png"
            if shown == drawn:
                path.hardlink_to(last)
            else:
                page.set_content(f'<body style="margin:0">{shown}</body>')
                page.screenshot(path=path)
                drawn, last = shown, path
            number += 1


def captions(scenes: tuple[Scene, ...]) -> str:
    """Return the captions of a film as WebVTT."""
    cues, begin = [], 0
    for scene in scenes:
        end = begin + scene.seconds
        cues.append(f"{_moment(begin)} --> {_moment(end)}\n{scene.caption}\n")
        begin = end
    return "WEBVTT\n\n" + "\n".join(cues)


def _moment(seconds: int) -> str:
    return f"00:{seconds // 60:02d}:{seconds % 60:02d}.000"


def main() -> None:
    """Make every film, its captions and its poster."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ffmpeg", default=shutil.which("ffmpeg") or "ffmpeg")
    ffmpeg = parser.parse_args().ffmpeg
    with sync_playwright() as playwright:
        found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDE, "height": HIGH})
        for name, scenes in FILMS.items():
            (COURSES / f"{name}.vtt").write_text(captions(scenes), encoding="utf-8")
            (COURSES / f"{name}.svg").write_text(picture(scenes[0], 0) + "\n", encoding="utf-8")  # until it is played
            with tempfile.TemporaryDirectory() as folder:
                frames(page, scenes, Path(folder))
                source = ["-framerate", str(A_SECOND), "-i", f"{folder}/%05d.png"]
                how = ["-c:v", "libx264", "-preset", "veryslow", "-tune", "animation", "-crf", "26"]
                how += ["-pix_fmt", "yuv420p"]  # what every phone plays
                whole = [
                    "-movflags",
                    "+faststart",
                    "-map_metadata",
                    "-1",
                    "-fflags",
                    "+bitexact",
                    "-flags",
                    "+bitexact",
                ]
                film = str(COURSES / f"{name}.mp4")
                subprocess.run([ffmpeg, "-y", "-loglevel", "error", *source, *how, *whole, film], check=True)
        browser.close()


if __name__ == "__main__":
    main()
