"""L001 to L029: a lesson's text, its links, pictures and videos."""

from models.courses.findings import Rule, Severity

_E, _W = Severity.ERROR, Severity.WARNING

L001 = Rule(
    "L001",
    _E,
    "Empty lesson",
    "the lesson has no text",
    "There is nothing to learn from it.",
    "---\ntitle: Mở đầu\n---",
    "---\ntitle: Mở đầu\n---\nAi cũng có thể bị lừa.",
)
L002 = Rule(
    "L002",
    _E,
    "Broken link",
    "the link {target} leads to nothing; near: {near}",
    "The reader would meet an error page.",
    "[bài sau](03-mat-khau.md)",
    "[bài sau](03-mat-khau-manh.md)",
)
L003 = Rule(
    "L003",
    _E,
    "Unknown heading",
    "there is no heading `#{anchor}` in {target}; near: {near}",
    "The reader would land at the top of the page.",
    "[dấu hiệu](02-thu-lua-dao.md#dau-hieuu)",
    "[dấu hiệu](02-thu-lua-dao.md#dau-hieu)",
)
L004 = Rule(
    "L004",
    _E,
    "Picture missing",
    "picture {target} does not exist; near: {near}",
    "The reader would see a broken picture.",
    "![Thư giả](../media/hop-thu.svg)",
    "![Thư giả](../media/hop-thu-mo-phong.svg)",
)
L005 = Rule(
    "L005",
    _E,
    "Path out of the course",
    "{target} leads out of the course folder",
    "A course must work wherever its folder is copied, and must not show files of the server.",
    "![Ảnh](../../khac/media/anh.svg)",
    "![Ảnh](../media/anh.svg)",
)
L006 = Rule(
    "L006",
    _W,
    "Raw HTML",
    "HTML is shown as text: {text}",
    "Lessons are Markdown, so that they stay safe and readable everywhere.",
    "<b>Chú ý</b>",
    "**Chú ý**",
)
L007 = Rule(
    "L007",
    _E,
    "Dangerous link",
    "a link cannot begin with `{scheme}:`; use https:, mailto: or a path inside the course",
    "Such a link can run a program in the reader's browser.",
    "[xem](javascript:alert(1))",
    "[xem](https://hanoi.gov.vn)",
)
L008 = Rule(
    "L008",
    _W,
    "Picture without description",
    "picture {target} has no description: ![what it shows]({target})",
    "Who cannot see the picture hears the description.",
    "![](../media/thu.svg)",
    "![Thư giả: địa chỉ người gửi lạ](../media/thu.svg)",
)
L009 = Rule(
    "L009",
    _E,
    "Empty diagram",
    "the mermaid diagram is empty",
    "The reader would see an empty frame.",
    "```mermaid\n```",
    "```mermaid\nflowchart LR\n  A --> B\n```",
)
L010 = Rule(
    "L010",
    _E,
    "Unknown outcome",
    "`{id}` is not an outcome of the course; near: {near}",
    "Outcomes are written once, in course.yaml.",
    "outcomes: [nhan-dien]",
    "outcomes: [nhan-dien-lua-dao]",
)
L011 = Rule(
    "L011",
    _E,
    "Unsafe picture",
    "the SVG holds {what}: export it again without scripts and outside references",
    "A picture could run a program in the reader's browser or call another server.",
    "<svg><script>…</script></svg>",
    '<svg><path d="…"/></svg>',
)
L012 = Rule(
    "L012",
    _E,
    "Unknown key in a lesson",
    "`{key}` is not a key here{where}: did you mean `{near}`?",
    "A misspelt key would be ignored, and its value with it.",
    "minute: 8",
    "minutes: 8",
)
L013 = Rule(
    "L013",
    _E,
    "Kind of file not shown",
    "{target} is of a kind that cannot be shown; allowed: {allowed}",
    "Browsers and phones open these kinds without a further program.",
    "![Sơ đồ](../media/so-do.bmp)",
    "![Sơ đồ](../media/so-do.png)",
)
L014 = Rule(
    "L014",
    _W,
    "Question inside a list or quote",
    "a question fence must begin at the beginning of a line; here it is shown as text",
    "Only there it is recognised as a question.",
    "- ```question",
    "```question",
)
L015 = Rule(
    "L015",
    _W,
    "Translation without its lesson",
    "there is no lesson {expected} beside this translation",
    "A translation is shown in place of the lesson with the same name.",
    "lessons/02-thu.en.md",
    "lessons/02-thu.md\nlessons/02-thu.en.md",
)
L016 = Rule(
    "L016",
    _W,
    "Unknown callout",
    "`[!{kind}]` is not a callout; there are: {choices}",
    "It is shown as a plain quotation.",
    "> [!CHU-Y] Lưu ý",
    "> [!WARNING] Lưu ý",
)
L017 = Rule(
    "L017",
    _E,
    "Fence not closed",
    "the fence ``` opened here is not closed",
    "Everything that follows would belong to it.",
    "```question\nid: a",
    "```question\nid: a\n```",
)
L018 = Rule(
    "L018",
    _E,
    "Video without captions",
    "video {target} has no captions: put {expected} beside it",
    "Many read along in the office without sound, some cannot hear.",
    "media/bai-1.mp4",
    "media/bai-1.mp4\nmedia/bai-1.vtt",
)
L019 = Rule(
    "L019",
    _E,
    "Unknown question in a translation",
    "the lesson has no question `{id}` in its text; near: {near}",
    "A translation shows the questions of its lesson, named by id.",
    "```question\nid: soi-dia-chii\n```",
    "```question\nid: soi-dia-chi\n```",
)
