"""Reads a quiz, and checks that what it draws is there."""

from models.courses import rules
from models.courses.fields import Fields, nearest
from models.courses.findings import Notes
from models.courses.known import Known
from models.courses.nodes import Mapping, Node
from models.courses.questions.base import Question
from models.courses.questions.scenario.rules import Q063
from models.courses.schema import Draw, Feedback, Keep, Meanwhile, Mode, Quiz, Shuffle, unit_pool, units

_EXAMPLE = "title: Bài kiểm tra cuối khóa"


def read_quiz(name: str, node: Node, notes: Notes, known: Known, bank: tuple[Question, ...]) -> Quiz | None:
    """Return a quiz, or None with notes. Everything it may draw must be among the questions of the ``bank``."""
    entry = Fields(node, notes, example=_EXAMPLE)
    title = entry.translated("title", example="Bài kiểm tra cuối khóa", needed=True)
    mode = entry.choice("mode", Mode, Mode.EXAM)
    minutes = entry.whole("minutes", 1, 600, example=20)
    attempts = entry.whole("attempts", 1, 100, example=3)
    wait = entry.duration("wait", hours=True)
    keep = entry.choice("keep", Keep, Keep.HIGHEST)
    pass_mark = entry.whole("pass_mark", 0, 100, example=70, default=70)
    feedback = entry.choice("feedback", Feedback, Feedback.AFTER_SUBMISSION)
    formerly = entry.words("formerly", example="[ten-cu]")
    opens, closes = entry.moment("opens"), entry.moment("closes")
    grace = entry.whole("grace", 0, 60, example=2, default=0)
    shuffle = entry.choice("shuffle", Shuffle, Shuffle.LINES)
    per_page = entry.whole_or_all("per_page", 1, 50, usual=1)
    meanwhile = entry.choice("lessons", Meanwhile, Meanwhile.OPEN)
    confidence = entry.boolean("confidence", False)
    lines = entry.items("draw", example="[{outcome: nhan-dien-lua-dao, take: 4}]")
    entry.missing("draw", "draw: [{outcome: nhan-dien-lua-dao, take: 4}]")
    draws = [(line, _draw(line, notes, known, bank)) for line in lines]
    if "draw" in entry.values and not lines:
        entry.notes.add(rules.Z008, entry.line, entry.column)
    entry.finish()
    if not notes.errors:
        _check_pools([(line, draw) for line, draw in draws if draw is not None], notes, bank)
    if notes.errors or title is None or pass_mark is None:
        return None
    quiz = Quiz(
        name=name,
        title=title,
        mode=mode,
        minutes=minutes,
        attempts=attempts,
        wait=wait,
        keep=keep,
        pass_mark=pass_mark,
        feedback=feedback,
        draw=tuple(draw for _, draw in draws if draw is not None),
        formerly=formerly,
        opens=opens,
        closes=closes,
        grace=grace or 0,
        shuffle=shuffle,
        per_page=per_page,
        lessons=meanwhile,
        confidence=bool(confidence),
    )
    _check_rules(quiz, entry, known)
    return None if notes.errors else quiz


def _check_rules(quiz: Quiz, entry: Fields, known: Known) -> None:
    """Note rules that contradict one another, or have no effect, where they stand."""

    def note(rule: rules.Rule, name: str, **values: object) -> None:
        entry.notes.add(rule, entry.keys[name].line, entry.keys[name].column, **values)

    clock = quiz.minutes is not None or quiz.closes is not None
    if quiz.opens is not None and quiz.closes is not None:
        span = int((quiz.closes - quiz.opens).total_seconds() // 60)
        if span <= 0:
            note(rules.Z013, "closes")
        elif quiz.minutes is not None and span < quiz.minutes:
            note(rules.Z018, "closes", found=span, minutes=quiz.minutes)
    if quiz.feedback is Feedback.AFTER_CLOSING and quiz.closes is None:
        note(rules.Z014, "feedback")
    if quiz.feedback is Feedback.AT_ONCE and quiz.mode is Mode.EXAM:
        note(rules.Z015, "feedback")
    if quiz.mode is Mode.PRACTICE and known.completing not in (quiz.name, *quiz.formerly):
        for name in entry.keys.keys() & {"pass_mark", "keep"}:
            note(rules.Z020, name, key=name)
    if quiz.grace and not clock:
        note(rules.Z016, "grace")
    if quiz.lessons is Meanwhile.CLOSED and quiz.mode is Mode.PRACTICE:
        note(rules.Z017, "lessons")
    elif quiz.lessons is Meanwhile.CLOSED and not clock:
        note(rules.Z019, "lessons")


def _draw(node: Node, notes: Notes, known: Known, bank: tuple[Question, ...]) -> Draw | None:
    line = Fields(node, notes, example="outcome: nhan-dien-lua-dao")
    ids = frozenset(units(bank))
    within = {question.id: question.scenario.id for question in bank if question.scenario is not None}
    names = line.scalars("questions", example="[mat-khau-manh]")
    outcome = line.text("outcome", example="nhan-dien-lua-dao")
    difficulty = line.numbers("difficulty", 1, 4, example=2)
    tags = line.words("tags", example="[mật khẩu]")
    take = line.whole("take", 1, 500, example=4)
    line.finish()
    seen: set[str] = set()
    for name in names:
        if name.text in seen:
            notes.add(rules.Z005, name.line, name.column, id=name.text)
        elif name.text in within:
            notes.add(Q063, name.line, name.column, id=name.text, scenario=within[name.text])
        elif name.text not in ids:
            notes.add(rules.Z001, name.line, name.column, id=name.text[:60], near=nearest(name.text, ids))
        seen.add(name.text)
    if outcome is not None and not known.has_outcome(outcome):
        place = line.values["outcome"]
        near = nearest(outcome, known.outcomes)
        notes.add(rules.Z004, place.line, place.column, id=outcome[:60], near=near)
    fits = outcome is not None or difficulty or tags
    if line.is_mapping and not notes.errors and ((names and fits) or (not names and take is None)):
        notes.add(rules.Z008, line.line, line.column)
    chosen = tuple(name.text for name in names)
    return Draw(questions=chosen, outcome=outcome, difficulty=difficulty, tags=tags, take=take)


def _check_pools(draws: list[tuple[Node, Draw]], notes: Notes, bank: tuple[Question, ...]) -> None:
    """Check that every line can be filled whatever the other lines drew before it.

    Named questions are set aside first. A line that shares questions with another may lose as many of them as
    the other takes.
    """
    fixed: set[str] = set()
    for node, draw in draws:
        if draw.is_fixed:
            for name in draw.questions:
                if name in fixed:
                    notes.add(rules.Z005, node.line, node.column, id=name)
                fixed.add(name)
    earlier: list[tuple[set[str], int]] = []
    for node, draw in draws:
        if draw.is_fixed or draw.take is None:
            continue
        mine = set(unit_pool(bank, draw)) - fixed
        lost = sum(min(take, len(mine & other)) for other, take in earlier)
        shared = len({name for other, _ in earlier for name in mine & other})
        if len(mine) - lost < draw.take:
            notes.add(rules.Z002, *_at(node, "take"), take=draw.take, found=max(len(mine) - lost, 0))
        elif shared:
            notes.add(rules.Z003, node.line, node.column, count=shared)
        earlier.append((mine, draw.take))


def _at(node: Node, key: str) -> tuple[int, int]:
    place = (node.keys.get(key) if isinstance(node, Mapping) else None) or node
    return place.line, place.column
