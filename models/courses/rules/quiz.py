"""Z001 to Z020: quizzes and what they draw."""

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
Z013 = Rule(
    "Z013",
    _E,
    "Closes before it opens",
    "`closes` is not after `opens`, so nobody could ever start: put the later moment here",
    "A quiz can be taken between the two.",
    "opens: 2027-03-31 17:00\ncloses: 2027-03-31 08:00",
    "opens: 2027-03-31 08:00\ncloses: 2027-03-31 17:00",
)
Z014 = Rule(
    "Z014",
    _W,
    "Answers never shown",
    "`feedback: after-closing` needs a moment to wait for: write `closes`, for example `closes: 2027-03-31 17:00`",
    "Without a closing moment nobody ever sees what was right.",
    "feedback: after-closing",
    "closes: 2027-03-31 17:00\nfeedback: after-closing",
)
Z015 = Rule(
    "Z015",
    _W,
    "Feedback at once in an exam",
    "in an exam the answers are shown after handing in; for feedback at once write `mode: practice`",
    "Whoever saw what was right could change the answer.",
    "mode: exam\nfeedback: at-once",
    "mode: practice\nfeedback: at-once",
)
Z016 = Rule(
    "Z016",
    _W,
    "Grace without a clock",
    "`grace` has no effect without `minutes` or `closes`: remove it, or write one of them",
    "There is no end after which anything could be granted.",
    "grace: 2",
    "minutes: 20\ngrace: 2",
)
Z017 = Rule(
    "Z017",
    _W,
    "Lessons closed for practice",
    "`lessons: closed` has no effect in practice: remove it, or write `mode: exam`",
    "Looking things up is what practice is for.",
    "mode: practice\nlessons: closed",
    "mode: exam\nlessons: closed",
)
Z018 = Rule(
    "Z018",
    _W,
    "Open for less than it takes",
    "between `opens` and `closes` lie {found} minutes, fewer than `minutes: {minutes}`",
    "Nobody would get the full time.",
    "opens: 2027-03-31 08:00\ncloses: 2027-03-31 08:15\nminutes: 20",
    "opens: 2027-03-31 08:00\ncloses: 2027-03-31 09:00\nminutes: 20",
)
Z019 = Rule(
    "Z019",
    _W,
    "Lessons closed without end",
    "with `lessons: closed` write `minutes` or `closes`, for example `minutes: 20`",
    "An attempt that is never handed in would keep the lessons closed to that person for ever.",
    "mode: exam\nlessons: closed",
    "mode: exam\nminutes: 20\nlessons: closed",
)
Z020 = Rule(
    "Z020",
    _W,
    "Nothing to pass",
    "`{key}` does nothing in a quiz for practice that does not complete the course: remove it",
    "Its result decides nothing, so nobody passes it or fails it.",
    "mode: practice\npass_mark: 70",
    "mode: practice",
)
