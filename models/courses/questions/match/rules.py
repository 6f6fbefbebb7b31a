"""Q030 and Q031: pairs to match."""

from models.courses.findings import Rule, Severity

Q030 = Rule(
    "Q030",
    Severity.ERROR,
    "Too few pairs",
    "a question to match needs at least two pairs, with two different right-hand sides",
    "With one pair there is nothing to match.",
    "pairs:\n  - left: Gọi điện giả danh\n    right: vishing",
    "pairs:\n  - left: Gọi điện giả danh\n    right: vishing\n  - left: Nhắn tin giả danh\n    right: smishing",
)
Q031 = Rule(
    "Q031",
    Severity.ERROR,
    "Extra belongs to a pair",
    "`{text}` stands under `extra`, but it is the right-hand side of a pair",
    "An extra is a right-hand side that belongs to no pair.",
    "extra: [vishing]",
    "extra: [ransomware]",
)
