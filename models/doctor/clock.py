"""The clock: against the database's, against what was written before, and against others where they are named."""

import http.client
import socket
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlalchemy import text as sql
from sqlmodel import func, select

from models import database
from models.audit import AuditLine
from models.doctor.found import Asked, Found, careful, good, unseen, wrong
from models.doctor.reaching import ask, place_of, place_of_host
from models.text import moment, number, utc_now
from models.text import translate as _

SECONDS = 2  # by which clocks may differ, a second's rounding in an answer's date included
FAR = 30  # from which on leases, codes of the second step and times of attempts go wrong
SINCE_1900 = 2_208_988_800
NTP = 123


def look(asked: Asked) -> Iterator[Found]:
    """Compare this machine's clock with those that are named."""
    if asked.address:
        yield from _other(_("the public address"), lambda: _of_address(asked.address))
    if asked.time_server:
        yield from _other(asked.time_server, lambda: _of_server(asked.time_server))
    if not asked.address and not asked.time_server:
        yield unseen(
            _("The clock beside another machine's"),
            _("Name one: --time-server HOST, or the public address with --address."),
        )


def look_at_database(_asked: Asked) -> Iterator[Found]:
    """Compare it with the database's, and with what was written there before."""
    yield from _before()
    yield from _database()


def _before() -> Iterator[Found]:
    """Look whether anything was written down in what is the future now: then the clock was put back."""
    with database.reading() as db:
        last = db.exec(select(func.max(AuditLine.at))).one()
    if last is not None and last > utc_now() + timedelta(seconds=FAR):
        yield wrong(
            _("The last act in the trail is of {at}, which is still to come", at=moment(last)),
            _("Set the clock right and let it follow a time server (timedatectl set-ntp true)."),
        )


def _database() -> Iterator[Found]:
    if database.engine().dialect.name == "sqlite":
        yield good(_("The embedded database goes by this machine's clock: {at}", at=moment(utc_now())))
        return
    with database.told(reads=True), database.engine().connect() as connection:
        begun = utc_now()
        there = connection.execute(sql("SELECT clock_timestamp()")).scalar_one()
        yield _compared(_("the database"), there - (begun + (utc_now() - begun) / 2))


def _other(name: str, read: Callable[[], timedelta]) -> Iterator[Found]:
    try:
        yield _compared(name, read())
    except (OSError, ValueError, struct.error, http.client.HTTPException) as error:
        yield careful(
            _("{name} told no time: {why}", name=name, why=str(error) or type(error).__name__),
            _("Look whether it can be reached from here, or name another one."),
        )


def _compared(name: str, ahead: timedelta) -> Found:
    off = ahead.total_seconds()
    seen = _("The clock and that of {name} differ by {n} s", name=name, n=number(abs(off), 1))
    remedy = _("Let both machines follow a time server (timedatectl set-ntp true).")
    return good(seen) if abs(off) <= SECONDS else careful(seen, remedy) if abs(off) < FAR else wrong(seen, remedy)


def _of_address(address: str) -> timedelta:
    answer = ask(place_of(address), "/health")
    there = parsedate_to_datetime(answer.first("date"))
    return there + timedelta(seconds=0.5) - utc_now()  # a date has whole seconds


def _of_server(named: str) -> timedelta:
    """Ask a time server once (SNTP, RFC 4330). Raises `OSError`, `ValueError`."""
    host, port = place_of_host(named, NTP)
    family, kind, protocol, _name, where = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, protocol) as line:
        line.settimeout(2)
        begun = utc_now()
        line.sendto(b"\x23" + bytes(47), where)
        told = line.recv(512)
        ended = utc_now()
    seconds, fraction = struct.unpack("!II", told[40:48])
    if told[0] & 7 != 4 or not seconds:
        raise ValueError(_("this is no answer of a time server"))
    there = datetime.fromtimestamp(seconds - SINCE_1900 + fraction / 2**32, UTC)
    return there - (begun + (ended - begun) / 2)
