"""The films of the shipped courses: whoever cannot see one reads the same words in the lesson."""

import re
from pathlib import Path

CONTENT = Path(__file__).resolve().parents[3] / "content"


def test_what_captions_say_stands_in_the_lesson() -> None:
    films = {path.name: path for path in CONTENT.rglob("*.mp4")}
    shown: set[str] = set()
    for lesson in CONTENT.rglob("lessons/*.md"):
        said = " ".join(lesson.read_text("utf-8").replace("\n>", "\n").split())
        for name in re.findall(r"\.\./media/([\w-]+\.mp4)", said):
            cues = films[name].with_suffix(".vtt").read_text("utf-8").split("\n\n")[1:]
            captions = [cue.split("\n", 1)[1].strip() for cue in cues]
            assert captions
            assert [one for one in captions if one not in said] == []
            shown.add(name)
    assert shown == set(films)
    assert films
