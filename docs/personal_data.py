"""Write docs/du-lieu-ca-nhan.md from the register of personal data: `python docs/personal_data.py`. A test compares."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from models import privacy, text  # noqa: E402

PAGE = ROOT / "docs" / "du-lieu-ca-nhan.md"
HEAD = """\
# Dữ liệu cá nhân

Trang này được viết ra từ chính bảng kê trong mã nguồn (`models/privacy/register.py`): `python docs/personal_data.py`.
Một bài kiểm thử đối chiếu bảng kê với mọi cột của cơ sở dữ liệu: thêm cột mà không kê thì kiểm thử không qua.

Căn cứ: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 và Nghị định 356/2025/NĐ-CP. Dữ liệu giữ ở đây phục vụ nhiệm vụ mà
pháp luật giao cho cơ quan, nên không cần hỏi ý kiến từng người; nền tảng không dùng dữ liệu vào việc gì khác và không
gửi đi đâu.

Đồng ý riêng (rút lại được) chỉ cần cho những việc người ta được tự do chọn: bảng xếp hạng cá nhân, danh sách chuyên
gia, chia sẻ cho nơi khác. Nền tảng không có việc nào trong số đó: không xếp hạng người với người, không lập danh sách
chuyên gia, không gửi dữ liệu ra ngoài; chứng nhận chỉ ai có mã mới tra được và tên bị viết gọn. Vì vậy không có bảng
ghi sự đồng ý. Thêm một việc như thế thì phải hỏi trước, mặc định là không.

Xóa dữ liệu: chỉ khi người ấy đã rời cơ quan và không còn giữ vai trò nào. Những gì cho biết người ấy là ai bị xóa hẳn;
kết quả ở lại dưới một con số để số liệu đã báo cáo không đổi. Mã của hồ sơ đã xóa nằm trong `erasures.txt` ở thư mục
dữ liệu, ngoài cơ sở dữ liệu, và trong mọi bản sao lưu: khôi phục thì hồ sơ nào đã xóa, trước hay sau lúc sao lưu, được
xóa lại ngay, miễn là tệp còn trên máy; nếu không còn, lệnh khôi phục nói rõ máy không biết từ lúc nào. Tệp Excel
đang chờ tải được bỏ đi ngay, của mọi người, vì trong đó có thể có tên vừa xóa: ai cần thì xuất lại.

| Bảng | Giữ gì | Để làm gì | Giữ đến khi nào | Khi xóa thì bỏ |
| --- | --- | --- | --- | --- |
"""
TAIL = """
Không có gì về con người: {tables}.
"""


def page() -> str:
    """Return the page: each table that tells something of people, in Vietnamese."""
    text.use_language("vi")
    rows = [
        f"| `{name}` | {one.about} | {privacy.why_word(one.why)} | {privacy.until_word(one.until)} | {_goes(one)} |\n"
        for name, one in privacy.register().items()
    ]
    return HEAD + "".join(rows) + TAIL.format(tables=", ".join(f"`{name}`" for name in privacy.NOBODY))


def _goes(one: privacy.Kept) -> str:
    return "cả dòng" if one.rows else ", ".join(f"`{name}`" for name in one.erased) or "–"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
