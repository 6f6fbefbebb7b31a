"""What is stored of sign-in: accounts, sessions, second steps, one-time codes, grants, tries."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from models.database import EnumText, UtcMoment
from models.rights import Role


class Account(SQLModel, table=True):
    """A person's way in. No row, or no hash: they have not yet set a password."""

    __tablename__ = "account"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    password_hash: str | None = None
    must_change: bool = Field(default=False, description="nothing reads it any more; it goes with a release to come")
    language: str = "vi"
    text_size: int = Field(default=100, description="size of text in per cent, kept per person")
    locked_until: datetime | None = Field(default=None, sa_type=UtcMoment)
    changed_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    opened_at: datetime | None = Field(
        default=None, sa_type=UtcMoment, description="first came by provider or directory, which needs no password here"
    )


class Way(StrEnum):
    """By what somebody showed at sign-in who they are."""

    PASSWORD = "password"  # noqa: S105
    DIRECTORY = "directory"
    PROVIDER = "provider"


class SignInSession(SQLModel, table=True):
    """One browser that is signed in; the cookie's token is kept as its SHA-256 only."""

    __tablename__ = "sign_in_session"

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=UtcMoment)
    seen_at: datetime = Field(sa_type=UtcMoment)
    expires_at: datetime = Field(sa_type=UtcMoment)
    shared: bool = Field(default=False, description="a shared computer: short idle time, no lasting cookie")
    second_at: datetime | None = Field(
        default=None,
        sa_type=UtcMoment,
        description="when the second step was passed; whoever needs one is nobody before",
    )
    way: Way = Field(default=Way.PASSWORD, sa_type=EnumText(Way), sa_column_kwargs={"server_default": "password"})
    browser: str = Field(default="", description="which browser on which system it says it is, without versions")
    shown_at: datetime | None = Field(
        default=None, sa_type=UtcMoment, description="when they last showed anew who they are, after signing in"
    )
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class ProviderTrip(SQLModel, table=True):
    """Somebody on their way to the provider of single sign-on and back: good once, in one browser, for minutes."""

    __tablename__ = "provider_trip"

    state_hash: str = Field(primary_key=True)
    browser_hash: str
    wanted: str = Field(description="the path that was asked for")
    shared: bool = False
    shows: str | None = Field(
        default=None, description="the session whose person only shows anew who they are; no other is begun"
    )
    expires_at: datetime = Field(sa_type=UtcMoment)
    used_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class ProviderSession(SQLModel, table=True):
    """What the provider calls a session of ours, so that either side can end both."""

    __tablename__ = "provider_session"

    token_hash: str = Field(primary_key=True, foreign_key="sign_in_session.token_hash")
    subject: str = Field(index=True)
    sid: str | None = Field(default=None, index=True)
    id_token: str | None = Field(default=None, description="shown to the provider at sign-out, unless it is long")


class SecondFactor(SQLModel, table=True):
    """A person's app that gives codes. Its secret follows from ``salt`` and the platform's key; it is not stored."""

    __tablename__ = "second_factor"
    __table_args__ = (
        Index(
            "uq_second_factor_person",
            "person_id",
            unique=True,
            sqlite_where=sql("voided_at IS NULL"),
            postgresql_where=sql("voided_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    salt: str
    last_step: int = Field(description="the time step of the last code that was taken; no code is taken twice")
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class RecoveryCode(SQLModel, table=True):
    """A code for the day on which the phone is lost, kept as a digest made with the platform's key, good once."""

    __tablename__ = "recovery_code"

    id: int | None = Field(default=None, primary_key=True)
    factor_id: int = Field(foreign_key="second_factor.id", index=True)
    code_hash: str = Field(unique=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class CodePurpose(StrEnum):
    """What a one-time code opens."""

    SET_PASSWORD = "set-password"  # noqa: S105
    FIRST_ADMINISTRATOR = "first-administrator"


class OneTimeCode(SQLModel, table=True):
    """A code of 80 random bits, kept as its SHA-256, good once and until a day."""

    __tablename__ = "one_time_code"

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    purpose: CodePurpose = Field(sa_type=EnumText(CodePurpose))
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    given_by: int | None = None
    created_at: datetime = Field(sa_type=UtcMoment)
    expires_at: datetime = Field(sa_type=UtcMoment)
    used_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class Grant(SQLModel, table=True):
    """A role given to a person over a subtree, a course, or (both None) everywhere, from a day to a day."""

    __tablename__ = "role_grant"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=EnumText(Role))
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    course_id: int | None = Field(default=None, description="a course; its table stands above this subject")
    from_: date = Field(sa_column_kwargs={"name": "from"})
    until: date | None = None
    given_by: int | None = None
    deputy_for_id: int | None = Field(
        default=None, foreign_key="role_grant.id", description="the grant that its holder handed over for this time"
    )
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class SignInTry(SQLModel, table=True):
    """A failed sign-in, counted by account and by address (both as digests) for slow-down and lock-out."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_what_at", "what", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    what: str = Field(description="'account:' or 'address:' and a digest")
    at: datetime = Field(sa_type=UtcMoment)
