"""P001 to P012: learning paths."""

from models.courses.findings import Rule, Severity

_RIGHT = "courses:\n  - course: an-toan-thong-tin\n    within: 20 working days"

P001 = Rule(
    "P001",
    Severity.ERROR,
    "Learning path without a course",
    "a learning path needs at least one course: write `courses:` with a line `- course: …` for each",
    "Whoever gives an empty path gives nothing.",
    "title: Phổ cập\ncourses: []",
    _RIGHT,
)
P002 = Rule(
    "P002",
    Severity.ERROR,
    "Unknown course in a path",
    "there is no course `{id}`; near: {near}",
    "A step is a course of this library, by its folder's name.",
    "courses:\n  - course: an-toan-thong-tim\n    within: 20 working days",
    _RIGHT,
)
P003 = Rule(
    "P003",
    Severity.ERROR,
    "Course twice in a path",
    "the course `{id}` stands on line {first} already: keep one of them",
    "A course is one step. Whoever has completed it has done that step.",
    "courses:\n  - course: an-toan-thong-tin\n    within: 20 days\n  - course: an-toan-thong-tin\n    within: 40 days",
    _RIGHT,
)
P004 = Rule(
    "P004",
    Severity.ERROR,
    "Step without a due day",
    "say by when `{id}` is due, in one way: `within: 20 working days`, `within: 30 days` or `by: 2027-06-30`",
    "Each course of a path has a due day of its own; two would contradict each other.",
    "courses:\n  - course: an-toan-thong-tin",
    _RIGHT,
)
P005 = Rule(
    "P005",
    Severity.ERROR,
    "Due day that cannot be counted",
    "`within: {value}` is not possible: write 10 to 500 working days, or 14 to 730 days, such as `20 working days`",
    "Nobody gets less than two weeks for a course.",
    "courses:\n  - course: an-toan-thong-tin\n    within: 3 working days",
    _RIGHT,
)
P006 = Rule(
    "P006",
    Severity.WARNING,
    "Later step due earlier",
    "`{id}` comes after a course that is due later: put the courses in the order of their due days",
    "A path is learned from its first course to its last, so their due days should follow each other.",
    "courses:\n  - course: an-toan-thong-tin\n    within: 60 days\n  - course: van-ban\n    within: 30 days",
    "courses:\n  - course: an-toan-thong-tin\n    within: 30 days\n  - course: van-ban\n    within: 60 days",
)
P012 = Rule(
    "P012",
    Severity.ERROR,
    "Unknown key in a learning path",
    "`{key}` is not a key here{where}: did you mean `{near}`?",
    "A misspelt key would be ignored, and its value with it.",
    "courses:\n  - course: an-toan-thong-tin\n    withing: 20 working days",
    _RIGHT,
)
