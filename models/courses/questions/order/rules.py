"""Q033: things to put in order."""

from models.courses.findings import Rule, Severity

Q033 = Rule(
    "Q033",
    Severity.ERROR,
    "Too few things to order",
    "a question to order needs at least three items",
    "It is never shown in its right order: of two items the other order would be the right one.",
    "items: [Cô lập, Báo cáo]",
    "items: [Cô lập, Báo cáo, Khắc phục]",
)
