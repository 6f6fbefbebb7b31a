"""Q035 to Q039, Q043 and Q044: a text with gaps."""

from models.courses.findings import Rule, Severity

_E = Severity.ERROR

Q035 = Rule(
    "Q035",
    _E,
    "No gap",
    "the text has no gap: write one as ((right answer)), or as ((right ~ wrong ~ wrong)) to choose from",
    "There is nothing to fill in.",
    "text: Chữ ký số dùng khóa bí mật.",
    "text: Chữ ký số dùng khóa ((bí mật)).",
)
Q036 = Rule(
    "Q036",
    _E,
    "Gap not closed",
    "the gap that begins with `{text}` has no )) on its line; write two brackets that are no gap as \\((",
    "Where a gap ends must be plain; the rest of the text would belong to the answer.",
    "text: Chữ ký số dùng khóa ((bí mật).",
    "text: Chữ ký số dùng khóa ((bí mật)).",
)
Q037 = Rule(
    "Q037",
    _E,
    "Gap without an answer",
    "in `{text}` an answer is missing",
    "A gap holds its right answer, and perhaps others beside it; none of them can be empty.",
    "text: Chữ ký số dùng khóa (( ~ công khai)).",
    "text: Chữ ký số dùng khóa ((bí mật ~ công khai)).",
)
Q038 = Rule(
    "Q038",
    _E,
    "Choice twice in a gap",
    "in `{text}` two choices say the same",
    "They cannot be told apart, and only one would be right.",
    "text: Chữ ký số dùng khóa ((bí mật ~ công khai ~ Công khai)).",
    "text: Chữ ký số dùng khóa ((bí mật ~ công khai ~ chung)).",
)
Q039 = Rule(
    "Q039",
    _E,
    "Gaps do not agree",
    "`{key}` does not fit the gaps of the text: {found} here, {wanted} there",
    "Each gap is one answer: the English text has the same gaps in the same order, typed where those are typed and "
    "with as many choices; the list `gaps` has at most one entry for each.",
    "text:\n  vi: Khóa ((bí mật)) để ký, khóa ((công khai)) để kiểm tra.\n  en: Sign with the ((private)) key.",
    "text:\n  vi: Khóa ((bí mật)) để ký, khóa ((công khai)) để kiểm tra.\n"
    "  en: Sign with the ((private)) key, verify with the ((public)) one.",
)
Q043 = Rule(
    "Q043",
    _E,
    "Gap both typed and chosen",
    "`{text}` has | and ~: | stands between answers that may be typed, ~ between choices, the first of them right",
    "A gap is either typed or chosen.",
    "text: Chữ ký số dùng khóa ((bí mật | riêng ~ công khai)).",
    "text: Chữ ký số dùng khóa ((bí mật | riêng)).",
)
Q044 = Rule(
    "Q044",
    _E,
    "Gap where no field can stand",
    "`{text}` stands in the address or the description of a link or picture, where nothing can be filled in",
    "The gap would not be shown, and nobody could answer it.",
    'text: "![khóa ((bí mật))](../media/khoa.svg)"',
    'text: "![hai khóa](../media/khoa.svg) Ký bằng khóa ((bí mật))."',
)
