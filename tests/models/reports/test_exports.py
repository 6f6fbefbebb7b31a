"""Long files: of one moment, whole or not at all, for who asked and still may see it all, until their time is over."""

import stat
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from models import audit, database, learning, notices, organisation, privacy, reports, settings, text, training, worker
from models.organisation import Category, Tree
from models.reports import CoverageWanted, State
from models.rights import DomainError, Role
from models.training import Attribute, By, Flag, Question
from models.training import State as Is
from models.worker import exports
from tests import factories
from tests.models.reports.asking import (
    EVERYBODY,
    TODAY,
    Scene,
    actor,
    ask,
    export,
    fetched,
    files,
    grant,
    scene,
    take_roles_away,
)
from tests.models.training.making import CONSOLE, managing

pytestmark = pytest.mark.slow


@pytest.fixture
def city(any_database: str) -> Scene:
    return scene()


def names(sheet: list[list[Any]]) -> list[str]:
    return [str(row[0]) for row in sheet[1:]]


def test_a_file_holds_everybody_that_the_figure_counts_in_the_order_of_the_list(city: Scene) -> None:
    key = ask(city.officer)
    worker.make_exports()
    made = export(key)
    assert (made.state, made.total, made.done, made.tries) == (State.READY, 4, 4, 1)
    found = fetched(city.officer, key)
    people = found[text.translate("People")]
    assert names(people) == ["Nguyễn Văn An", "Trần Thị Bình", "Đỗ Văn Đức", "Lê Thu Hương"]
    assert people[1][5] == TODAY
    assert found[text.translate("Figures")][-1][1:3] == [0.0, 4.0]
    told = {row[0]: row[1] for row in found[text.translate("What the figures mean")]}
    assert told[text.translate("Made by")] == "Lê Thu Hương"
    assert told[text.translate("Taken along for")] == text.translate("another purpose")
    assert files() == [f"{key}.xlsx"]
    path = settings.current().exports_dir / files()[0]
    assert (stat.S_IMODE(path.parent.stat().st_mode), path.stat().st_size) == (0o700, made.size)
    with database.reading() as db:
        acts = [line.act for line in audit.lines(db)]
        assert acts[:3] == ["reports.export-coverage", "reports.make-coverage", "reports.ask-export"]
        assert audit.lines(db)[0].details == {"rows": 4, "on": "2026-03-02", "purpose": "other"}
        assert reports.looks_at(db, city.city.in_ward, since=factories.BEFORE).times == 1
        assert [one.kind for one in notices.of(db, city.officer)] == ["export-ready"]


def test_what_somebody_completes_after_it_was_asked_for_and_before_it_is_made_is_in_it(city: Scene) -> None:
    key = ask(city.officer)
    with database.writing() as db:
        values: Any = {
            "edition": 1,
            "achieved_on": TODAY,
            "source": learning.Source.EARNED,
            "recorded_at": factories.NOW,
        }
        db.add(learning.tables.Completion(person_id=city.city.in_office, course_id=city.city.course, **values))
    worker.make_exports()
    found = fetched(city.officer, key)
    assert found[text.translate("Figures")][-1][1:3] == [1.0, 4.0]
    states = {row[0]: row[4] for row in found[text.translate("People")][1:]}
    assert [name for name, state in states.items() if state == training.state_word(Is.COMPLETED)] == ["Đỗ Văn Đức"]


def test_what_one_sheet_cannot_hold_goes_on_on_the_next(city: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports.excel, "MOST_ROWS", 3)
    key = ask(city.officer)
    worker.make_exports()
    found = fetched(city.officer, key)
    first, second = found[text.translate("People")], found[f"{text.translate('People')} 2"]
    assert (names(first), names(second)) == (["Nguyễn Văn An", "Trần Thị Bình", "Đỗ Văn Đức"], ["Lê Thu Hương"])
    assert first[0] == second[0]


@pytest.mark.parametrize("states", [(Is.OVERDUE,), (Is.NOT_STARTED, Is.OVERDUE), (Is.COMPLETED,)])
def test_states_narrow_the_people_and_not_the_figure(city: Scene, states: tuple[Is, ...]) -> None:
    key = ask(city.officer, CoverageWanted(replace(EVERYBODY.question, on=date(2026, 3, 9)), states))
    worker.make_exports()
    found = fetched(city.officer, key)
    assert len(names(found[text.translate("People")])) == (4 if Is.OVERDUE in states else 0)
    assert found[text.translate("Figures")][-1][2] == 4


def test_nobody_else_gets_it_or_learns_that_it_exists(city: Scene) -> None:
    key = ask(city.officer)
    worker.make_exports()
    with database.writing() as db:
        grant(db, city.city.in_other, None)
        other = actor(db, city.city.in_other)
        for act in (reports.fetch, reports.drop):
            with pytest.raises(DomainError, match="not-found"):
                act(db, other, key, now=text.utc_now())
        assert reports.mine(db, other, reports.Kind.COVERAGE, now=text.utc_now()) == []
    assert export(key).state is State.READY


def test_a_role_that_is_gone_before_it_is_made_refuses_it(city: Scene) -> None:
    key = ask(city.officer)
    take_roles_away(city.officer)
    worker.make_exports()
    assert (export(key).state, export(key).wrong, files()) == (
        State.REFUSED,
        {"code": "export-refused", "values": {}},
        [],
    )


def test_a_scope_that_is_narrower_before_it_is_made_refuses_it(city: Scene) -> None:
    key = ask(city.officer)
    take_roles_away(city.officer)
    with database.writing() as db:
        grant(db, city.officer, city.city.ward)
    worker.make_exports()
    assert (export(key).state, (export(key).wrong or {})["code"]) == (State.REFUSED, "export-refused")


@pytest.mark.parametrize(
    ("left", "code"), [("nothing", "forbidden"), ("a trainer's", "forbidden"), ("the ward", "export-refused")]
)
def test_a_ready_file_is_closed_to_who_may_see_less_than_it_holds(city: Scene, left: str, code: str) -> None:
    key = ask(city.officer)
    worker.make_exports()
    take_roles_away(city.officer)
    with database.writing() as db:
        if left == "the ward":
            grant(db, city.officer, city.city.ward)
        if left == "a trainer's":
            grant(db, city.officer, None, Role.TRAINER)
    with pytest.raises(DomainError, match=code):
        fetched(city.officer, key)
    with database.writing() as db:
        grant(db, city.officer, None)  # more than before
    assert len(fetched(city.officer, key)[text.translate("People")]) == 5


def test_people_without_a_place_are_in_it_only_for_who_sees_everywhere(city: Scene) -> None:
    with database.writing() as db:
        grant(db, city.officer, None)
    key = ask(city.officer)
    worker.make_exports()
    assert 0 in export(key).reach
    take_roles_away(city.officer)
    with database.writing() as db:
        grant(db, city.officer, city.city.city)
    with pytest.raises(DomainError, match="export-refused"):
        fetched(city.officer, key)


def test_the_partys_tree_is_closed_with_the_right_to_see_it(city: Scene) -> None:
    with database.writing() as db:
        party = factories.unit(db, "Đảng bộ", tree=Tree.PARTY)
        factories.posting(db, city.city.in_ward, party, tree=Tree.PARTY)
        grant(db, city.officer, party, Role.PARTY_HR)
    key = ask(city.officer, CoverageWanted(Question(on=TODAY, tree=Tree.PARTY)))
    worker.make_exports()
    assert names(fetched(city.officer, key)[text.translate("People")]) == ["Trần Thị Bình"]
    take_roles_away(city.officer)
    with database.writing() as db:
        grant(db, city.officer, None)
    with pytest.raises(DomainError, match="export-refused"):
        fetched(city.officer, key)


def test_cancelled_before_it_begins_it_is_never_made(city: Scene) -> None:
    key = ask(city.officer)
    drop(city, key)
    worker.make_exports()
    assert (export(key).state, export(key).tries, files()) == (State.DROPPED, 0, [])


def drop(city: Scene, key: str) -> None:
    with database.writing() as db:
        reports.drop(db, actor(db, city.officer), key, now=text.utc_now())


def test_cancelled_in_the_middle_it_ends_there_and_leaves_nothing(city: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    key = ask(city.officer)
    told = exports._Watch.told
    heard: list[int] = []

    def cancelling(watch: exports._Watch, done: int, total: int) -> None:
        heard.append(done)
        if done == 0 and export(key).state is State.MAKING:
            drop(city, key)
            while not watch.ended:
                pass
        told(watch, done, total)

    monkeypatch.setattr(exports, "BEAT", 0.001)
    monkeypatch.setattr(exports._Watch, "told", cancelling)
    worker.make_exports()
    assert (export(key).state, files(), set(heard)) == (State.DROPPED, [], {0})
    with database.reading() as db:
        assert notices.of(db, city.officer) == []


def test_a_process_that_is_told_to_stop_leaves_it_to_the_next(city: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    key = ask(city.officer)
    monkeypatch.setattr(exports, "BEAT", 0.001)
    told, stopping = exports._Watch.told, [False]

    def stopped_here(watch: exports._Watch, done: int, total: int) -> None:
        stopping[0] = True
        while not watch.ended:
            pass
        told(watch, done, total)

    with monkeypatch.context() as patch:
        patch.setattr(exports._Watch, "told", stopped_here)
        worker.make_exports(stopped=lambda: stopping[0])
    assert (export(key).state, export(key).tries, files()) == (State.WAITING, 0, [])
    worker.make_exports()
    assert (export(key).state, files()) == (State.READY, [f"{key}.xlsx"])


def begin(city: Scene) -> None:
    """A process takes the next file and is gone, with a part of it written."""
    with database.writing() as db:
        assert reports.take_next(db, now=text.utc_now())
    folder = settings.current().exports_dir
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{export().key}-1.part").write_bytes(b"half")


def test_what_a_killed_process_began_is_made_anew_but_not_for_ever(city: Scene) -> None:
    key = ask(city.officer)
    begin(city)
    with pytest.raises(DomainError, match="not-found"):
        fetched(city.officer, key)
    worker.make_exports()
    assert (export(key).state, export(key).tries, files()) == (State.READY, 2, [f"{key}.xlsx"])
    again = ask(city.officer, CoverageWanted(replace(EVERYBODY.question, by=By.COURSE)))
    for _ in range(reports.making.TRIES):
        begin(city)
    worker.make_exports()
    assert (export(again).state, export(again).wrong) == (State.REFUSED, {"code": "export-failed", "values": {}})


def test_a_process_that_lost_its_turn_cannot_say_that_it_is_ready(city: Scene) -> None:
    key = ask(city.officer)
    with database.writing() as db:
        slow = reports.take_next(db, now=text.utc_now())
    worker.make_exports()
    assert slow is not None
    with database.writing() as db:
        assert not reports.finish(
            db, slow, settings.current().exports_dir / "nothing", reports.Made(), now=text.utc_now()
        )
        assert not reports.say_how_far(db, slow, 1, 4)
        reports.refuse(db, slow, DomainError("export-failed"), now=text.utc_now())
    assert export(key).state is State.READY


def test_each_person_waits_for_two_at_the_most_and_the_same_question_is_made_once(city: Scene) -> None:
    questions = [CoverageWanted(replace(EVERYBODY.question, by=by)) for by in (By.UNIT, By.COURSE, By.CATEGORY)]
    first = ask(city.officer, questions[0])
    assert ask(city.officer, questions[0]) == first
    second = ask(city.officer, questions[1])
    assert second != first
    with pytest.raises(DomainError, match="export-too-many"):
        ask(city.officer, questions[2])
    with database.writing() as db:
        grant(db, city.city.in_other, None)
    ask(city.city.in_other, questions[2])  # somebody else may
    with database.reading() as db:
        theirs = reports.mine(db, actor(db, city.city.in_other), reports.Kind.COVERAGE, now=text.utc_now())
        own = reports.mine(db, actor(db, city.officer), reports.Kind.COVERAGE, now=text.utc_now())
    assert [one.before for one in theirs] == [2]
    assert [(one.key, one.before) for one in own] == [(second, 1), (first, 0)]
    worker.make_exports()
    ended = [export(key).ended_at for key in (first, second)]
    assert ended == sorted(ended, key=str)
    assert ask(city.officer, questions[0]) != first  # what is ready is of an earlier moment


def test_five_files_of_a_person_are_kept_and_the_oldest_goes(city: Scene) -> None:
    keys = []
    for day in range(1, reports.KEPT + 2):
        keys.append(ask(city.officer, CoverageWanted(Question(on=date(2026, 3, day)))))
        worker.make_exports()
    worker.exports.clear_exports(text.utc_now())
    assert files() == sorted(f"{key}.xlsx" for key in keys[1:])
    assert export(keys[0]).state is State.DROPPED


def test_a_file_goes_when_its_time_is_over_and_when_it_is_put_aside(city: Scene) -> None:
    aside = ask(city.officer)
    worker.make_exports()
    drop(city, aside)
    key = ask(city.officer)
    worker.make_exports()
    now = text.utc_now()
    worker.exports.clear_exports(now)
    assert files() == [f"{key}.xlsx"]
    over = now + timedelta(hours=settings.current().export_hours, minutes=1)
    with database.writing() as db:
        me = actor(db, city.officer)
        assert [one.key for one in reports.mine(db, me, reports.Kind.COVERAGE, now=now)] == [key]
        assert reports.mine(db, me, reports.Kind.COVERAGE, now=over) == []
        for what, at in ((aside, now), (key, over)):
            with pytest.raises(DomainError, match="not-found"):
                reports.fetch(db, me, what, now=at)
    worker.exports.clear_exports(over)
    assert files() == []
    worker.exports.clear_exports(over + timedelta(days=31))
    with database.reading() as db:
        assert db.get(reports.Export, 1) is None


def test_an_erasure_takes_ready_files_away_and_begins_anew_what_is_being_made(city: Scene) -> None:
    gone = "Trần Thị Bình"
    with database.writing() as db:
        organisation.depart(
            db, CONSOLE, managing(), city.city.in_ward, tree=Tree.ADMINISTRATION, on=TODAY, now=text.utc_now()
        )
    past = CoverageWanted(Question(on=date(2026, 3, 1)))
    ready = ask(city.officer, past)
    worker.make_exports()
    assert gone in names(fetched(city.officer, ready)[text.translate("People")])
    begun = ask(city.officer, CoverageWanted(replace(past.question, by=By.COURSE)))
    with database.writing() as db:
        running = reports.take_next(db, now=text.utc_now())  # what it has read by now names her, too
    with database.writing() as db:
        privacy.erase(db, CONSOLE, city.city.in_ward, now=text.utc_now())
    with pytest.raises(DomainError, match="not-found"):
        fetched(city.officer, ready)
    with database.reading() as db:
        lines = reports.mine(db, actor(db, city.officer), reports.Kind.COVERAGE, now=text.utc_now())
    assert [(one.key, one.wrong and one.wrong.code) for one in lines] == [(begun, None), (ready, "export-erased")]
    worker.exports.clear_exports(text.utc_now())
    assert files() == []
    assert running is not None
    nothing = settings.current().exports_dir / "nothing"
    with database.writing() as db:
        assert not reports.finish(db, running, nothing, reports.Made(), now=text.utc_now())
    worker.make_exports()
    people = names(fetched(city.officer, begun)[text.translate("People")])
    assert (len(people), gone in people) == (4, False)


def test_a_file_that_somebody_touched_is_not_sent(city: Scene) -> None:
    key = ask(city.officer)
    worker.make_exports()
    with (settings.current().exports_dir / f"{key}.xlsx").open("ab") as file:
        file.write(b"more")
    with pytest.raises(DomainError, match="export-gone"):
        fetched(city.officer, key)


def test_a_fault_of_ours_is_said_and_leaves_nothing(city: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("broken")

    key = ask(city.officer)
    with monkeypatch.context() as patch:
        patch.setattr(reports.excel, "meaning", broken)
        worker.make_exports()
    assert (export(key).state, export(key).wrong, files()) == (
        State.REFUSED,
        {"code": "export-failed", "values": {}},
        [],
    )
    with database.reading() as db:
        (line,) = reports.mine(db, actor(db, city.officer), reports.Kind.COVERAGE, now=text.utc_now())
        assert line.wrong is not None


def test_a_question_is_kept_as_it_was_asked() -> None:
    hanoi = timezone(timedelta(hours=7))
    whole = CoverageWanted(
        Question(
            date(2026, 1, 5),
            Tree.PARTY,
            "abc",
            "an-toan",
            Category.CANBO,
            Attribute.HEADS,
            datetime(2026, 1, 6, 23, 59, tzinfo=hanoi),
            By.CATEGORY,
        ),
        (Is.OVERDUE, Is.EXPIRED),
        Flag.STUCK,
    )
    for wanted in (whole, EVERYBODY):
        assert CoverageWanted.of(wanted.told()) == wanted
