"""What each setting is for, in the reader's language."""

from models.text import translate as _


def choice_words() -> dict[str, str]:
    """Return the sentence of every setting that administrators change in the browser."""
    return {
        "organisation_name": _("The organisation's name, as reports and certificates say it"),
        "help_words": _("Where people find help: a room, a phone number, hours"),
        "target_percent": _("The target for coverage, in per cent"),
        "days_to_decide": _(
            "Days in which an office decides about a pass in doubt; those that wait keep their last day"
        ),
        "days_to_answer": _("Days after which a transfer request that waits is reminded of, once a week"),
        "backup_hour": _("The hour of the day at which a backup is made"),
        "backups_daily": _("Days of which a backup is kept"),
        "backups_weekly": _("Weeks of which a backup is kept"),
        "backups_monthly": _("Months of which a backup is kept"),
    }


def machine_words() -> dict[str, str]:
    """Return the sentence of every setting that whoever runs the machine changes there."""
    return {
        "port": _("The port on which the platform is served"),
        "host": _("The address to listen on; empty chooses by itself"),
        "database_url": _("The database; empty means a file in the data folder"),
        "data_dir": _("The folder of the database, its backups and snapshots"),
        "content_dir": _("The folder of courses and learning paths"),
        "demo": _("Demonstration mode, with a generated organisation"),
        "public_url": _("The address that people type"),
        "trusted_proxies": _("Proxies that are believed when they name a visitor's address"),
        "session_days": _("Days after which everybody signs in again"),
        "session_idle_hours": _("Hours without a click after which a session ends"),
        "shared_idle_minutes": _("The same in minutes on a shared computer"),
        "code_days": _("Days for which a one-time code can be used"),
        "upload_mb": _("The largest staff list that is accepted, in megabytes"),
        "task_file_mb": _("The largest file of a practical task, in megabytes"),
        "task_person_mb": _("What one person's files that are not judged yet may come to, in megabytes"),
        "export_hours": _("Hours for which a file that took long to make can be downloaded"),
        "backups": _("A backup every night; none in demonstrations"),
        "backup_dir": _("The folder of backups, best on another disk; empty means the data folder"),
        "worker": _("A second process beside the pages for long work"),
    }
