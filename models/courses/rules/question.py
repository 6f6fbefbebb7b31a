"""Q005 to Q018, Q034 and Q064 to Q067: questions of every type, in the bank and in the text of lessons."""

from models.courses.findings import Rule, Severity

_E, _W = Severity.ERROR, Severity.WARNING

Q005 = Rule(
    "Q005",
    _E,
    "No right option",
    "no option is right: add `right: true` to one",
    "Nobody could answer the question.",
    "options:\n  - text: Có\n  - text: Không",
    "options:\n  - text: Có\n    right: true\n  - text: Không",
)
Q006 = Rule(
    "Q006",
    _E,
    "Several right options",
    "{count} options are right, but `type: single` has one; for several write `type: multiple`",
    "Who chooses the second right one would be marked wrong.",
    "type: single",
    "type: multiple",
)
Q008 = Rule(
    "Q008",
    _E,
    "Options alike",
    "this option says the same as the one on line {first}",
    "They cannot be told apart, and only one may be right.",
    "- text: Ngắt mạng\n- text: ngắt mạng",
    "- text: Ngắt mạng\n- text: Tắt máy",
)
Q009 = Rule(
    "Q009",
    _E,
    "Too few options",
    "a question needs at least two options",
    "With one option there is nothing to choose.",
    "options:\n  - text: Có",
    "options:\n  - text: Có\n  - text: Không",
)
Q010 = Rule(
    "Q010",
    _E,
    "Unknown lesson",
    "there is no lesson `{id}`; near: {near}",
    "The feedback links to the lesson to read again.",
    "lesson: 02-thu-lua",
    "lesson: 02-thu-lua-dao#dau-hieu",
)
Q011 = Rule(
    "Q011",
    _E,
    "Unknown outcome",
    "`{id}` is not an outcome of the course; near: {near}",
    "Quizzes draw and results are split by outcome.",
    "outcome: nhan-dien",
    "outcome: nhan-dien-lua-dao",
)
Q012 = Rule(
    "Q012",
    _E,
    "Unknown key in a question",
    "`{key}` is not a key here{where}: did you mean `{near}`?",
    "A misspelt key would be ignored, and its value with it.",
    "- text: Ngắt mạng\n  rigth: true",
    "- text: Ngắt mạng\n  right: true",
)
Q013 = Rule(
    "Q013",
    _W,
    "Every option is right",
    "every option is right: who ticks all needs no knowledge",
    "A wrong option that is likely shows who understood.",
    "- text: A\n  right: true\n- text: B\n  right: true",
    "- text: A\n  right: true\n- text: B",
)
Q017 = Rule(
    "Q017",
    _E,
    "Option needs an id",
    "is this option new, or `{old}` in other words? If it is that one write `id: {id}`, otherwise `id: {other}`",
    "Counts and regrades belong to an option; they must never move to another one.",
    "- text: Một cách nói khác",
    "- id: 5f3a9c01\n  text: Một cách nói khác",
)
Q018 = Rule(
    "Q018",
    _E,
    "Option id twice",
    "the id `{id}` is already used by another option",
    "Answers are stored by the id of an option.",
    "- id: a\n- id: a",
    "- id: a\n- id: b",
)
Q034 = Rule(
    "Q034",
    _W,
    "Nothing keeps its order",
    "`shuffle: false` does nothing in a question of type `{type}`: remove it",
    "Shown in the order as written such a question would be answered already, or it has nothing to shuffle.",
    "type: order\nshuffle: false",
    "type: order",
)
Q064 = Rule(
    "Q064",
    _W,
    "Key without effect",
    "`{key}` does nothing in this question: remove it",
    "Accents matter only where something is typed, how several areas are marked only where several are right, and "
    "`marks`, `difficulty` and `tags` only where a quiz asks: a check in a lesson earns nothing and is never drawn.",
    "text: Ký bằng khóa ((bí mật ~ công khai)).\naccents: strict",
    "text: Ký bằng khóa ((bí mật)).\naccents: strict",
)
Q065 = Rule(
    "Q065",
    _E,
    "No marks",
    "`marks` must be above 0",
    "A question that earns nothing says nothing about who answered it. For practice alone, ask it in a lesson.",
    "marks: 0",
    "marks: 0.5",
)
Q066 = Rule(
    "Q066",
    _E,
    "Anything is right",
    "`{answer}` accepts whatever is typed: write at least one letter beside the `*`, or `\\*` for the star itself",
    "Who types anything at all would have all marks.",
    "answers: [vn, '*']",
    "answers: [vn, '*.vn']",
)
Q067 = Rule(
    "Q067",
    _E,
    "Only words can stand here",
    "`{text}` stands in a list to choose from, which shows words alone: no picture, table, list or link there",
    "A browser shows such a list as plain text, and a picture in it as an empty line. This concerns the right-hand "
    "sides of pairs, the choices of a gap, and the categories where there are more than four.",
    '- left: Gọi điện giả danh\n  right: "![vishing](../media/vishing.svg)"',
    '- left: "![vishing](../media/vishing.svg)"\n  right: Gọi điện giả danh',
)
