"""Z001 to Z019: quizzes and what they draw."""

from models.courses.findings import Rule, Severity

_E, _W = Severity.ERROR, Severity.WARNING

Z001 = Rule(
    "Z001",
    _E,
    "Unknown question",
    "there is no question `{id}` that can be shown; near: {near}",
    "The quiz would be one question short.",
    "questions: [mat-khau]",
    "questions: [mat-khau-manh]",
)
Z002 = Rule(
    "Z002",
    _E,
    "Too few questions",
    "`take: {take}`, but the questions that fit and are not used by another line of this quiz number {found}",
    "The quiz would be shorter for some.",
    "take: 10",
    "take: 4",
)
Z003 = Rule(
    "Z003",
    _W,
    "Draws overlap",
    "questions that fit this line and another one of this quiz: {count}",
    "They are asked only once, so the shares of topics vary a little from draw to draw.",
    "- outcome: a\n  take: 2\n- difficulty: [1]\n  take: 2",
    "- outcome: a\n  take: 2\n- outcome: b\n  take: 2",
)
Z004 = Rule(
    "Z004",
    _E,
    "Unknown outcome",
    "`{id}` is not an outcome of the course; near: {near}",
    "No question could be drawn.",
    "outcome: nhan-dien",
    "outcome: nhan-dien-lua-dao",
)
Z005 = Rule(
    "Z005",
    _E,
    "Question twice",
    "the question `{id}` is already in this quiz",
    "The same question would be asked twice.",
    "questions: [a, a]",
    "questions: [a]",
)
Z008 = Rule(
    "Z008",
    _E,
    "Line draws nothing",
    "a line names `questions`, or what they must fit (`outcome`, `difficulty`, `tags`) and how many to `take`",
    "It is not clear which questions are meant.",
    "draw:\n  - outcome: nhan-dien-lua-dao",
    "draw:\n  - outcome: nhan-dien-lua-dao\n    take: 4",
)
Z012 = Rule(
    "Z012",
    _E,
    "Unknown key in a quiz",
    "`{key}` is not a key here{where}: did you mean `{near}`?",
    "A misspelt key would be ignored, and its value with it.",
    "pass_marks: 70",
    "pass_mark: 70",
)
