"""A batch is written beside what is known, caught up with what others change meanwhile, and known all at once."""

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlmodel import col

from models import changes, database, organisation, staging, text, training
from models.rights import DomainError
from models.staging import Batch, Kind, State
from models.worker.at_work import Work, who
from models.worker.news import about

DUTIES = (Kind.RULE, Kind.CALENDAR)  # batches that write nothing of people but duties
PEOPLE = 200  # whose duties are written at once: some hundredths of a second
FEW = 200  # people looked at again within the flip itself
TRIES = 20  # looks at what others change meanwhile


def write(work: Work, batch: Batch) -> None:
    """Write a batch's rows and let it flip; the next look settles it."""
    people = sorted(_everybody() if batch.kind in DUTIES else _moved_people(work))
    chunks = [frozenset(people[begin : begin + PEOPLE]) for begin in range(0, len(people), PEOPLE)]
    before = 0 if batch.kind in DUTIES else work.parts()
    place = batch.asked["place"]
    with database.writing() as db:
        rules = training.rules_of(db, batch)
        own = db.get_one(Batch, work.number)
        own.state, own.steps = State.WRITING, before + len(chunks)
        db.add(own)
        done = max(0, own.done - before)
    for number, chunk in enumerate(chunks[done:], start=done + 1):
        _duties(work, chunk, rules, done=before + number)
        work.step()
    for _ in range(TRIES):
        rules, place = _catch_up(work, chunks, batch, rules, place)
        if _flip(work, rules, place):
            return
        work.step()
    raise DomainError("import-stale")


def _moved_people(work: Work) -> set[int]:
    """Write units and people as far as they are not there, and return whose duties may be others."""
    with database.reading() as db:
        actor, scope = who(db, db.get_one(Batch, work.number), now=text.utc_now())
    with database.writing() as db:
        batch = db.get_one(Batch, work.number)
        organisation.check_batch(db, actor, scope, batch)
        batch.state, batch.steps = State.WRITING, 2 * staging.parts(db, work.number)
        db.add(batch)
        made = organisation.write_list_units(db, batch, now=text.utc_now())
        done, count = batch.done, staging.parts(db, work.number)
    people: set[int] = set()
    for number in range(1, count + 1):
        with database.reading() as db:
            part = organisation.part_of(db, work.number, number)
            if number > done and (others := organisation.strangers(db, part.known)):
                raise organisation.stale(db, others)
        work.known.update(part.known)
        people.update(one.person_id for one in part.people if one.person_id is not None and one.postings)
        people.update(one.person_id for one in part.people if one.person_id is not None and one.party)
        if number > done:
            with database.writing() as db:
                organisation.write_list_part(db, db.get_one(Batch, work.number), part, made, now=text.utc_now())
            work.step()
    with database.reading() as db:
        raw = staging.stored(organisation.Person)
        people.update(db.execute(select(raw.c.id).where(raw.c.batch_id == work.number)).scalars())
        people.update(organisation.people_below(db, db.get_one(Batch, work.number).asked.get("below", ())))
    return people


def _concerned(work: Work) -> list[int]:
    """Return everybody whom a rule may mean, or who is below units that stand elsewhere."""
    with database.reading() as db:
        batch = db.get_one(Batch, work.number)
        below = organisation.people_below(db, batch.asked.get("below", ()))
    return _everybody() if batch.kind in DUTIES else below


def _everybody() -> list[int]:
    with database.reading() as db:
        posting = organisation.Posting
        return list(db.execute(select(col(posting.person_id)).distinct()).scalars())


def _duties(work: Work, people: frozenset[int], rules: frozenset[int] | None, done: int | None = None) -> None:
    """Write what some people's duties will differ in, and how many steps are done; again, it changes nothing."""
    with database.reading() as db:
        work.places = work.places or training.known_places(db, work.number)
        found = training.compare_duties(
            db, people=people, rules=rules, batch=work.number, places=work.places, today=work.today
        )
    with database.writing() as db:
        training.lock_duties(db)
        training.write_duties(db, found, now=text.utc_now(), batch=work.number)
        if done is not None:
            db.get_one(Batch, work.number).done = done


def _catch_up(
    work: Work, chunks: list[frozenset[int]], batch: Batch, rules: frozenset[int] | None, place: int
) -> tuple[frozenset[int] | None, int]:
    """Look at what others changed since a place in the change log; return the rules it is about now, and the place."""
    with database.reading() as db:
        news = changes.since(db, place)
        people, more, everything = about(news.lines)
        if work.today != (today := text.local_day(text.utc_now())):
            work.today, more = today, True  # what becomes known today counts days otherwise than yesterday's
        rules = training.rules_of(db, batch) if more else rules
        work.places = None if everything else work.places
        if work.known:
            if everything:
                others = organisation.strangers(db, work.known)
            else:
                others = organisation.strangers(db, work.known, people)
            if not others:
                others = organisation.comers(
                    db, db.get_one(Batch, work.number), work.known, None if everything else people
                )
            if others:
                raise organisation.stale(db, others)
    if everything:  # anybody may have come
        people |= frozenset(_concerned(work))
    known = frozenset[int]().union(*chunks)
    for chunk in (*chunks, people - known):  # who came meanwhile, too
        some = chunk if everything or more else chunk & people
        if some:
            _duties(work, some, rules if rules is not None or everything else None)
            work.step()
    return rules, news.place


def _flip(work: Work, rules: frozenset[int] | None, place: int) -> bool:
    """Let a batch be known at once, unless others changed more than a few people meanwhile; return whether it is."""
    with database.reading() as db:
        at = organisation.own_moment(db, text.utc_now())
        duties = staging.count(db, training.Duty, work.number)
    with database.writing() as db:
        if db.get_bind().dialect.name == "postgresql":
            db.execute(sql("SELECT pg_advisory_xact_lock(42)"))
        staging.steady(db, alone=True)
        training.lock_duties(db)
        batch = db.get_one(Batch, work.number)
        actor, scope = who(db, batch, now=at)
        touched, more, everything = about(changes.after(db, place))
        if more or everything or len(touched) > FEW or text.local_day(at) != work.today:
            return False
        if batch.kind not in DUTIES:
            organisation.check_batch(db, actor, scope, batch)
            others = organisation.strangers(db, work.known, touched) or organisation.comers(
                db, batch, work.known, touched
            )
            if others:
                return False  # the next look says who
        elif batch.kind is Kind.RULE:
            training.check_rules(db, scope, batch, now=at)
        if touched:
            found = training.compare_duties(db, people=touched, rules=rules, batch=work.number, today=work.today)
            training.write_duties(db, found, now=at, batch=work.number)
        if batch.kind is Kind.RULE:
            training.flip_rule(db, actor, batch, duties=duties, at=at)
        elif batch.kind is Kind.CALENDAR:
            training.flip_calendar(db, actor, batch, duties=duties, at=at)
        else:
            organisation.flip_batch(db, actor, batch, at=at)
    return True
