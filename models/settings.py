"""Every setting of the platform: its default, one sentence, and the environment variable that changes it.

Nothing else in the project reads the environment. A variable is the field's name in capitals with the
prefix ``KNS_``, except ``PORT`` and ``DATABASE_URL``, which keep the names that hosting uses.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All settings, read once from the environment; a value of the wrong kind is refused by name."""

    model_config = SettingsConfigDict(env_prefix="KNS_", frozen=True, extra="ignore", populate_by_name=True)

    port: int = Field(
        8501,
        ge=1,
        le=65535,
        description="The TCP port that the platform serves on.",
        validation_alias=AliasChoices("port", "PORT", "KNS_PORT"),
    )
    host: str = Field(
        "",
        description="The address to listen on; empty means 127.0.0.1 in demonstration mode and 0.0.0.0 otherwise.",
    )
    database_url: str = Field(
        "",
        description="The database; empty means an SQLite file in data_dir. PostgreSQL: postgresql+psycopg://…",
        validation_alias=AliasChoices("database_url", "DATABASE_URL", "KNS_DATABASE_URL"),
    )
    data_dir: Path = Field(
        ROOT / "data", description="Where the embedded database, its backups and snapshots are kept."
    )
    content_dir: Path = Field(ROOT / "content", description="Courses, learning paths and frameworks.")
    demo: bool = Field(
        False,
        description="Demonstration mode: a generated organisation and one-click accounts.",
    )
    public_url: str = Field(
        "",
        description="The address people type, such as https://hoc.example.vn; makes cookies Secure when it is https.",
    )
    trusted_proxies: str = Field(
        "",
        description="Comma-separated addresses or networks of proxies whose X-Forwarded-For and -Proto are believed.",
    )
    secret_key: str = Field(
        "",
        description="The platform's own key, at least 32 characters; empty means a file in data_dir, made by itself.",
    )
    ca_file: str = Field(
        "",
        description="Certificates (PEM) of an authority of one's own, for provider and directory; empty: the system's.",
    )
    oidc_issuer: str = Field("", description="The provider of single sign-on (OpenID Connect); empty: none.")
    oidc_client_id: str = Field("", description="What the provider calls this platform.")
    oidc_client_secret: str = Field("", description="The platform's secret at the provider.")
    oidc_name: str = Field("", description="What people call the provider, for the button at sign-in.")
    oidc_staff_code_claim: str = Field(
        "", description="The claim that holds a staff code; empty: people are known by their verified e-mail address."
    )
    oidc_second_step: str = Field(
        "",
        description="Values of its claims amr and acr, with commas between, that count as the second step here (mfa);"
        " empty: it is asked for here.",
    )
    directory_url: str = Field(
        "", description="The directory for passwords, such as ldaps://dc1.example.vn; empty: none."
    )
    directory_base: str = Field("", description="Below which entry people are looked for: DC=example,DC=vn.")
    directory_user: str = Field("", description="The name under which the platform looks people up.")
    directory_password: str = Field("", description="The password of that name.")
    directory_login_attribute: str = Field("sAMAccountName", description="What people type as their login there.")
    directory_person_attribute: str = Field(
        "employeeID", description="What says who it is here: a staff code, or with mail the e-mail address."
    )
    directory_only: bool = Field(
        True, description="Beside the directory, passwords of the platform's own hold for administrators only."
    )
    session_days: int = Field(14, ge=1, le=90, description="Days after which everybody signs in again.")
    session_idle_hours: int = Field(72, ge=1, description="Hours without a click after which a session ends.")
    shared_idle_minutes: int = Field(20, ge=1, description="The same, in minutes, on a shared computer.")
    role_session_hours: int = Field(
        12, ge=1, description="Hours after which somebody who holds a role signs in again, however busy they are."
    )
    role_idle_minutes: int = Field(
        120, ge=5, description="Minutes without a click after which the session of somebody who holds a role ends."
    )
    show_anew_minutes: int = Field(
        15,
        ge=1,
        le=720,
        description="Minutes after which roles, lists of names, codes and erasures ask once more who it is.",
    )
    tabs_of_person: int = Field(
        50, ge=5, description="Tabs that one signed-in person may have open at once, in each process."
    )
    tabs_of_address: int = Field(
        1500,
        ge=10,
        description="Tabs that may be open at once from one network address, such as an office's, in each process.",
    )
    code_days: int = Field(14, ge=1, le=60, description="Days for which a one-time code can be used.")
    upload_mb: int = Field(20, ge=1, le=200, description="The largest staff list that is accepted, in megabytes.")
    task_file_mb: int = Field(
        10, ge=1, le=100, description="The largest file that can be handed in for a practical task, in megabytes."
    )
    task_person_mb: int = Field(
        200,
        ge=1,
        le=10_000,
        description="What one person's files may come to in all while nobody has judged them yet, in megabytes.",
    )
    export_hours: int = Field(
        24, ge=1, le=168, description="Hours for which a file that took long to make can be downloaded."
    )
    log: Literal["text", "json"] = Field(
        "text", description="How the log is written: text, or json for one JSON document a line."
    )
    metrics_token: str = Field(
        "", description="The token with which a monitoring system may read /metrics; empty: nobody may."
    )
    backups: bool = Field(
        True,
        description="Make a backup every night; switch it off where something else does (never in demonstrations).",
    )
    backup_dir: str = Field(
        "", description="Where backups are kept; empty means backups in data_dir. Best on another disk."
    )
    worker: bool = Field(True, description="Start the worker process beside the pages.")

    @property
    def url(self) -> str:
        """The database's address, the embedded file's when none is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'ky-nang-so.db'}"

    @property
    def figures_dir(self) -> Path:
        """Where columns are kept for the next start."""
        return self.data_dir / "figures"

    @property
    def exports_dir(self) -> Path:
        """Where files are made that people asked for, until they are taken away."""
        return self.data_dir / "exports"

    @property
    def backups_dir(self) -> Path:
        """Where backups are kept."""
        return Path(self.backup_dir) if self.backup_dir else self.data_dir / "backups"

    @property
    def erasures_file(self) -> Path:
        """Where it stands whose records were erased: a database of before that is told it again."""
        return self.data_dir / "erasures.txt"

    @property
    def heads_file(self) -> Path:
        """Where heads of the audit trail are kept, so that a chain that was cut or made anew is seen."""
        return self.data_dir / "audit-heads.txt"

    @property
    def secret_key_file(self) -> Path:
        """Where the platform's own key stands unless it is set; no backup holds it."""
        return self.data_dir / "secret.key"

    @property
    def address(self) -> str:
        """The address to listen on."""
        return self.host or ("127.0.0.1" if self.demo else "0.0.0.0")  # noqa: S104

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may travel over TLS only."""
        return self.public_url.startswith("https://")


@dataclass(frozen=True)
class Shown:
    """A setting as it may be shown: secrets hidden, with the variable that sets it and whether one does."""

    name: str
    value: str
    variable: str
    changed: bool


def shown(settings: Settings) -> list[Shown]:
    """Return every setting as it may be shown to an administrator; passwords and secrets are never among them."""
    found = []
    for name, field in Settings.model_fields.items():
        value, alias = getattr(settings, name), field.validation_alias
        told = _hidden(str(value)) if not _SECRET.search(name) else "•••" if value else ""
        choices = alias.choices if isinstance(alias, AliasChoices) else []
        variable = str(choices[1]) if len(choices) > 1 else f"KNS_{name.upper()}"
        found.append(Shown(name, told, variable, value != field.default))
    return found


_SECRET = re.compile(r"secret|password|token|(?:^|_)key(?:$|_)")


def _hidden(value: str) -> str:
    """Return a value without the password that an address may hold, before the host or among the parameters."""
    value = re.sub(r"(://[^:/@\s]*):[^/\s]*@", r"\1:•••@", value)
    return re.sub(r"((?:password|passwd|pwd|secret|token)=)[^&\s]+", r"\1•••", value, flags=re.IGNORECASE)


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process, read once."""
    return Settings()
