"""A text with gaps, each typed or chosen."""

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, ClassVar, Literal

from models.courses import rules as common_rules
from models.courses.fields import Fields
from models.courses.findings import Rule
from models.courses.markdown import is_words, literal
from models.courses.nodes import Mapping as MappingNode
from models.courses.nodes import Node, Scalar
from models.courses.questions import numerals, wording
from models.courses.questions.base import (
    Answer,
    Choice,
    Counts,
    Group,
    Made,
    Mark,
    MarkedPart,
    PartScoring,
    Piece,
    Question,
    must,
    of_part,
    of_parts,
    tidy,
    together,
)
from models.courses.questions.choosing import Seen, place_of, written_text
from models.courses.questions.gaps import marks, rules
from models.courses.questions.gaps.marks import Source
from models.courses.questions.printing import Before, Printed
from models.courses.questions.wording import Accents
from models.courses.values import Translated
from models.text import translate as _

LIMIT = 100  # characters of a gap
_EXAMPLE = "Chữ ký số dùng khóa ((bí mật))."


class Gap(Piece):
    """A gap; its ``text`` is what stands around it. It has ``choices``, the first of them right, or is typed.

    ``answers`` are accepted where it is typed, ``answers_en`` too, which the English text names.
    """

    answers: tuple[str, ...] = ()
    answers_en: tuple[str, ...] = ()
    choices: tuple[Translated, ...] = ()
    feedback: Translated | None = None

    def role(self) -> object:
        """Return whether it is chosen."""
        return bool(self.choices)

    def offered(self) -> tuple[Piece, ...]:
        """Return its choices. Their ids come from the gap's own and their words, so that none moves to another."""
        ids = (sha256(f"{self.id}\n{choice.vi}".encode()).hexdigest()[:8] for choice in self.choices)
        return tuple(Piece(id=name, text=choice) for name, choice in zip(ids, self.choices, strict=True))


class Gaps(Question):
    """A text with gaps; ``text`` holds a mark for each (`marks`). An answer is {gap's id: words, or a choice's id}."""

    type: Literal["gaps"] = "gaps"
    usual_stem: ClassVar[Translated | None] = Translated(vi="Điền vào chỗ trống.", en="Fill in the gaps.")
    pieces: ClassVar[tuple[str, ...]] = ("gaps",)
    text: Translated
    gaps: tuple[Gap, ...]
    accents: Accents = Accents.IGNORED
    scoring: PartScoring = PartScoring.EACH

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the text with its gaps, and what is said about them beside it."""
        said = entry.translated("text", example=_EXAMPLE, needed=True)
        vi = _sources(entry, "vi", said.vi) if said else []
        en = _sources(entry, "en", said.en) if said and said.en is not None else None
        if said and not vi and not entry.notes.errors:
            entry.notes.add(rules.Q035, *place_of(entry, "text"))
        if en is not None and _shape(en) != _shape(vi) and not entry.notes.errors:
            place = _node(entry, "en")
            entry.notes.add(rules.Q039, place.line, place.column, key="en", found=_shape(en), wanted=_shape(vi))
        beside = _read_beside(entry, len(vi))
        accents = entry.choice("accents", Accents, Accents.IGNORED)
        if vi and all(gap.chosen for gap in vi) and "accents" in entry.values:
            entry.notes.add(common_rules.Q064, *place_of(entry, "accents"), key="accents")
        scoring = entry.choice("scoring", PartScoring, PartScoring.EACH)

        def made() -> Question:
            assert said is not None
            text = Translated(vi=marks.body(said.vi, vi), en=None if en is None else marks.body(said.en or "", en))
            gaps = tuple(
                _gap(text, number, source, None if en is None else en[number - 1]).model_copy(update=more)
                for number, (source, more) in enumerate(zip(vi, beside, strict=True), start=1)
            )
            return cls(text=text, gaps=gaps, accents=accents, scoring=scoring, **common)

        return made

    def groups(self) -> tuple[Group, ...]:
        """Return the choices of each gap that has some, by the gap's id."""
        return tuple((gap.id, gap.offered()) for gap in self.gaps if gap.choices)

    def arranged(self, group: str, ids: list[str]) -> list[str]:
        """Shuffle the choices always: the right one is written first."""
        return ids

    def body(self) -> Translated | None:
        """Return the text with its marks."""
        return self.text

    def read_body(self) -> Translated | None:
        """Return the text with its gaps numbered, each with a line to write on."""
        en = None if self.text.en is None else marks.blank(self.text.en)
        return Translated(vi=marks.blank(self.text.vi), en=en)

    def printed(self) -> tuple[Printed, ...]:
        """Return the choices of each gap that has some, after its number."""
        return tuple(
            Printed(gap.id, Before.NOTHING, f"({number})")
            for number, gap in enumerate(self.gaps, start=1)
            if gap.choices
        )

    def settings(self) -> Mapping[str, Any]:
        """Return the gaps' ids in their order, and how long a typed answer may be."""
        return {"gaps": [gap.id for gap in self.gaps], "limit": LIMIT}

    def words(self) -> Mapping[str, str]:
        """Return what a gap is called, and what a list says before anything is chosen in it."""
        return {"gap": _("Gap {n} of {total}"), "choose": _("choose…")}

    def taken(self, answer: Any) -> Answer:
        """Take words for some typed gaps and choices for some others; blank words count as none."""
        must(isinstance(answer, Mapping) and all(isinstance(one, str) for one in answer.values()), "type")
        must(len(answer) <= len(self.gaps) and set(answer) <= {gap.id for gap in self.gaps}, "option")
        found: dict[str, str] = {}
        for gap in self.gaps:
            given = answer.get(gap.id)
            if given is not None and gap.choices:
                must(given in {choice.id for choice in gap.offered()}, "option")
                found[gap.id] = given
            elif given is not None and (typed := tidy(given, LIMIT)) is not None:
                found[gap.id] = typed
        return found or None

    def worth(self, given: Answer) -> Mark:
        """Each gap filled right earns its share, or all together everything, as ``scoring`` says."""
        found = given if isinstance(given, dict) else {}
        parts = [
            MarkedPart(
                text=gap.text,
                given=_shown(gap, found[gap.id]) if gap.id in found else None,
                right=self._fits(gap, found.get(gap.id)),
                expected=_expected(gap),
                feedback=gap.feedback,
                also=() if gap.choices else tuple(literal(wording.said(one)) for one in gap.answers[1:]),
            )
            for gap in self.gaps
        ]
        return of_parts(parts, given, self.scoring)

    def _fits(self, gap: Gap, given: str | None) -> bool:
        if given is None or gap.choices:
            return given is not None and given == gap.offered()[0].id
        strict = self.accents is Accents.STRICT
        return any(
            wording.matches(given, one, accents=strict) or numerals.same(given, one)
            for one in (*gap.answers, *gap.answers_en)
        )

    def left_of(self, answer: Any) -> Any:
        """Leave out gaps that are gone, and choices that are not offered any more."""
        if not isinstance(answer, dict):
            return answer
        offered = {gap.id: {choice.id for choice in gap.offered()} for gap in self.gaps}
        return {
            name: said
            for name, said in answer.items()
            if name in offered and (not offered[name] or said in offered[name])
        }

    def counts(self, given: Iterable[tuple[Answer, int]]) -> tuple[Counts, ...]:
        """Return for each gap what was given how often; ways to type one answer count as one."""
        said: dict[str, Counter[str]] = {gap.id: Counter() for gap in self.gaps}
        for answer, count in given:
            for name, one in (answer if isinstance(answer, dict) else {}).items():
                said[name][one] += count
        return tuple(of_part(gap.text, self._choices(gap, said[gap.id])) for gap in self.gaps)

    def _choices(self, gap: Gap, said: Counter[str]) -> list[Choice]:
        if gap.choices:
            return [Choice(one.text, self._fits(gap, one.id), said[one.id]) for one in gap.offered()]
        strict = self.accents is Accents.STRICT
        return together(
            said.items(),
            same=lambda one: wording.alike(one, accents=strict),
            right=lambda one: self._fits(gap, one),
        )

    def right_answer(self) -> Answer:
        """Return the right choices, and words that fit the first accepted ones."""
        return {gap.id: gap.offered()[0].id if gap.choices else wording.fitting(gap.answers[0]) for gap in self.gaps}

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return the right answer with one gap filled wrong, for each gap."""
        right = self.right_answer()
        assert isinstance(right, dict)
        wrong = {gap.id: gap.offered()[1].id if gap.choices else "chưa rõ" for gap in self.gaps}
        return tuple({**right, name: other} for name, other in wrong.items())

    def written(self) -> dict[str, Any]:
        """Return the text as an author writes it, and what is said beside it."""
        vi = [(tuple(one.vi for one in gap.choices) or gap.answers, bool(gap.choices)) for gap in self.gaps]
        en = [(tuple(str(one.en) for one in gap.choices) or gap.answers_en, bool(gap.choices)) for gap in self.gaps]
        text = Translated(
            vi=marks.written(self.text.vi, vi),
            en=None if self.text.en is None else marks.written(self.text.en, en),
        )
        beside: list[dict[str, Any]] = [
            ({"id": gap.id} if gap.id else {}) | ({"feedback": written_text(gap.feedback)} if gap.feedback else {})
            for gap in self.gaps
        ]
        accents = {} if self.accents is Accents.IGNORED else {"accents": self.accents.value}
        scoring = {} if self.scoring is PartScoring.EACH else {"scoring": self.scoring.value}
        return {"text": written_text(text), **accents, **scoring, **({"gaps": beside} if any(beside) else {})}


def _node(entry: Fields, language: str) -> Scalar:
    """Return where the text of a language is written."""
    node: Node = entry.values["text"]
    if isinstance(node, MappingNode):
        node = node.values[language]
    assert isinstance(node, Scalar)
    return node


def _sources(entry: Fields, language: str, said: str) -> list[Source]:
    """Return the gaps of a text; what is wrong with one is noted at its line."""
    node = _node(entry, language)

    def note(rule: Rule, at: int, end: int) -> None:
        line = said.count("\n", 0, at)
        entry.notes.add(rule, node.line + line, 1 if line else node.column, text=said[at:end][:60])

    gaps, unclosed = marks.find(said)
    for at in unclosed:
        note(rules.Q036, at, min(at + 30, (said + "\n").index("\n", at)))
    for number, gap in enumerate(gaps):
        place = node.line + said.count("\n", 0, gap.begin)
        if language == "vi":
            entry.notes.mark(f"{entry.where}/{number}", place, 1)
        if not all(gap.answers):
            note(rules.Q037, gap.begin, gap.end)
        elif gap.bars and gap.chosen:
            note(rules.Q043, gap.begin, gap.end)
        elif not gap.chosen and (open_to_all := next(filter(wording.fits_anything, gap.answers), None)) is not None:
            entry.notes.add(common_rules.Q066, place, 1 if place > node.line else node.column, answer=open_to_all)
        elif gap.chosen and len({one.casefold() for one in gap.answers}) < len(gap.answers):
            note(rules.Q038, gap.begin, gap.end)
        elif gap.chosen and not all(map(is_words, gap.answers)):
            note(common_rules.Q067, gap.begin, gap.end)
    if not unclosed:
        for number in marks.hidden(marks.body(said, gaps), len(gaps)):
            note(rules.Q044, gaps[number].begin, gaps[number].end)
    return gaps


def _read_beside(entry: Fields, count: int) -> list[dict[str, Any]]:
    """Return id and feedback of each of ``count`` gaps, where their author wrote some."""
    nodes = entry.items("gaps", example="[{id: khoa-ky, feedback: Chỉ người ký giữ.}]")
    seen = Seen(entry)
    found: list[dict[str, Any]] = []
    for node in nodes:
        fields = Fields(node, entry.notes, example="id: khoa-ky", where=entry.where)
        name = fields.name("id", example="khoa-ky")
        feedback = fields.translated("feedback", example="Chỉ người ký giữ khóa này.")
        fields.finish()
        seen.add(fields, None, name)
        found.append({"id": name or "", "feedback": feedback})
    if count and len(found) > count:
        entry.notes.add(rules.Q039, *place_of(entry, "gaps"), key="gaps", found=len(found), wanted=count)
    return [*found, *[{}] * count][:count]


def _shape(gaps: list[Source]) -> str:
    """Return how many gaps there are and how many choices each has, in few signs: '3 (–, 2, –)'."""
    return f"{len(gaps)} ({', '.join(str(len(gap.answers)) if gap.chosen else '–' for gap in gaps)})"


def _gap(text: Translated, number: int, vi: Source, en: Source | None) -> Gap:
    around = Translated(vi=marks.around(text.vi, number), en=None if text.en is None else marks.around(text.en, number))
    if not vi.chosen:
        return Gap(text=around, answers=vi.answers, answers_en=en.answers if en else ())
    others = en.answers if en else (None,) * len(vi.answers)
    choices = (Translated(vi=one, en=other) for one, other in zip(vi.answers, others, strict=True))
    return Gap(text=around, choices=tuple(choices))


def _shown(gap: Gap, given: str) -> Translated:
    """Return what was given for a gap as Markdown: a choice's text, or words as they were typed."""
    texts = {choice.id: choice.text for choice in gap.offered()}
    return texts[given] if gap.choices else Translated(vi=literal(given))


def _expected(gap: Gap) -> Translated:
    if gap.choices:
        return gap.choices[0]
    vi, en = (literal(wording.said(said[0])) if said else None for said in (gap.answers, gap.answers_en))
    return Translated(vi=vi or "", en=en)


KIND = Gaps
