"""G001 and G012: the glossary."""

from models.courses.findings import Rule, Severity

G001 = Rule(
    "G001",
    Severity.ERROR,
    "Term given twice",
    "`{term}` is already explained on line {first}: keep one of them",
    "A word in a lesson can lead to one explanation only.",
    "- term: mã độc\n  meaning: …\n- term: mã độc\n  meaning: …",
    "- term: mã độc\n  meaning: …",
)
G012 = Rule(
    "G012",
    Severity.ERROR,
    "Unknown key in the glossary",
    "`{key}` is not a key here{where}: did you mean `{near}`?",
    "A misspelt key would be ignored, and its value with it.",
    "- term: mã độc\n  meanning: Phần mềm gây hại.",
    "- term: mã độc\n  meaning: Phần mềm gây hại.",
)
