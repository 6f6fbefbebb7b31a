"""Make the README's picture from a running demonstration: `python docs/pictures.py`.

Needs Chromium and the development packages (`python start.py environment`).
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.server import running  # noqa: E402

SIDE_BY_SIDE = """<body style="margin:0;display:flex;gap:24px;padding:24px;background:#E3E8ED;width:max-content">
{pictures}</body>"""


def main() -> None:
    """Start the demonstration, photograph two pages and set them side by side."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as platform, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        taken = []
        for login, path, width in (("canbo", "/", 390), ("nhansu", "/coverage", 900)):
            page = browser.new_context(viewport={"width": width, "height": 860}, locale="vi-VN").new_page()
            enter(page, platform.url, login, path)
            taken.append(Path(folder) / f"{login}.png")
            page.screenshot(path=taken[-1])
        page = browser.new_page()
        html = Path(folder) / "both.html"
        html.write_text(SIDE_BY_SIDE.format(pictures="".join(f'<img src="{picture.name}">' for picture in taken)))
        page.goto(html.as_uri())
        page.locator("body").screenshot(path=ROOT / "docs" / "pictures" / "overview.png")
        browser.close()


def enter(page: Page, url: str, login: str, path: str) -> None:
    """Sign a demonstration account in and wait until its page is drawn."""
    page.goto(f"{url}/sign-in?next={path}")
    page.locator(f"input[name=login][value={login}]").locator("xpath=..").locator("button").click()
    page.wait_for_selector("h1")
    page.wait_for_timeout(3000)


if __name__ == "__main__":
    main()
