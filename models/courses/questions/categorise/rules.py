"""Q040 and Q041: things to sort into categories."""

from models.courses.findings import Rule, Severity

Q040 = Rule(
    "Q040",
    Severity.ERROR,
    "Too few categories",
    "a question to sort needs at least two categories and two items",
    "With one category there is nothing to sort.",
    "categories:\n  - name: Nhạy cảm\n    items: [Hồ sơ sức khỏe]",
    "categories:\n  - name: Nhạy cảm\n    items: [Hồ sơ sức khỏe]\n  - name: Cơ bản\n    items: [Họ và tên]",
)
Q041 = Rule(
    "Q041",
    Severity.ERROR,
    "Category twice",
    "there is a category `{name}` on line {first} already: put the items there",
    "Two categories of one name cannot be told apart.",
    "- name: Cơ bản\n  items: [Họ và tên]\n- name: cơ bản\n  items: [Ngày sinh]",
    "- name: Cơ bản\n  items: [Họ và tên, Ngày sinh]",
)
