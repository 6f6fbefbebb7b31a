"""Write docs/settings.md from the settings themselves: `python docs/settings.py`. A test compares the two."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from models import choices, settings, text  # noqa: E402
from pages.parts.office import setting_words  # noqa: E402

PAGE = ROOT / "docs" / "settings.md"
HEAD = """\
# Thiết lập

Trang này được viết ra từ chính các thiết lập: `python docs/settings.py`.

## Quản trị viên đổi trong trình duyệt, ở trang *Thiết lập*

| Tên | Ý nghĩa | Mặc định |
| --- | --- | --- |
"""
MIDDLE = """
## Người quản trị máy chủ đặt bằng biến môi trường, rồi khởi động lại

| Biến | Ý nghĩa | Mặc định |
| --- | --- | --- |
"""


def page() -> str:
    """Return the page: every setting in Vietnamese with its default, and how it is set."""
    text.use_language("vi")
    browser = setting_words.choice_words()
    chosen = [(name, browser[name], value) for name, value in vars(choices.Choices()).items()]
    machine = setting_words.machine_words()
    defaults = settings.Settings.model_construct()
    known = [(one.variable, machine[one.name], getattr(defaults, one.name)) for one in settings.shown(defaults)]
    return HEAD + "".join(map(_row, chosen)) + MIDDLE + "".join(map(_row, known))


def _row(line: tuple[str, str, object]) -> str:
    name, words, default = line
    told = default.relative_to(ROOT).as_posix() + "/" if isinstance(default, Path) else default
    told = ("có" if told else "không") if isinstance(told, bool) else told
    return f"| `{name}` | {words} | {'' if told == '' else f'`{told}`'} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
