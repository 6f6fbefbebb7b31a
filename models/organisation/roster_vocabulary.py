"""The words of headings: what a column holds by what stands above it, however an office words it.

A heading is known as a whole ('Số hiệu công chức'), by its pattern ('Họ và tên giáo viên', 'SĐT liên hệ'), or by its
parts when they all say the same ('Phòng/ban/đơn vị').
"""

import re
from enum import StrEnum

from models.organisation.roster_text import fold


class Field(StrEnum):
    """What a column may hold."""

    NUMBER = "number"  # STT
    NOTES = "notes"
    STAFF_CODE = "staff-code"
    FULL_NAME = "full-name"
    LAST_NAMES = "last-names"
    GIVEN_NAME = "given-name"
    BIRTH_DATE = "birth-date"
    MEN = "men"  # a column "Nam": a mark, or the birth date of a man
    WOMEN = "women"
    GENDER = "gender"
    NATIONAL_ID = "national-id"
    PHONE = "phone"
    EMAIL = "email"
    UNIT = "unit"
    UNIT_CODE = "unit-code"
    UNIT_KIND = "unit-kind"
    PARENT = "parent"
    PARENT_CODE = "parent-code"
    TREE = "tree"
    POSITION = "position"
    JOB = "job"
    CATEGORY = "category"
    RANK = "rank"
    PARTY = "party"
    PARTY_JOINED = "party-joined"
    PARTY_OFFICIAL = "party-official"
    STARTED = "started"
    CONCURRENT = "concurrent"
    PARTY_CELL = "party-cell"  # a chi bộ beside the unit where somebody works


_VARIANTS = {
    Field.NUMBER: "STT; TT; Số TT; Số thứ tự; No; S.T.T",
    Field.NOTES: "Ghi chú; Chú thích",
    Field.STAFF_CODE: "Mã cán bộ; Mã CB; Mã CBCC; Mã CBCCVC; Mã nhân viên; Mã NV; Mã nhân sự; Mã số; Mã; Mã công chức; "
    "Mã viên chức; Mã số cán bộ; Mã số công chức; Số hiệu; Số hiệu công chức; Số hiệu cán bộ; Số hiệu CBCC; SHCC; "
    "Mã định danh cán bộ; Staff code",
    Field.FULL_NAME: "Họ và tên; Họ tên; Họ và tên khai sinh; Tên cán bộ; Họ và tên cán bộ; Họ tên cán bộ; "
    "Họ và tên cán bộ công chức; Họ và tên CBCCVC; Tên nhân viên; Họ đệm và tên; Họ tên nhân viên; Full name",
    Field.LAST_NAMES: "Họ đệm; Họ và đệm; Họ và tên đệm; Họ lót; Họ và chữ đệm; Họ; Tên đệm; Chữ đệm; Đệm",
    Field.GIVEN_NAME: "Tên",
    Field.BIRTH_DATE: "Ngày sinh; Năm sinh; Sinh ngày; Sinh năm; Ng sinh; NTNS",
    Field.MEN: "Nam; Ngày sinh Nam; Năm sinh Nam",
    Field.WOMEN: "Nữ; Là nữ; Ngày sinh Nữ; Năm sinh Nữ",
    Field.GENDER: "Giới tính; Giới; Phái; GT; Nam/Nữ; Giới tính Nam/Nữ",
    Field.NATIONAL_ID: "CCCD; Số CCCD; CMND/CCCD; CCCD/CMND; CMND; Số CMND; Số CMND/CCCD; Số CCCD/CMND; Căn cước; "
    "Số căn cước; Căn cước công dân; Số căn cước công dân; Số định danh cá nhân; Số định danh; Mã định danh cá nhân",
    Field.PHONE: "Điện thoại; ĐT; SĐT; Di động; ĐTDĐ; Số điện thoại; Điện thoại di động; Số ĐT; Số điện thoại di động; "
    "Điện thoại liên hệ; Số di động; Phone",
    Field.EMAIL: "Email; E-mail; Mail; Thư điện tử; Email công vụ; Thư điện tử công vụ; Hộp thư công vụ; "
    "Địa chỉ email; Địa chỉ thư điện tử",
    Field.UNIT: "Đơn vị; Đơn vị công tác; Cơ quan; Phòng ban; Phòng/Ban; Phòng; Bộ phận; Nơi công tác; Tên đơn vị; "
    "Cơ quan, đơn vị; Đơn vị/Phòng ban; Phòng, ban; Phòng ban, đơn vị; Phòng chuyên môn; Phòng/Đơn vị; Tổ; Tổ/Bộ phận; "
    "Cơ quan công tác; Cơ quan, đơn vị công tác; Tên cơ quan; Tên phòng ban; Tên cơ quan, đơn vị; Tổ chức; "
    "Tổ chuyên môn; Tổ công tác; Khoa; Ban; Phòng ban công tác; Tên đơn vị công tác; Phòng làm việc",
    Field.UNIT_CODE: "Mã đơn vị; Mã ĐV; Mã phòng ban; Mã phòng; Mã cơ quan; Mã định danh đơn vị; Mã định danh",
    Field.UNIT_KIND: "Loại đơn vị; Loại hình; Loại hình đơn vị; Kiểu đơn vị; Loại; Cấp đơn vị",
    Field.PARENT: "Đơn vị cấp trên; Trực thuộc; Cấp trên; Đơn vị chủ quản; Cơ quan chủ quản; Đơn vị cha; "
    "Tên đơn vị cấp trên; Đơn vị trực thuộc; Đơn vị quản lý; Thuộc đơn vị; Thuộc",
    Field.PARENT_CODE: "Mã đơn vị cấp trên; Mã cấp trên; Mã ĐV cấp trên; Mã đơn vị cha; Mã đơn vị chủ quản; "
    "Mã trực thuộc",
    Field.TREE: "Hệ thống; Khối; Cây; Cây đơn vị; Hệ thống tổ chức",
    Field.POSITION: "Chức vụ; Chức vụ, chức danh; Chức danh, chức vụ; Chức vụ/Chức danh; Chức vụ hiện tại; "
    "Chức vụ chính quyền; Chức vụ công tác; Chức vụ đang đảm nhận; Chức vụ, vị trí việc làm; Chức vụ chuyên môn; "
    "Chức danh/Chức vụ; Chức vụ, chức danh công tác",
    Field.JOB: "Chức danh; Vị trí việc làm; VTVL; Công việc đang đảm nhận; Công việc; Công việc được giao; "
    "Nhiệm vụ; Vị trí công tác; Tên vị trí việc làm; Vị trí; Chức danh công tác; Nhiệm vụ được giao; "
    "Nhiệm vụ được phân công; Phân công nhiệm vụ; Nhiệm vụ phụ trách; Công việc phụ trách; Công việc được phân công",
    Field.CATEGORY: "Đối tượng; Phân loại; Loại CBCCVC; Diện; Biên chế/Hợp đồng; Loại cán bộ; Loại công chức; "
    "Phân loại cán bộ; Cán bộ/Công chức/Viên chức; Loại lao động; Phân loại CBCCVC; "
    "Loại hình lao động; Đối tượng CBCCVC; CB/CC/VC; Công chức/Viên chức; Loại CB; Biên chế/HĐ",
    Field.RANK: "Ngạch; Mã ngạch; Ngạch/Hạng; Chức danh nghề nghiệp; Hạng CDNN; Mã số ngạch; Ngạch công chức; "
    "Ngạch, bậc; Ngạch/Chức danh nghề nghiệp; Hạng chức danh nghề nghiệp; CDNN; Tên ngạch; Hạng; "
    "Hạng chức danh; Mã CDNN; Mã số CDNN; Mã số chức danh nghề nghiệp",
    Field.PARTY: "Đảng viên; Là đảng viên; Đảng viên ĐCSVN; Đảng",
    Field.PARTY_JOINED: "Ngày vào Đảng; Ngày kết nạp; Ngày kết nạp Đảng; Vào Đảng; Ngày vào Đảng CSVN; Ngày vào ĐCSVN; "
    "Dự bị; "
    "Đảng viên ngày vào; Đảng viên ngày kết nạp; Ngày vào Đảng dự bị; Ngày dự bị",
    Field.PARTY_OFFICIAL: "Ngày chính thức; Ngày vào Đảng chính thức; Ngày công nhận chính thức; Chính thức; "
    "Đảng viên ngày chính thức; Ngày chính thức vào Đảng",
    Field.STARTED: "Ngày tuyển dụng; Ngày vào làm; Ngày vào ngành; Ngày bắt đầu làm việc; Ngày nhận công tác; "
    "Thời gian tuyển dụng; Ngày về đơn vị; Ngày bắt đầu; Từ ngày",
    Field.CONCURRENT: "Kiêm nhiệm; Vị trí kiêm nhiệm; Là kiêm nhiệm; Chính/Kiêm nhiệm",
    Field.PARTY_CELL: "Chi bộ; Chi bộ sinh hoạt; Đảng bộ; Sinh hoạt tại chi bộ; Chi bộ trực thuộc",
}
_VOCABULARY: dict[str, Field] = {fold(v): field for field, all_ in _VARIANTS.items() for v in all_.split("; ")}

_WHO = (
    r"(?:cua |va |can bo|cong chuc|vien chuc|nguoi lao dong|lao dong|nhan vien|giao vien|dang vien|hoc vien|hoi vien"
    r"|doan vien|nhan su|nguoi tham gia|nguoi dang ky|cb|cc|vc|nv|gv|nld|ld|cbcc|cbccvc|cbgv|cbgvnv|gvnv)"
)
_PATTERNS = (
    (re.compile(rf"(?:ho (?:va )?ten|ten)(?: {_WHO})+"), Field.FULL_NAME),
    (re.compile(rf"(?!.*dang vien)(?:ma|ma so|so hieu|ma dinh danh|ms|sh)(?: ?{_WHO})+"), Field.STAFF_CODE),
    (
        re.compile(
            r"(?:so )?(?:dien thoai|dt|sdt|dtdd|di dong|may|mobile|tel|phone|zalo)"
            r"(?: (?:di dong|dd|lien lac|lien he|ca nhan|cong vu|zalo))*"
        ),
        Field.PHONE,
    ),
    (
        re.compile(
            r"(?:(?:dia chi|tai khoan|hop|hom) )*(?:e ?mail|mail|gmail|thu dien tu|thu cong vu)"
            r"(?: (?:cong vu|ca nhan|co quan|cong viec|lien he))*"
        ),
        Field.EMAIL,
    ),
    (
        re.compile(
            r"(?:(?:so|ma|ma so|the) )*(?:cccd|cmnd|cmt|cmtnd|can cuoc(?: cong dan)?|chung minh(?: nhan dan| thu)?|ddcn"
            r"|dinh danh ca nhan|dinh danh cong dan)"
        ),
        Field.NATIONAL_ID,
    ),
    (re.compile(r"stt(?: \w+){1,3}"), Field.NUMBER),
)
_PARENTHESES = re.compile(r"\([^)]*\)")
_TRAILING = re.compile(r" (?:neu co|hien nay|hien tai|bat buoc|hien dang cong tac|dang cong tac)$")
_LONG_DAY = re.compile(r"^ngay thang nam ")
_BETWEEN = re.compile(r"\s*[/,;&\n+]\s*| và | hoặc | - ", re.IGNORECASE)


def recognise(heading: str) -> Field | None:
    """Return what a heading announces: 'Ngày sinh\\n(dd/mm/yyyy)' is a birth date; None when it is unknown.

    'Chức vụ, đơn vị công tác' is a position: the unit in it cannot be told from the words beside it.
    """
    for written in (heading, _PARENTHESES.sub(" ", heading)):
        found = _whole(written)
        if found is not None:
            return found
    parts = [part for part in _BETWEEN.split(_PARENTHESES.sub(" ", heading)) if fold(part)]
    return _together({_whole(part) for part in parts}) if len(parts) > 1 else None


def names_unit_too(heading: str) -> bool:
    """Return whether a heading of positions also promises the unit: 'Chức vụ, đơn vị công tác'."""
    fields = {_whole(part) for part in _BETWEEN.split(_PARENTHESES.sub(" ", heading))}
    return Field.UNIT in fields and bool(fields & {Field.POSITION, Field.JOB})


def _whole(written: str) -> Field | None:
    key = _LONG_DAY.sub("ngay ", _TRAILING.sub("", fold(written)))
    found = _VOCABULARY.get(fold(written)) or _VOCABULARY.get(key)
    return found or next((field for pattern, field in _PATTERNS if pattern.fullmatch(key)), None)


def _together(fields: set[Field | None]) -> Field | None:
    """Return what several parts say in one column, None when one of them is unknown or they do not fit together."""
    if len(fields) == 1:
        return next(iter(fields))
    if fields == {Field.NATIONAL_ID, Field.UNIT_CODE}:  # "Số CCCD/Mã định danh"
        return Field.NATIONAL_ID
    if fields == {Field.LAST_NAMES, Field.GIVEN_NAME}:
        return Field.FULL_NAME
    if fields <= {Field.POSITION, Field.JOB, Field.RANK, Field.UNIT} and fields & {Field.POSITION, Field.JOB}:
        return Field.POSITION
    return None
