"""Q050 to Q059: rubrics, and the questions that a person judges by them."""

from models.courses.findings import Rule, Severity

_E, _W = Severity.ERROR, Severity.WARNING
_LEVELS = "levels:\n  - points: 0\n    text: Chưa nêu được\n  - points: 2\n    text: Nêu đủ, có căn cứ"

Q050 = Rule(
    "Q050",
    _E,
    "Unknown rubric",
    "there is no rubric `{path}`; near: {near}",
    "Nobody could judge the answers.",
    "rubric: phan-tich",
    "rubric: rubrics/phan-tich.yaml",
)
Q051 = Rule(
    "Q051",
    _E,
    "Rubric cannot be used",
    "the rubric `{path}` has errors of its own: mend those first",
    "A question is kept back while its rubric is.",
    "rubric: rubrics/con-loi.yaml",
    "rubric: rubrics/phan-tich.yaml",
)
Q052 = Rule(
    "Q052",
    _E,
    "Too few levels",
    "a criterion needs at least two levels",
    "With one level there is nothing to decide.",
    "levels:\n  - points: 2\n    text: Nêu đủ",
    _LEVELS,
)
Q053 = Rule(
    "Q053",
    _E,
    "Levels with the same points",
    "another level of this criterion gives {points} points too",
    "Two who judge the same answer would choose differently, and nobody could tell why.",
    "levels:\n  - points: 1\n    text: Nêu một ý\n  - points: 1\n    text: Nêu vài ý",
    "levels:\n  - points: 1\n    text: Nêu một ý\n  - points: 2\n    text: Nêu vài ý",
)
Q054 = Rule(
    "Q054",
    _E,
    "Points do not add up",
    "`points: {said}`, but the best levels of the criteria come to {found}",
    "The sum is written down so that a mistake in a level is noticed.",
    "points: 10",
    "points: 6",
)
Q055 = Rule(
    "Q055",
    _E,
    "Limits of words",
    "`words` takes two numbers, the smaller one first: `words: [80, 200]`",
    "They are told to who writes; nothing is cut off.",
    "words: [200, 80]",
    "words: [80, 200]",
)
Q056 = Rule(
    "Q056",
    _E,
    "Kind of file",
    "`{kind}` cannot be handed in; possible are {kinds}",
    "Only kinds whose content can be told apart are taken.",
    "files: [doc]",
    "files: [docx, pdf]",
)
Q057 = Rule(
    "Q057",
    _E,
    "Judged by a person, in a lesson",
    "a question that a person judges belongs into `questions/` and a quiz, not into a lesson's text",
    "What is answered in a lesson is stored nowhere, so nobody could judge it.",
    "```question\ntype: written\n```",
    "```question\ntype: single\n```",
)
Q058 = Rule(
    "Q058",
    _W,
    "Rubric that no question uses",
    "no question names this rubric",
    "It is judged by nothing; attempts made earlier keep theirs.",
    "rubrics/phan-tich-cu.yaml",
    "rubric: rubrics/phan-tich-cu.yaml",
)
Q059 = Rule(
    "Q059",
    _E,
    "Criteria alike",
    "this criterion says the same as the one on line {first}",
    "The same thing would be counted twice.",
    "criteria:\n  - text: Nêu dấu hiệu\n  - text: nêu dấu hiệu",
    "criteria:\n  - text: Nêu dấu hiệu\n  - text: Nêu việc cần làm",
)
