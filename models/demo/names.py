"""Names as often as Vietnam has them, put together by chance: many people share one, as in every real list."""

import random

from models.demo.chance import pick

_FAMILIES = (
    "Nguyễn 31, Trần 11, Lê 9.5, Phạm 7, Hoàng 4, Vũ 4, Phan 2.6, Bùi 3, Đỗ 3, Đặng 2.4, Ngô 1.8, Dương 1.5, Đinh 1.2, "
    "Đào 1.2, Trịnh 1.2, Lương 0.9, Hà 0.9, Mai 0.7, Cao 0.7, Tạ 0.7, Chu 0.6, Phùng 0.6, Lưu 0.6, Kiều 0.5, "
    "Khuất 0.5, Doãn 0.3, Đoàn 1, Hồ 0.8, Lại 0.4, Vương 0.5, Quách 0.3, Tô 0.4, Bạch 0.3, Thái 0.3, Nghiêm 0.4, "
    "Lý 0.5, Võ 0.4"
)
_MIDDLES = {
    "nữ": "Thị 34, Thu 7, Thanh 7, Ngọc 7, Minh 5, Phương 5, Hồng 5, Thị Thu 4, Thị Thanh 4, Thị Hồng 4, Thị Ngọc 3, "
    "Thúy 3, Kim 3, Bích 3, Mai 2, Quỳnh 2, Hải 2, Thị Minh 2, Thị Bích 1, Diệu 1, Khánh 1, Lan 1",
    "nam": "Văn 24, Đức 9, Minh 7, Xuân 6, Quang 6, Hữu 5, Tuấn 5, Thành 5, Mạnh 5, Anh 4, Ngọc 4, Trọng 3, Quốc 3, "
    "Công 3, Hoàng 3, Duy 2, Việt 2, Đình 3, Thế 3, Tiến 2, Trung 2, Bá 1, Viết 1, Khắc 1",
}
_GIVEN = {
    "nữ": "Hương 5, Hà 5, Lan 4, Thảo 4, Linh 4, Trang 4, Hạnh 3.5, Nga 3.5, Hoa 3.5, Thủy 3.5, Hằng 3.5, Huyền 3.5, "
    "Yến 3, Mai 3, Anh 3, Phương 3, Ngọc 3, Dung 3, Nhung 2.5, Thu 2.5, Hiền 3, Liên 2, Oanh 2, Vân 3, Tâm 2, Loan 2, "
    "Giang 2, Chi 2, Quỳnh 2, Tuyết 1.5, Hòa 1.5, Minh 1.5, Thúy 2, Ngân 1.5, Xuân 1, Lý 1, Duyên 1.5, Bình 1, Châu 1, "
    "Trâm 0.8, Uyên 0.8, Nguyệt 1, Hải 0.8, Diệp 0.8, Vy 0.5, My 0.5, Hường 1.5, Thoa 0.8, Gấm 0.3, Thơm 0.5",
    "nam": "Hùng 5, Tuấn 5, Dũng 4.5, Hải 4, Cường 4, Sơn 4, Nam 3.5, Thắng 3.5, Minh 3.5, Long 3.5, Anh 3, Đức 3, "
    "Hiếu 3, Hưng 3, Thành 3, Trung 3, Quang 3, Việt 2.5, Tùng 3, Kiên 2.5, Huy 2.5, Bình 2.5, Toàn 2, Hòa 2, "
    "Tiến 2.5, Phong 2, Khánh 1.5, Đạt 2, Quân 2, Vinh 2, An 1.5, Phúc 1.5, Lâm 1.5, Tú 1.5, Thịnh 1.2, "
    "Hoàng 1.5, Giang 1.2, Chiến 1.2, Công 0.8, Duy 1.2, Nghĩa 1, Bảo 0.8, Đông 0.8, Tân 0.6, Lợi 0.6, Mạnh 1.5, "
    "Khoa 0.8, Luân 0.4, Quyết 0.6",
}


def person_name(source: random.Random, gender: str) -> str:
    """Return a full name for a gender, 'nữ' or 'nam'."""
    family, middle = pick(source, _TABLES["family"]), pick(source, _TABLES[f"middle {gender}"])
    given = {name: weight for name, weight in _TABLES[f"given {gender}"].items() if name not in f"{family} {middle}"}
    return f"{family} {middle} {pick(source, given)}"


def _weights(told: str) -> dict[str, float]:
    pairs = (one.rsplit(" ", 1) for one in told.split(", "))
    return {name: float(weight) for name, weight in pairs}


_TABLES = {
    "family": _weights(_FAMILIES),
    **{f"middle {gender}": _weights(told) for gender, told in _MIDDLES.items()},
    **{f"given {gender}": _weights(told) for gender, told in _GIVEN.items()},
}
