"""The command line: `python -m models COMMAND`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

LANGUAGES = ("vi", "en")
TREES = ("administration", "party", "union")
CATEGORIES = ("canbo", "congchuc", "vienchuc", "hopdong", "khongchuyentrach")
ATTRIBUTES = ("heads", "leaders")
ASKED_WRONGLY = {"day-typed", "moment-typed", "compare-by", "compare-order"}
SPLITS = ("unit", "course", "category", "source", "task", "pillar", "competence", "week")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 not done or something is wrong, 2 asked wrongly."""
    parsed = _parser().parse_args(arguments)
    if parsed.command == "serve":  # before anything heavy is imported
        return _serve(parsed)
    from sqlalchemy.exc import DBAPIError

    from models import text
    from models.rights import DomainError
    from models.sentences import sentence

    text.use_language(parsed.language)
    try:
        return int(COMMANDS[parsed.command](parsed))
    except DomainError as error:
        wrong = error
    except DBAPIError as error:
        wrong = DomainError("database-away", why=str(error.orig).strip().partition("\n")[0])
    print(sentence(wrong), file=sys.stderr)
    return 2 if wrong.code in ASKED_WRONGLY else 1


def _open() -> None:
    """Open the database that commands work on.

    Raises `DomainError` 'database-missing' (none was ever made there), 'schema-old' or 'schema-unknown'.
    """
    from models import database, migrations
    from models.rights import DomainError

    engine = database.connect()
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    found = None if file and not Path(file).is_file() else migrations.current_revision(engine)
    if found is None and file:
        raise DomainError("database-missing", where=file)
    migrations.fits(found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models", description="Kỹ Năng Số")
    parser.add_argument("--language", choices=LANGUAGES, default="vi", help="language of what is printed")
    commands = parser.add_subparsers(dest="command", required=True)

    serve = commands.add_parser("serve", help="start the platform")
    serve.add_argument("--demo", action="store_true", help="with a generated organisation, on this machine only")
    worker = commands.add_parser("worker", help="the process beside the pages (serve starts one by itself)")
    worker.add_argument("--parent", type=int, metavar="PID", help="stop when this process, which started it, is gone")
    writes = commands.add_parser("big-writes", help="do the big writes that wait (the worker starts this by itself)")
    writes.add_argument("--parent", type=int, metavar="PID", help="stop when this process, which started it, is gone")
    migrate = commands.add_parser("migrate", help="bring the database's schema up to date")
    migrate.add_argument("--to", metavar="REVISION", help="back to an older one, for an older version of the platform")

    backup = commands.add_parser("backup", help="write a backup of everything while the platform runs")
    backup.add_argument("--to", type=Path, metavar="DIR", help="the folder (default: the setting's)")
    backup.add_argument(
        "--scheduled", action="store_true", help="as the nightly one (the worker starts this by itself)"
    )
    backup.add_argument("--parent", type=int, metavar="PID", help="stop when this process, which started it, is gone")
    restore = commands.add_parser("restore", help="put a backup back, while the platform is stopped")
    restore.add_argument("file", type=Path)
    restore.add_argument("--overwrite", action="store_true", help="replace what is there, after a backup of it")

    check = commands.add_parser("check", help="check the courses")
    check.add_argument("folder", nargs="?", type=Path, help="the content folder or one course")
    check.add_argument("--json", action="store_true", help="print findings as JSON")
    check.add_argument("--explain", metavar="RULE", help="say why a rule exists and what to write instead")

    files = commands.add_parser(
        "exports", help="make the files that people wait for (the worker starts this by itself)"
    )
    files.add_argument("--parent", type=int, metavar="PID", help="stop when this process, which started it, is gone")

    report = commands.add_parser("check-report", help="say whether an Excel file of figures is as it was exported")
    report.add_argument("file", type=Path)

    people = commands.add_parser("import-people", help="bring a staff list in")
    people.add_argument("file", type=Path)
    people.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
    people.add_argument("--report", choices=["text", "json"], default="text")
    people.add_argument("--on", help="the day from which it holds, 27/11/2026 or 2026-11-27 (default: today)")
    people.add_argument("--tree", choices=TREES, default=TREES[0], help="the tree that the list is of")
    people.add_argument("--unit", help="the unit that the list is of: its key, code or name")
    people.add_argument("--complete", action="store_true", help="whoever is in --unit and not in the list has left")

    back = commands.add_parser("undo-import", help="take a staff list back; without a key: list those brought in")
    back.add_argument("key", nargs="?", help="the list's key")
    back.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")

    second = commands.add_parser("reset-second-step", help="take away the second step of somebody who lost the phone")
    second.add_argument("login", help="their staff code, e-mail or phone number")
    code = commands.add_parser("give-code", help="a one-time code for a new password, when nobody else can give one")
    code.add_argument("login", help="their staff code, e-mail or phone number")
    trail = commands.add_parser("audit", help="look at the audit trail's chain")
    trail.add_argument("act", choices=["verify", "head"], help="look at all of it, or print its end to keep elsewhere")
    trail.add_argument("--heads", type=Path, metavar="FILE", help="heads that were kept elsewhere, a line each")

    doctor = commands.add_parser("doctor", help="look whether the installation is well, and say what to do where not")
    doctor.add_argument("--json", action="store_true", help="print what was found as JSON")
    doctor.add_argument("--address", default="", metavar="URL", help="the public address: socket, TLS, cookies, clock")
    doctor.add_argument("--idle", type=int, default=0, metavar="SECONDS", help="leave its socket alone for so long")
    doctor.add_argument("--time-server", default="", metavar="HOST", help="compare the clock with this server's")
    doctor.add_argument(
        "--mail", default="", metavar="HOST", help="greet this mail server (HOST:PORT); nothing is sent"
    )

    demo = commands.add_parser("demo", help="the generated organisation of a demonstration")
    demo.add_argument("act", choices=["check", "remake"], help="say if the prepared file fits, or make it anew")

    figures = commands.add_parser("coverage", help="print coverage figures")
    figures.add_argument("--unit", help="a unit's key, code or name")
    figures.add_argument("--course", help="a course's folder name")
    figures.add_argument("--path", help="a learning path's file name: of its courses only")
    figures.add_argument("--on", help="the day, 27/11/2026 or 2026-11-27 (default: today)")
    figures.add_argument("--known-at", help="as known at this moment: a day with or without a time (default: now)")
    figures.add_argument("--tree", choices=TREES, default=TREES[0])
    figures.add_argument("--category", choices=CATEGORIES, help="of one staff category only")
    figures.add_argument("--attribute", choices=ATTRIBUTES, help="of heads of units, or of leaders, only")
    figures.add_argument("--by", choices=SPLITS, help="split by what (default: unit; topics overlap)")
    figures.add_argument("--compare", help="an earlier day: what changed from it to --on")
    figures.add_argument("--format", choices=["text", "csv", "json"], default="text")
    return parser


def _serve(parsed: argparse.Namespace) -> int:
    from models import serving

    return serving.serve(demonstration=parsed.demo)


def _worker(parsed: argparse.Namespace) -> int:
    from models import serving

    return serving.work(parent=parsed.parent)


def _big_writes(parsed: argparse.Namespace) -> int:
    from models import serving

    _open()
    return serving.write_big(parent=parsed.parent)


def _exports(parsed: argparse.Namespace) -> int:
    from models import serving

    _open()
    return serving.make_exports(parent=parsed.parent)


def _migrate(parsed: argparse.Namespace) -> int:
    from models import database, migrations, settings

    settings.current().data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = database.connect()
    if parsed.to:
        migrations.downgrade(engine, parsed.to)
    else:
        migrations.upgrade(engine)
    print(migrations.current_revision(engine))
    return 0


def _backup(parsed: argparse.Namespace) -> int:
    from models import backups, serving

    _open()
    made = serving.make_backup(parsed.to, scheduled=parsed.scheduled, parent=parsed.parent)
    for line in backups.made_lines(made):
        print(line)
    return 0


def _restore(parsed: argparse.Namespace) -> int:
    from models import restoring, text

    done = restoring.restore(parsed.file, overwrite=parsed.overwrite, now=text.utc_now())
    for line in restoring.lines(done):
        print(line)
    return 0


def _check(parsed: argparse.Namespace) -> int:
    from models import courses, settings

    if parsed.explain:
        return courses.explain_command(parsed.explain, sys.stdout)
    folder = parsed.folder or settings.current().content_dir
    return courses.check_command(folder, sys.stdout, as_json=parsed.json)


def _coverage(parsed: argparse.Namespace) -> int:
    from models import database, text, training, workdays

    _open()
    with database.reading() as db:
        return training.coverage_command(
            db,
            sys.stdout,
            unit=parsed.unit,
            course=parsed.course,
            on=workdays.typed_day(parsed.on),
            known_at=workdays.typed_moment(parsed.known_at),
            tree=parsed.tree,
            category=parsed.category,
            attribute=parsed.attribute,
            by=parsed.by,
            compare=workdays.typed_day(parsed.compare),
            path=parsed.path,
            as_format=parsed.format,
            now=text.utc_now(),
        )


def _check_report(parsed: argparse.Namespace) -> int:
    from models import access, database, reports

    sheets = reports.open_report(_read(parsed.file))
    _open()
    with database.reading() as db:
        return reports.check_command(db, access.operator(), sheets, sys.stdout)


def _read(file: Path) -> bytes:
    """Return what stands in a file. Raises `DomainError` 'file-unreadable'."""
    from models.rights import DomainError

    try:
        return file.read_bytes()
    except OSError as error:
        raise DomainError("file-unreadable", file=str(file), why=error.strerror or "") from None


def _import_people(parsed: argparse.Namespace) -> int:
    from models import organisation, text, workdays, worker

    listed = worker.Listed(
        _read(parsed.file),
        parsed.file.name,
        workdays.typed_day(parsed.on),
        organisation.Tree(parsed.tree),
        parsed.unit,
        parsed.complete,
    )
    _open()
    as_json = parsed.report == "json"
    return worker.import_command(listed, sys.stdout, dry_run=parsed.dry_run, as_json=as_json, now=text.utc_now())


def _undo_import(parsed: argparse.Namespace) -> int:
    from models import text, worker

    _open()
    return worker.undo_command(parsed.key, sys.stdout, dry_run=parsed.dry_run, now=text.utc_now())


def _account(parsed: argparse.Namespace) -> int:
    from models import access, database, text

    _open()
    act = access.code_command if parsed.command == "give-code" else access.second_step_command
    with database.writing() as db:
        return act(db, parsed.login, sys.stdout, now=text.utc_now())


def _audit(parsed: argparse.Namespace) -> int:
    from models import audit, database, text

    _open()
    kept = audit.kept_heads() | (audit.kept_heads(parsed.heads) if parsed.heads else {})
    with database.reading() as db:
        if parsed.act == "head":
            return audit.head_command(db, sys.stdout, now=text.utc_now())
        return audit.verify_command(db, sys.stdout, kept)


def _doctor(parsed: argparse.Namespace) -> int:
    from models import doctor, settings, text

    asked = doctor.Asked(
        settings.current(), text.utc_now(), parsed.address, parsed.idle, parsed.time_server, parsed.mail
    )
    return doctor.command(asked, sys.stdout, as_json=parsed.json)


def _demo(parsed: argparse.Namespace) -> int:
    from models import database, demo, migrations, settings, text

    content = settings.current().content_dir
    with tempfile.TemporaryDirectory() as folder:
        engine = database.connect(f"sqlite:///{folder}/demo.db")
        try:
            migrations.upgrade(engine)
            if parsed.act == "remake":
                return demo.remake_command(content, sys.stdout)
            return demo.check_command(content, sys.stdout, now=text.utc_now())
        finally:
            engine.dispose()


COMMANDS = {
    "audit": _audit,
    "demo": _demo,
    "doctor": _doctor,
    "give-code": _account,
    "reset-second-step": _account,
    "undo-import": _undo_import,
    "import-people": _import_people,
    "worker": _worker,
    "big-writes": _big_writes,
    "exports": _exports,
    "migrate": _migrate,
    "backup": _backup,
    "restore": _restore,
    "check": _check,
    "check-report": _check_report,
    "coverage": _coverage,
}

if __name__ == "__main__":
    sys.exit(main())
