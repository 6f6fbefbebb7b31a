"""F001 to F030: the file itself and its YAML."""

from models.courses.findings import Rule, Severity

_E, _W = Severity.ERROR, Severity.WARNING

F001 = Rule(
    "F001",
    _E,
    "File too large",
    "the file has {size} MB; at most {limit} MB are read",
    "Courses are opened on old phones and slow lines; a very large file is nearly always a mistake.",
    "media/so-do.png (48 MB)",
    "media/so-do.png (0.3 MB)",
)
F002 = Rule(
    "F002",
    _E,
    "Not UTF-8",
    "byte {byte} is not UTF-8: save the file with the encoding UTF-8",
    "A file in an old encoding (TCVN3, VNI, Windows-1258) would show wrong letters.",
    "Notepad: ANSI",
    "Notepad: UTF-8",
)
F003 = Rule(
    "F003",
    _E,
    "Link out of the course",
    "{path} is a link to a place outside the course folder: put the file itself here",
    "A course must work wherever its folder is copied, and must not show files of the server.",
    "media/anh.png -> /home/an/anh.png",
    "media/anh.png",
)
F004 = Rule(
    "F004",
    _E,
    "File cannot be read",
    "the file cannot be read ({reason})",
    "It was removed while it was read, or the platform may not open it.",
    "chmod 000 course.yaml",
    "chmod 644 course.yaml",
)
F005 = Rule(
    "F005",
    _E,
    "Tab in the indentation",
    "a tab stands where YAML wants spaces; write: {remedy}",
    "YAML accepts only spaces at the beginning of a line.",
    "options:\n\t- text: Có",
    "options:\n  - text: Có",
)
F006 = Rule(
    "F006",
    _E,
    "Colon inside a text",
    "a text with a colon and a space needs quotes; write: {remedy}",
    "A colon followed by a space begins a value in YAML.",
    "text: Lưu ý: không mở",
    'text: "Lưu ý: không mở"',
)
F007 = Rule(
    "F007",
    _E,
    "Text begins with a quote",
    "a text that begins with a quote needs quotes around all of it; write: {remedy}",
    "YAML takes the first quote as the beginning of the value and the second as its end.",
    'stem: "Gấp" nghĩa là gì?',
    "stem: '\"Gấp\" nghĩa là gì?'",
)
F008 = Rule(
    "F008",
    _W,
    "Text cut at #",
    "what follows ` #` is a comment and is not shown; if it belongs to the text, write: {remedy}",
    "YAML drops everything after a space and a #, without a word.",
    "text: Ký tự # dùng để làm gì",
    'text: "Ký tự # dùng để làm gì"',
)
F009 = Rule(
    "F009",
    _E,
    "Alias or anchor",
    "`{text}` is an alias or anchor of YAML, which is not used here; a text needs quotes: {remedy}",
    "Aliases make files hard to read, and can be built to swell without end.",
    "answers: [*vn]",
    'answers: ["*vn"]',
)
F010 = Rule(
    "F010",
    _E,
    "Nested too deeply",
    "values are nested more than {limit} levels deep",
    "No part of a course needs that; it is a slip or an attack.",
    "a: [[[[[[…]]]]]]",
    "a: [1, 2]",
)
F011 = Rule(
    "F011",
    _E,
    "Not YAML",
    "this cannot be read as YAML ({problem})",
    "Everything after this place is unknown until it is mended.",
    "title An toàn thông tin",
    "title: An toàn thông tin",
)
F012 = Rule(
    "F012",
    _E,
    "Key given twice",
    "`{key}` was already given on line {first}: keep one of them",
    "YAML would keep the last one and hide the first.",
    "marks: 1\nmarks: 2",
    "marks: 2",
)
F018 = Rule(
    "F018",
    _E,
    "YAML tag",
    "the tag {tag} is not used here: remove it",
    "Tags make YAML build objects of programs.",
    "answer: !!int 8",
    "answer: 8",
)
F019 = Rule(
    "F019",
    _E,
    "Front matter missing",
    "a lesson begins with `---`, its keys, and `---` again",
    "The title and the other keys of a lesson stand between two lines of three hyphens.",
    "# Thư lừa đảo",
    "---\ntitle: Thư lừa đảo\n---",
)
F020 = Rule(
    "F020",
    _W,
    "File not used",
    "the file is not used here; expected: {expected}",
    "A file in the wrong folder or with another ending is not read, and its matter is missing without a word.",
    "questions/thu.yml",
    "questions/thu.yaml",
)
F021 = Rule(
    "F021",
    _E,
    "Name cannot be an id",
    "`{name}` cannot be a name: use small letters without accents, digits and hyphens; for example `{remedy}`",
    "The name is the id: it stands in addresses and in stored results.",
    "id: Mật khẩu mạnh",
    "id: mat-khau-manh",
)
F022 = Rule(
    "F022",
    _E,
    "Second document",
    "a second document begins here (`---`): one file holds one",
    "Only the first one would be read.",
    "title: A\n---\ntitle: B",
    "title: A",
)
F025 = Rule(
    "F025",
    _E,
    "Control character",
    "the character {code} cannot be shown: delete it",
    "Invisible characters come from copying out of other programs, and break YAML.",
    "title: An\\u0007 toàn",
    "title: An toàn",
)
F026 = Rule(
    "F026",
    _E,
    "No space after the colon",
    "a space must follow the colon of a key; write: {remedy}",
    "Without the space YAML sees one word, not a key and its value.",
    "title:An toàn",
    "title: An toàn",
)
F027 = Rule(
    "F027",
    _E,
    "Text begins with a sign of YAML",
    "a text that begins with {sign} needs quotes; write: {remedy}",
    "Some signs have a meaning of their own at the beginning of a value.",
    "text: @tencoquan",
    'text: "@tencoquan"',
)
F028 = Rule(
    "F028",
    _E,
    "Not closed",
    "`{sign}` is opened here and not closed",
    "Quotes and brackets come in pairs.",
    "answers: [.vn, vn",
    "answers: [.vn, vn]",
)
F029 = Rule(
    "F029",
    _E,
    "Indentation does not fit",
    "this line is not indented like its neighbours: {written}",
    "Keys of the same thing begin in the same column.",
    "- id: a\n   type: single",
    "- id: a\n  type: single",
)
F030 = Rule(
    "F030",
    _E,
    "Key is not a word",
    "a key must be a word",
    "A list or a mapping cannot be a key here.",
    "? [a, b]\n: c",
    "a: c",
)
