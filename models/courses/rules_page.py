"""The page for authors, `docs/content-rules.md`, made from the rules: python -m models.courses.rules_page."""

from models import settings
from models.courses.findings import Rule, Severity
from models.courses.rules import RULES
from models.text import translate

_FAMILIES = {
    **{"F": "Tệp và YAML", "C": "Khóa học", "L": "Bài học", "Q": "Câu hỏi", "Z": "Bài kiểm tra"},
    **{"G": "Thuật ngữ", "P": "Lộ trình học tập"},
}
_HEAD = """\
# Quy tắc kiểm tra nội dung

Lệnh `python -m models check [thư mục]` kiểm tra mọi quy tắc dưới đây trong một lượt và chỉ ra tệp, dòng, cột, cách sửa.
Lỗi chỉ giữ lại phần nhỏ nhất không hiện được; cảnh báo không giữ lại gì. Bản đã phát hành không đổi khi tệp còn lỗi.
Trang này được viết ra từ chính các quy tắc: `python -m models.courses.rules_page`.
"""


def rules_page() -> str:
    """Return the page: every rule with its reason, a wrong and a right example, in the current language."""
    parts = [_HEAD]
    for letter, family in _FAMILIES.items():
        parts.append(f"## {family}\n")
        parts.extend(_entry(RULES[name]) for name in sorted(RULES) if name.startswith(letter))
    return "\n".join(parts)


def _entry(rule: Rule) -> str:
    kind = translate("error") if rule.severity is Severity.ERROR else translate("warning")
    wrong, right = (f"~~~text\n{example}\n~~~" for example in (rule.wrong, rule.right))
    head = f"### {rule.id} {translate(rule.title)} ({kind})\n\n{translate(rule.why)}\n"
    return f"{head}\n{translate('Wrong:')}\n\n{wrong}\n\n{translate('Right:')}\n\n{right}\n"


if __name__ == "__main__":
    (settings.ROOT / "docs" / "content-rules.md").write_text(rules_page(), encoding="utf-8")
