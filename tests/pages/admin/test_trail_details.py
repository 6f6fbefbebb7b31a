"""What a line of the trail tells beside its sentence is in words: no code of ours, no word of another act."""

import ast
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from models import access, organisation
from models.audit import AuditLine
from pages.parts.office import audit_details, audit_words

MODELS = Path(__file__).resolve().parents[3] / "models"


def named_by_the_source() -> set[str]:
    """Return the name of every detail that a line of the trail is given."""
    found: set[str] = set()
    for path in MODELS.rglob("*.py"):
        for act in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(act, ast.FunctionDef) and "audit.record(" in ast.unparse(act):
                found |= _named_by(act)
    return found - {"now", "personal"}


def _named_by(act: ast.FunctionDef) -> set[str]:
    """Return the names given as keywords of the line, or through a dict that goes into it with **."""
    lines = [one for one in ast.walk(act) if isinstance(one, ast.Call) and ast.unparse(one.func) == "audit.record"]
    given = [word for line in lines for word in line.keywords]
    spread = {ast.unparse(word.value) for word in given if word.arg is None}
    found = {word.arg for word in given if word.arg}
    for node in ast.walk(act):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if ast.unparse(target) in spread:
                found |= {str(one.value) for one in node.value.keys if isinstance(one, ast.Constant)}
    return found


def test_every_detail_has_a_name_in_words_or_is_not_shown() -> None:
    named = named_by_the_source()
    assert {"by", "granted", "tree", "people", "prepared_by"} <= named
    known = {*audit_details.labels("vi"), *audit_details.INNER, *organisation.Outcome}
    assert named - known == set()


@pytest.mark.usefixtures("pages_of_city")
@pytest.mark.parametrize(
    ("act", "details", "said"),
    [
        ("organisation.import", {"asked": 3, "moved": 0}, "gửi yêu cầu điều chuyển: 3"),
        ("training.set-target", {"asked": 75}, "chỉ tiêu, phần trăm: 75"),
        ("organisation.inactive", {"tree": "administration"}, "tổ chức: chính quyền"),
        ("privacy.request", {"kind": "erasure"}, "loại: xóa dữ liệu"),
        ("messages.ask", {"kind": "mark"}, "loại: Khiếu nại về điểm"),
        ("privacy.answer-request", {"granted": True}, "đã làm theo yêu cầu: có"),
        ("access.shown-anew", {"by": access.Means.PASSWORD.value}, "bằng: mật khẩu"),
        ("access.language", {"language": "en"}, "ngôn ngữ: English"),
        ("choices.choose", {"name": "backup_hour"}, "thiết lập: Giờ sao lưu hằng ngày"),
    ],
)  # fmt: skip
def test_a_code_is_shown_as_readers_know_it(act: str, details: dict[str, Any], said: str) -> None:
    line = AuditLine(at=datetime(2026, 7, 1, tzinfo=UTC), act=act, subject_kind="person", details=details)
    assert audit_details.details(line, audit_words.names({}, {})) == said
