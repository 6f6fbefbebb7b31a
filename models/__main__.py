"""The command line: `python -m models COMMAND`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

LANGUAGES = ("vi", "en")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 not done or something is wrong, 2 asked wrongly."""
    parsed = _parser().parse_args(arguments)
    if parsed.command == "serve":  # before anything heavy is imported
        return _serve(parsed)
    from models import text
    from models.rights import DomainError
    from models.sentences import sentence

    text.use_language(parsed.language)
    try:
        return int(COMMANDS[parsed.command](parsed))
    except DomainError as error:
        print(sentence(error), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models", description="Kỹ Năng Số")
    parser.add_argument("--language", choices=LANGUAGES, default="vi", help="language of what is printed")
    commands = parser.add_subparsers(dest="command", required=True)

    serve = commands.add_parser("serve", help="start the platform")
    serve.add_argument("--demo", action="store_true", help="with a generated organisation, on this machine only")
    commands.add_parser("worker", help="the process beside the pages (serve starts one by itself)")
    commands.add_parser("migrate", help="bring the database's schema up to date")

    check = commands.add_parser("check", help="check the courses")
    check.add_argument("folder", nargs="?", type=Path, help="the content folder or one course")
    check.add_argument("--json", action="store_true", help="print findings as JSON")
    check.add_argument("--explain", metavar="RULE", help="say why a rule exists and what to write instead")

    people = commands.add_parser("import-people", help="bring a staff list in")
    people.add_argument("file", type=Path)
    people.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
    people.add_argument("--report", choices=["text", "json"], default="text")
    people.add_argument("--on", type=date.fromisoformat, help="the day from which it holds (default: today)")
    people.add_argument(
        "--complete-for", metavar="UNIT", help="the list is complete for this unit: who is missing has left"
    )

    figures = commands.add_parser("coverage", help="print coverage figures")
    figures.add_argument("--unit", help="a unit's key, code or name")
    figures.add_argument("--course", help="a course's folder name")
    figures.add_argument("--on", type=date.fromisoformat, help="the day (default: today)")
    figures.add_argument("--known-at", type=datetime.fromisoformat, help="as known at this moment")
    figures.add_argument("--tree", choices=["administration", "party", "union"], default="administration")
    figures.add_argument("--format", choices=["text", "csv", "json"], default="text")
    return parser


def _serve(parsed: argparse.Namespace) -> int:
    from models import serving

    return serving.serve(demonstration=parsed.demo)


def _worker(_parsed: argparse.Namespace) -> int:
    from models import serving

    return serving.work()


def _migrate(_parsed: argparse.Namespace) -> int:
    from models import database, migrations

    engine = database.connect()
    migrations.upgrade(engine)
    print(migrations.current_revision(engine))
    return 0


def _check(parsed: argparse.Namespace) -> int:
    from models import courses, settings

    if parsed.explain:
        return courses.explain_command(parsed.explain, sys.stdout)
    folder = parsed.folder or settings.current().content_dir
    return courses.check_command(folder, sys.stdout, as_json=parsed.json)


def _coverage(parsed: argparse.Namespace) -> int:
    from models import database, text, training

    with database.reading() as db:
        return training.coverage_command(
            db,
            sys.stdout,
            unit=parsed.unit,
            course=parsed.course,
            on=parsed.on,
            known_at=parsed.known_at,
            tree=parsed.tree,
            as_format=parsed.format,
            now=text.utc_now(),
        )


COMMANDS = {
    "worker": _worker,
    "migrate": _migrate,
    "check": _check,
    "coverage": _coverage,
}

if __name__ == "__main__":
    sys.exit(main())
