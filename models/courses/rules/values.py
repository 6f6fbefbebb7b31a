"""F015 to F049: keys that are missing and values of the wrong kind, in any file."""

from models.courses.findings import Rule, Severity

_E = Severity.ERROR

F015 = Rule(
    "F015",
    _E,
    "Key missing",
    "`{key}` is missing; for example `{example}`",
    "Without it the thing cannot be shown.",
    "- type: truefalse\n  stem: Trang có https luôn là trang thật.",
    "- id: https-an-toan\n  type: truefalse\n  stem: Trang có https luôn là trang thật.",
)
F017 = Rule(
    "F017",
    _E,
    "Value not known",
    "`{key}` cannot be `{value}`; it can be: {choices}",
    "Only these values have a meaning here.",
    "mode: thi",
    "mode: exam",
)
F024 = Rule(
    "F024",
    _E,
    "Empty",
    "there is nothing here; write a value, or remove the key `{key}`",
    "A key without a value says nothing.",
    "stem:",
    "stem: Mật khẩu nào khó đoán nhất?",
)
F031 = Rule(
    "F031",
    _E,
    "Not a whole number",
    "`{key}` must be a whole number from {low} to {high}, for example `{key}: {example}`; here it says `{value}`",
    "Other values cannot be counted with.",
    "minutes: hai mươi",
    "minutes: 20",
)
F032 = Rule(
    "F032",
    _E,
    "Not a number",
    "`{key}` must be a number of at least {low}, for example `{key}: {example}`; here it says `{value}`",
    "Digits, with a point or a comma before decimals, and no unit.",
    "answer: tám",
    "answer: 8",
)
F033 = Rule(
    "F033",
    _E,
    "Neither true nor false",
    "`{key}` must be `true` or `false`; here it says `{value}`",
    "Other words could be meant either way.",
    "right: x",
    "right: true",
)
F034 = Rule(
    "F034",
    _E,
    "Not a text",
    "`{key}` must be a text, for example `{key}: {example}`",
    "A list or a mapping stands where one text belongs.",
    "title: [An toàn, thông tin]",
    "title: An toàn thông tin",
)
F035 = Rule(
    "F035",
    _E,
    "Not a text in one or two languages",
    "`{key}` must be a text, or texts by language: `{key}: {{vi: …, en: …}}`",
    "Vietnamese is needed, English is welcome; there are no other languages yet.",
    "title: {fr: Sécurité}",
    "title: {vi: An toàn, en: Security}",
)
F036 = Rule(
    "F036",
    _E,
    "Not a list",
    "`{key}` must be a list, for example `{key}: {example}`",
    "One value stands where several are expected; a list has brackets or lines that begin with a hyphen.",
    "audience: canbo",
    "audience: [canbo]",
)
F037 = Rule(
    "F037",
    _E,
    "Not a set of keys",
    "here belong keys with values, for example `{example}`",
    "A text or a list stands where keys are expected.",
    "options:\n  - Ngắt mạng",
    "options:\n  - text: Ngắt mạng",
)
F038 = Rule(
    "F038",
    _E,
    "Not a span of time",
    "`{key}` must be a span such as `{key}: 12 months` (days, weeks, months, years); here it says `{value}`",
    "A number and a unit, in English words.",
    "valid_for: một năm",
    "valid_for: 1 year",
)
F039 = Rule(
    "F039",
    _E,
    "Not a date",
    "`{key}` must be a date as `2027-03-31`; here it says `{value}`",
    "Year, month, day: so that it cannot be read in two ways.",
    "by: 31/03/2027",
    "by: 2027-03-31",
)
F040 = Rule(
    "F040",
    _E,
    "Neither false nor a date",
    "`{key}` must be `false`, or `{{by: 2027-03-31}}`; here it says `{value}`",
    "Whether a new edition asks people to learn again must be said plainly.",
    "renews: true",
    "renews: {by: 2027-03-31}",
)
F041 = Rule(
    "F041",
    _E,
    "Same id twice",
    "`{id}` is already used in {first}: ids are unique in a course",
    "Results are kept by id; two things with one id would share them.",
    "- id: cau-1\n- id: cau-1",
    "- id: cau-1\n- id: cau-2",
)
F042 = Rule(
    "F042",
    _E,
    "Not a moment",
    "`{key}` must be a day and a time as `2027-03-31 08:00`, by Hanoi's clock; here it says `{value}`",
    "A quiz opens and closes to the minute; a day alone could mean its beginning or its end.",
    "closes: 31/03/2027",
    "closes: 2027-03-31 17:00",
)
F043 = Rule(
    "F043",
    _E,
    "Not a waiting time",
    "`{key}` must be a span such as `{key}: 2 hours` or `{key}: 1 day` (hours, days, weeks, months, years); "
    "here it says `{value}`",
    "A number and a unit, in English words.",
    "wait: hai giờ",
    "wait: 2 hours",
)
F044 = Rule(
    "F044",
    _E,
    "Neither a number nor all",
    "`{key}` must be a whole number from {low} to {high}, or `all`; here it says `{value}`",
    "So many questions stand on one page; `all` puts the whole quiz on one.",
    "per_page: hết",
    "per_page: all",
)
F045 = Rule(
    "F045",
    _E,
    "Too many marks",
    "from here on there are more than {most} marks of Markdown ({mark}): divide the text, or take out what is no text",
    "Each mark costs time at every reading; so many are a table or a log that should be a file, or a mistake.",
    "(20.000 dòng nhật ký)",
    "[nhật ký](../media/nhat-ky.pdf)",
)
F046 = Rule(
    "F046",
    _E,
    "Thousands or decimals",
    "`{key}: {value}` can be read as {large} and as {small}: write `{key}: {large}` or `{key}: {small}`",
    "In Vietnam a point groups thousands, in a file it stands before decimals; a learner's mark must not hang on that.",
    "answer: 15.000",
    "answer: 15000",
)
F047 = Rule(
    "F047",
    Severity.WARNING,
    "More than is listed",
    "{more} more things in this file are not listed: mend those above first, then check again",
    "So many come from one mistake at the top of a file, as a rule, or from a file that is no course's.",
    "TT;Câu hỏi;Đáp án\n1;Chữ ký số là gì?;A",
    "- id: chu-ky-so\n  type: single\n  stem: Chữ ký số là gì?",
)
