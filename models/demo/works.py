"""What people wrote and handed in to be judged: invented, as all of the demonstration."""

import io
import zipfile
from pathlib import Path

INCIDENTS = tuple(Path(__file__).with_name("incidents.txt").read_text("utf-8").rstrip("\n").split("\n---\n"))
LETTER = (
    "ỦY BAN NHÂN DÂN PHƯỜNG",
    "Số: 15/UBND-VP",
    "V/v phối hợp tổ chức lớp tập huấn kỹ năng số (bản thử)",
    "Kính gửi: Trung tâm Phục vụ hành chính công thành phố",
    "Thực hiện kế hoạch tập huấn kỹ năng số năm nay, Ủy ban nhân dân phường đề nghị quý Trung tâm cử một cán bộ hướng "
    "dẫn trong buổi sáng thứ Sáu tuần tới, tại hội trường của phường.",
    "Trân trọng cảm ơn sự phối hợp của quý Trung tâm.",
    "Nơi nhận: Như trên; Lưu: VT.",
)


def letter() -> bytes:
    """Return the letter as a Word file, the same bytes on every machine."""
    words = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LETTER)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{words}</w:body></w:document>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            archive.writestr(zipfile.ZipInfo(name), head + text)
    return made.getvalue()
