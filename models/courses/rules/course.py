"""C001 to C013: course.yaml and the course as a whole."""

from models.courses.findings import Rule, Severity

_E, _W = Severity.ERROR, Severity.WARNING

C001 = Rule(
    "C001",
    _E,
    "course.yaml missing",
    "the folder has no course.yaml",
    "A course is its folder with a course.yaml inside.",
    "courses/an-toan/khoa-hoc.yaml",
    "courses/an-toan/course.yaml",
)
C002 = Rule(
    "C002",
    _E,
    "No lesson",
    "the course has no lesson that can be shown: put one into lessons/, for example lessons/01-mo-dau.md",
    "A course without a lesson cannot be opened.",
    "lessons/",
    "lessons/01-mo-dau.md",
)
C003 = Rule(
    "C003",
    _E,
    "Completion names an unknown quiz",
    "there is no quiz `{id}` that can be shown; quizzes here: {known}",
    "Nobody could complete the course.",
    "completion:\n  quiz: cuoi-ky",
    "completion:\n  quiz: cuoi-khoa",
)
C004 = Rule(
    "C004",
    _E,
    "Requires an unknown course",
    "there is no course `{id}`; near: {near}",
    "Nobody could begin the course.",
    "requires: [an-toan]",
    "requires: [an-toan-thong-tin]",
)
C005 = Rule(
    "C005",
    _E,
    "Courses require each other",
    "the course requires itself by way of {way}",
    "Nobody could begin any of them.",
    "requires: [khoa-nay]",
    "requires: []",
)
C006 = Rule(
    "C006",
    _W,
    "Unknown law",
    "`{id}` is not in laws.yaml; near: {near}",
    "The reader sees the bare number, and nobody is told when it is replaced.",
    "sources: [116/2025/QH]",
    "sources: [116/2025/QH15]",
)
C007 = Rule(
    "C007",
    _W,
    "Law replaced",
    "`{id}` has been replaced by {by}",
    "A lesson should cite what is in force.",
    "sources: [24/2018/QH14]",
    "sources: [116/2025/QH15]",
)
C008 = Rule(
    "C008",
    _E,
    "Not in any framework",
    "`{id}` is not in the framework; near: {near}",
    "Coverage by competence and by task counts with these ids.",
    "serves: [task-9]",
    "serves: [task-5]",
)
C009 = Rule(
    "C009",
    _E,
    "Unknown framework",
    "there is no framework `{id}`; near: {near}",
    "The ids of competences belong to a framework.",
    "framework: tt02",
    "framework: tt02-2025",
)
C010 = Rule(
    "C010",
    _E,
    "Completion names an unknown lesson",
    "there is no lesson `{id}`; near: {near}",
    "Nobody could complete the course.",
    "completion:\n  lessons: [01-mo-bai]",
    "completion:\n  lessons: [01-mo-dau]",
)
C011 = Rule(
    "C011",
    _E,
    "Competence without a framework",
    "`competence` needs the course's `framework`, for example `framework: tt02-2025`",
    "The same number means different things in different frameworks.",
    'competence: "4.1"',
    'framework: tt02-2025\noutcomes:\n  - competence: "4.1"',
)
C012 = Rule(
    "C012",
    _E,
    "Unknown key in a course",
    "`{key}` is not a key here{where}: did you mean `{near}`?",
    "A misspelt key would be ignored, and its value with it.",
    "tilte: An toàn thông tin",
    "title: An toàn thông tin",
)
C013 = Rule(
    "C013",
    _W,
    "Nothing to test out by",
    "`test_out: true` does nothing without a quiz in `completion`: name one, for example `quiz: cuoi-khoa`",
    "Whoever knows the content already shows it by passing the quiz that completes the course; without one nobody can.",
    "test_out: true\ncompletion: {lessons: all}",
    "test_out: true\ncompletion: {lessons: all, quiz: cuoi-khoa}",
)
