"""What goes wrong with the machine beneath: database, disk, backups, keys; and with commands that are typed on it."""

from collections.abc import Mapping

from models.text import translate as _


def sentences() -> Mapping[str, str]:
    """Return the sentence of every such code in the current language."""
    return {
        "heads-unreadable": _("This is no kept head of the audit trail: {line}"),
        "unit-not-named": _(
            "There is no unit called “{name}” in this tree on {day}: give a key, code or name, or another --tree."
        ),
        "course-not-named": _("There is no course called “{name}”. There are: {known}."),
        "path-not-named": _("There is no learning path called “{name}”. There are: {known}."),
        "day-typed": _("“{written}” is no day. Write it as 27/11/2026 or 2026-11-27."),
        "moment-typed": _("“{written}” is no moment. Write it as 27/11/2026, 27/11/2026 16:30 or 2026-11-27T16:30."),
        "compare-by": _("--compare tells what changed between two days and is not split: leave --by out."),
        "compare-order": _("--compare {first} lies after the day asked for, {second}. Name an earlier day."),
        "big-write-disk": _(
            "The disk of the server is full. Make room on it, by taking old backups away for instance."
        ),
        "big-write-locked": _(
            "Something else has held the database for a long time: a backup or a program that was left open. End it."
        ),
        "big-write-away": _("The database does not answer. Look whether its server runs and can be reached."),
        "big-write-stuck": _("Something went wrong that the platform does not know. Its log says what; report it."),
        "database-missing": _("There is no database yet: {where}. Start the platform once, or set KNS_DATA_DIR."),
        "database-away": _("The database does not answer: {why}. Nothing was changed."),
        "backup-busy": _("Another backup is being made in {folder}. Wait until it is there."),
        "backup-disk": _(
            "There is no room for the backup. Nothing half-written was left; make room, or name a folder."
        ),
        "backup-folder": _("The backup cannot be written to {folder}: {why}."),
        "backup-damaged": _("This is not whole: {what}. Use an earlier backup."),
        "backup-unreadable": _("{file} is no backup of this platform: {why}."),
        "backup-format": _("This backup was made by a newer program. Install that program first."),
        "backup-tool": _(
            "The program {name} is missing. Install PostgreSQL's client programs (Debian: postgresql-client)."
        ),
        "backup-tool-failed": _("{name} could not do it: {why}"),
        "backup-stopped": _("The backup was stopped before it was whole; nothing of it is left."),
        "restore-not-empty": _(
            "People are in this installation already. To replace them, add --overwrite: a backup of what is there is "
            "made first."
        ),
        "restore-running": _("The platform is running. Stop it first, then restore."),
        "restore-other-database": _(
            "This backup is of {made}, and this installation is on {here}. A backup goes back into the same kind of "
            "database only; nothing was changed. For SQLite leave DATABASE_URL empty; for PostgreSQL let it name a "
            "database. Then restore again."
        ),
        "restore-newer": _("This backup was made by a newer program ({program}). Install that program, then restore."),
        "restore-disk": _("The disk has {free} MB left, and {needed} MB are needed. Make room, then restore."),
        "content-read-only": _(
            "The courses of the backup cannot be written into {folder}: {why}. Make that folder writable, or name "
            "another one in KNS_CONTENT_DIR, then restore again. Nothing was changed."
        ),
        "database-full": _(
            "The server's disk is full, so nothing can be saved at present. What was called saved before is kept. "
            "Please tell whoever runs the platform, and try again once there is room."
        ),
        "database-read-only": _(
            "The platform can only be read at present, so nothing can be saved. What was called saved before is kept. "
            "Please tell whoever runs the platform."
        ),
        "database-busy": _(
            "The platform is busy with other work, so this was not saved. What was called saved before is kept. Please "
            "try again in a minute."
        ),
        "database-gone": _(
            "The platform cannot reach its data at present. What was called saved before is kept. Please try again in "
            "a few minutes."
        ),
        "database-disk": _(
            "The server's disk does not answer as it should, so this was not saved. What was called saved before is "
            "kept. Please try again; if it stays so, tell whoever runs the platform."
        ),
        "database-damaged": _(
            "The platform's data cannot be read as they should. Please tell whoever runs the platform at once; there "
            "are backups."
        ),
        "database-broken": _(
            "The database {where} is damaged, so the platform does not start. Put the last backup back: "
            "python -m models restore FILE --overwrite. The damaged file is kept."
        ),
        "file-unreadable": _("The file {file} cannot be read: {why}."),
        "schema-old": _("The database is older than the program. Run: {command}"),
        "schema-unknown": _("The database is newer than the program. Install the newer version."),
        "unit-ambiguous": _("Several units are called {unit}: name one of these keys: {keys}"),
        "directory-away": _("The directory does not answer: {why}."),
        "key-short": _("KNS_SECRET_KEY needs at least {least} characters."),
        "key-open": _("Others may read {file}, the platform's own key. Let only its owner read it (chmod 600)."),
        "demo-unfit": _("The demonstration's file does not fit this version: {what}"),
    }
