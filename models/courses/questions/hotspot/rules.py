"""Q045 to Q048: places to find on a picture."""

from models.courses.findings import Rule, Severity

_E = Severity.ERROR

Q045 = Rule(
    "Q045",
    _E,
    "Picture whose size cannot be read",
    "`{path}` is no picture of the course whose size can be read; near: {near}",
    "Areas are measured on the picture. It is an SVG with a viewBox (its width and height, if given, in the same "
    "proportion), a PNG, JPEG, WebP or GIF in `media/`.",
    "picture: ../media/thu.pdf",
    "picture: ../media/thu.svg",
)
Q046 = Rule(
    "Q046",
    _E,
    "Area without a box",
    "a box is four whole numbers, [x, y, width, height], width and height above 0",
    "Where the area lies on the picture must be plain.",
    "box: [120, 40]",
    "box: [120, 40, 300, 22]",
)
Q047 = Rule(
    "Q047",
    _E,
    "Area outside of the picture",
    "this box reaches beyond the picture, which is {width} wide and {height} high",
    "Nobody can click beside the picture. Numbers are in its own units: those of an SVG's viewBox, else pixels.",
    "box: [700, 40, 300, 22]",
    "box: [420, 40, 300, 22]",
)
Q048 = Rule(
    "Q048",
    _E,
    "Right and wrong area overlap",
    "this area and `{other}` overlap, and only one of them is right",
    "A click there would be right and wrong.",
    "- {name: địa chỉ, box: [0, 0, 80, 20], right: true}\n- {name: tên, box: [40, 0, 80, 20]}",
    "- {name: địa chỉ, box: [0, 0, 80, 20], right: true}\n- {name: tên, box: [80, 0, 80, 20]}",
)
