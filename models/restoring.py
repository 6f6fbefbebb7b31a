"""A backup put back onto a machine, by one command; what was there before is backed up or moved aside first.

Nothing of the installation is touched before the whole backup was read. SQLite: the file is brought up to date and
cleared of what belonged to its day beside the old one, then takes its place at once. PostgreSQL: the old tables are
set aside under another name and dropped when the new ones are in. Either way a restore that is cut off is begun anew.
Personal data that were erased since are erased again, as far as the backup, the file beside the database and the
database that is replaced know of it. Codes that were used since stay worthless. Roles are the backup's, since it may be
put back because of them; who thereby holds again what was taken away is named.
"""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from models import access, audit, backups, changes, database, migrations, privacy, settings, text
from models.backups import ASIDE, SETTINGS, Kind, Manifest, Opened, Source
from models.rights import DomainError
from models.text import translate as _
from models.text import translate_n


@dataclass
class Restored:
    """What was put back, and what became of what was there before."""

    manifest: Manifest
    kept: Path | None = None
    settings: str = ""
    erased: int = 0
    known_until: datetime | None = None  # erasures later than that are known to nothing here; None: all are known
    again: list[str] = field(default_factory=list)  # who holds a role that was taken away since the backup
    heads: Path | None = None  # where heads of the trail went that this chain does not answer for
    moved: list[Path] = field(default_factory=list)


def restore(file: Path, *, overwrite: bool, now: datetime) -> Restored:
    """Put a backup back: database, course files; everybody signs in anew.

    Raises `DomainError` 'restore-not-empty' (unless ``overwrite``), 'restore-running', 'restore-other-database',
    'restore-newer' (made by a newer program), 'restore-disk', 'content-read-only', 'heads-unreadable',
    'file-unreadable', and what `backups.opened` and `backups.make` raise.
    """
    chosen = settings.current()
    source = backups.source_of(chosen)
    chosen.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with backups.opened(file) as found, _work(chosen.data_dir) as work:
        done = Restored(found.manifest)
        part = found.database
        if part is not None and found.manifest.database is not source.kind:
            raise DomainError("restore-other-database", made=found.manifest.database.named, here=source.kind.named)
        _check_room(found.manifest, chosen.data_dir)
        new = work / "database"
        if part is not None:
            found.take_out(part, new)
            backups.check(source.kind, new)
            _check_revision(found.manifest)
        empty = is_empty(source)
        if not empty and not overwrite:
            raise DomainError("restore-not-empty")
        _check_alone(source)
        beside = _beside(found, chosen)
        told_there = None if empty else _told_by(source, now=now)
        if told_there is None:
            done.known_until = max([found.manifest.made_at, *filter(None, beside.erasures.values())])
        else:
            beside.erasures |= told_there.erasures
            beside.since = told_there.since
        same = backups.same_content(found, chosen.content_dir)
        if not same:
            backups.check_content_folder(chosen.content_dir)
        if not (empty and same):
            _keep_what_is_there(done, source, chosen, empty=empty, now=now)
        if part is not None:
            _put(source, new, done, beside, now=now)
        if not same:
            backups.put_content(found, chosen.content_dir)
        for stale in (chosen.figures_dir, chosen.exports_dir):  # they belong to what was there before
            shutil.rmtree(stale, ignore_errors=True)
        found.take_out(SETTINGS, work / SETTINGS)
        done.settings = (work / SETTINGS).read_text("utf-8")
    return done


def lines(done: Restored) -> list[str]:
    """Return what was put back, what became of what was there, and what is left to do."""
    told = [_("Put back: the installation as it was on {moment}.", moment=text.moment(done.manifest.made_at))]
    if done.kept is not None:
        told.append(_("What was there before is kept: {file}", file=str(done.kept)))
    if done.erased:
        told.append(
            translate_n(
                "Erased again: the personal data of {n} record that the backup still had.",
                "Erased again: the personal data of {n} records that the backup still had.",
                done.erased,
            )
        )
    if done.again:
        names = ", ".join(done.again)
        told.append(_("These people hold a role again that they had lost since: {names}. Look at each.", names=names))
    if done.known_until is not None:
        file, moment = str(settings.current().erasures_file), text.moment(done.known_until)
        told.append(
            _(
                "Whose personal data were erased after {moment} is not known on this machine. If there is a newer "
                "erasures.txt anywhere, add its lines to {file}: within ten minutes the worker erases them again.",
                moment=moment,
                file=file,
            )
        )
    if done.heads is not None:
        told.append(
            _(
                "The audit trail ends where the backup does. Heads that were kept of what came after it are now in "
                "{file}.",
                file=str(done.heads),
            )
        )
    if done.moved:
        files = ", ".join(map(str, done.moved))
        told.append(_("The database that was there is damaged; it was moved aside as it is: {files}", files=files))
    if done.settings not in ("", "{}"):
        told += [_("Settings of the machine at that time; set those that are to hold here, too:"), done.settings]
    if done.manifest.elsewhere:
        names = ", ".join(done.manifest.elsewhere)
        told.append(_("Secrets were not in the backup; set these by hand: {names}", names=names))
    return [*told, _("Everybody signs in anew. Start the platform: {command}", command="python -m models serve")]


@dataclass
class _Beside:
    """What stands beside the database: of the backup, of this machine, and of the database that is replaced."""

    erasures: dict[str, datetime | None]
    heads: list[str]
    since: access.Since | None = None


def _beside(found: Opened, chosen: settings.Settings) -> _Beside:
    """Return what stands beside the database, here and in the backup.

    Raises `DomainError` 'heads-unreadable', 'file-unreadable'.
    """
    heads = found.beside(chosen.heads_file.name)
    audit.parse_heads(heads)
    audit.kept_heads()
    return _Beside(privacy.parse_erasures(found.beside(chosen.erasures_file.name)) | privacy.kept_erasures(), heads)


@dataclass(frozen=True)
class _Told:
    """What the database that is replaced knows and the backup may not."""

    erasures: dict[str, datetime | None]
    since: access.Since | None


def _told_by(source: Source, *, now: datetime) -> _Told | None:
    """Return what the database that is there tells of erasures, codes and roles, None where it cannot say."""
    try:
        with _engine(source) as engine, Session(engine) as db:
            if not inspect(engine).has_table(privacy.tables.Erasure.__tablename__):
                return _Told({}, None)  # of a version before there were any
            return _Told(privacy.recorded_erasures(db), access.since_backup(db, today=text.local_day(now)))
    except DBAPIError:
        return None


def is_empty(source: Source) -> bool:
    """Return whether nobody has begun to use this installation: no people, no accounts."""
    if source.kind is Kind.SQLITE:
        if not source.file.exists():
            return True
        try:
            with closing(sqlite3.connect(f"file:{source.file}?mode=ro", uri=True)) as db:
                tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
                return "person" not in tables or db.execute("SELECT 1 FROM person LIMIT 1").fetchone() is None
        except sqlite3.DatabaseError:  # whatever it was, it was something
            return False
    with _engine(source) as engine, engine.connect() as connection:
        if not inspect(connection).has_table("person"):
            return True
        return connection.execute(sql("SELECT 1 FROM person LIMIT 1")).first() is None


@contextmanager
def _work(folder: Path) -> Iterator[Path]:
    """Give a folder beside the database, so that what is made there can be moved into its place."""
    made = folder / "restore.part"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(mode=0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _engine(source: Source) -> Iterator[Engine]:
    engine = database.make_engine(_address(source))
    try:
        yield engine
    finally:
        engine.dispose()


def _check_room(manifest: Manifest, folder: Path) -> None:
    wanted, free = 2 * sum(part.size for part in manifest.parts), shutil.disk_usage(folder).free
    if free < wanted:
        raise DomainError("restore-disk", needed=_megabytes(wanted), free=_megabytes(free))


def _check_revision(manifest: Manifest) -> None:
    try:
        migrations.fits(manifest.revision)
    except DomainError as error:
        if error.code == "schema-unknown":
            raise DomainError("restore-newer", program=manifest.program) from None


def _check_alone(source: Source) -> None:
    """Raise 'restore-running' while any process has the database open."""
    if source.kind is Kind.SQLITE:
        if source.file.exists():
            with closing(sqlite3.connect(source.file, timeout=2)) as db:
                try:
                    db.execute("PRAGMA journal_mode=DELETE")  # refused while anybody else is there
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                        raise DomainError("restore-running") from None
                except sqlite3.DatabaseError:
                    return  # damaged: nobody works with it
        return
    others = sql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    until = time.monotonic() + 2  # as SQLite waits: a program that just ended is still listed for a moment
    with _engine(source) as engine, engine.connect() as connection:
        while connection.execute(others).scalar_one():
            if time.monotonic() > until:
                raise DomainError("restore-running")
            connection.rollback()  # within a transaction the same list is read again
            time.sleep(0.1)


def _keep_what_is_there(
    done: Restored, source: Source, chosen: settings.Settings, *, empty: bool, now: datetime
) -> None:
    """Back up what would be replaced. A damaged SQLite file cannot be: it is moved aside as it is."""
    try:
        made = backups.make(chosen.backups_dir, now=now, mark="before-restore", database=not empty)
        done.kept = made.path
    except DomainError as error:
        if source.kind is not Kind.SQLITE or error.code != "backup-damaged":
            raise
        done.kept = backups.make(chosen.backups_dir, now=now, mark="before-restore", database=False).path
        for path in _files(source.file):
            aside = chosen.backups_dir / f"{path.name}-damaged-{now:%Y%m%dT%H%M%S}"
            path.replace(aside)
            done.moved.append(aside)


def _put(source: Source, new: Path, done: Restored, beside: _Beside, *, now: datetime) -> None:
    if source.kind is Kind.SQLITE:
        next_to = Source(source.kind, source.url.set(database=str(new)))
        with _engine(next_to) as engine:
            migrations.upgrade(engine)
        _clear(next_to, done, beside, now=now)
        for path in _files(source.file):
            path.unlink()
        new.replace(source.file)
        backups.sync(source.file.parent)
        return
    with _engine(source) as engine:
        _set_aside(engine, lambda: _load(source, new))
        migrations.upgrade(engine)
    _clear(source, done, beside, now=now)


def _load(source: Source, dumped: Path) -> None:
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dumped)]
    backups.run(backups.tool("pg_restore"), source, options, lambda: False)


def _set_aside(engine: Engine, load: Callable[[], None]) -> None:
    """Let the tables be loaded into an empty schema; where that fails, the old ones are there as before."""
    with engine.begin() as connection:
        if not _has_schema(connection, ASIDE):  # one that is there stems from a restore that was cut off
            connection.execute(sql(f"ALTER SCHEMA public RENAME TO {ASIDE}"))
        else:
            connection.execute(sql("DROP SCHEMA IF EXISTS public CASCADE"))
        connection.execute(sql("CREATE SCHEMA public"))
    try:
        load()
    except BaseException:
        with engine.begin() as connection:
            connection.execute(sql("DROP SCHEMA public CASCADE"))
            connection.execute(sql(f"ALTER SCHEMA {ASIDE} RENAME TO public"))
        raise
    with engine.begin() as connection:
        connection.execute(sql(f"DROP SCHEMA {ASIDE} CASCADE"))


def _has_schema(connection: Connection, name: str) -> bool:
    found = connection.execute(
        sql("SELECT 1 FROM information_schema.schemata WHERE schema_name = :name"), {"name": name}
    )
    return found.first() is not None


def _clear(source: Source, done: Restored, beside: _Beside, *, now: datetime) -> None:
    """End what belonged to the backup's day, replay what was erased since, and write down that this was done."""
    engine = database.connect(_address(source))
    try:
        with database.writing() as db:
            access.end_all_sessions(db, now=now)
            if beside.since is not None:
                access.void_again(db, beside.since, now=now)
                done.again = access.holding_again(db, beside.since, today=text.local_day(now))
            privacy.keep_erasures(beside.erasures | privacy.recorded_erasures(db))
            done.erased = privacy.replay(db, beside.erasures, now=now)
            done.heads = audit.take_up_heads(db, beside.heads, now=now)
            changes.note(db, changes.Kind.PEOPLE, None, now=now)
            made = text.moment(done.manifest.made_at)
            audit.record(db, access.operator(), "backups.restore", "backup", None, now=now, made=made)
    finally:
        engine.dispose()
    if source.kind is Kind.SQLITE:
        with closing(sqlite3.connect(source.file)) as db:
            db.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _files(file: Path) -> list[Path]:
    """Return the files of an embedded database: a log first, which would be read into whatever takes its place."""
    beside = (file.with_name(file.name + ending) for ending in ("-wal", "-shm"))
    return [path for path in (*beside, file) if path.exists()]


def _address(source: Source) -> str:
    return source.url.render_as_string(hide_password=False)


def _megabytes(size: int) -> int:
    return -(-size // 1_000_000)
