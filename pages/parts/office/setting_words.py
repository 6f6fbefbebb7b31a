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
        "second_step_roles": _(
            "Roles whose holders must sign in with a second step; they set it up at their next click"
        ),
        "second_person_from": _("What touches more people than this needs a second person; 0: nothing does"),
        "second_person_days": _("Days in which a second person can confirm; after that, what was prepared is over"),
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
        "secret_key": _("The platform's own key; empty: a file in the data folder. The same for all its machines"),
        "ca_file": _("Certificates of your own authority, for single sign-on and directory; empty: the system's"),
        "oidc_issuer": _("The provider of single sign-on (OpenID Connect); empty: none"),
        "oidc_client_id": _("What the provider calls this platform"),
        "oidc_client_secret": _("The platform's secret at the provider"),
        "oidc_name": _("What people call the provider, on the button at sign-in"),
        "oidc_staff_code_claim": _("The provider's claim with the staff code; empty: by verified e-mail address"),
        "oidc_second_step": _("What the provider says (amr, acr) that counts as the second step; empty: nothing"),
        "directory_url": _("The directory that checks passwords (ldaps://…); empty: none"),
        "directory_base": _("Below which entry people are looked for in the directory"),
        "directory_user": _("The name under which the platform looks people up in the directory"),
        "directory_password": _("The password of that name"),
        "directory_login_attribute": _("The directory's attribute that people type as their login"),
        "directory_person_attribute": _("The directory's attribute with the staff code; with mail: the e-mail address"),
        "directory_only": _("Beside the directory, the platform's own passwords hold for administrators only"),
        "session_days": _("Days after which everybody signs in again"),
        "session_idle_hours": _("Hours without a click after which a session ends"),
        "shared_idle_minutes": _("The same in minutes on a shared computer"),
        "role_session_hours": _("Hours after which somebody who holds a role signs in again"),
        "role_idle_minutes": _("Minutes without a click after which their session ends"),
        "show_anew_minutes": _("Minutes after which roles, lists of names, codes and erasures ask once more who it is"),
        "tabs_of_person": _("Tabs that one person may have open at once, in each process"),
        "tabs_of_address": _("Tabs that may be open at once from one network address, in each process"),
        "code_days": _("Days for which a one-time code can be used"),
        "upload_mb": _("The largest staff list that is accepted, in megabytes"),
        "task_file_mb": _("The largest file of a practical task, in megabytes"),
        "task_person_mb": _("What one person's files that are not judged yet may come to, in megabytes"),
        "export_hours": _("Hours for which a file that took long to make can be downloaded"),
        "log": _("How the log is written: text, or json for one JSON document a line"),
        "metrics_token": _("The token with which a monitoring system may read /metrics; empty: nobody may"),
        "backups": _("A backup every night; none in demonstrations"),
        "backup_dir": _("The folder of backups, best on another disk; empty means the data folder"),
        "worker": _("A second process beside the pages for long work"),
    }
