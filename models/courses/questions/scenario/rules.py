"""Q060 to Q063: scenarios."""

from models.courses.findings import Rule, Severity

Q060 = Rule(
    "Q060",
    Severity.ERROR,
    "Scenario within a scenario",
    "a scenario cannot hold another one",
    "Its questions stand beside one another under one text.",
    "questions:\n  - id: tinh-huong-con\n    type: scenario",
    "questions:\n  - id: viec-dau-tien\n    type: single",
)
Q061 = Rule(
    "Q061",
    Severity.ERROR,
    "Too few questions in a scenario",
    "a scenario needs at least two questions",
    "For one question the text belongs into its `stem`.",
    "type: scenario\ntext: Sáng thứ hai…\nquestions:\n  - id: viec-dau-tien",
    "type: scenario\ntext: Sáng thứ hai…\nquestions:\n  - id: viec-dau-tien\n  - id: viec-tiep-theo",
)
Q062 = Rule(
    "Q062",
    Severity.ERROR,
    "Scenario in a lesson",
    "a scenario belongs into `questions/`, not into a lesson's text",
    "In a lesson its text stands in the lesson itself, with questions after it.",
    "```question\ntype: scenario\n```",
    "Sáng thứ hai, bộ phận một cửa nhận được…\n\n```question\ntype: single\n```",
)
Q063 = Rule(
    "Q063",
    Severity.ERROR,
    "Part of a scenario drawn by itself",
    "`{id}` belongs to the scenario `{scenario}`: name the scenario, which is asked whole",
    "Its questions are about one text and are asked together.",
    "questions: [viec-dau-tien]",
    "questions: [tinh-huong-mot-cua]",
)
