"""Passwords that the organisation's directory checks (Active Directory and others), by LDAP over TLS.

The platform looks a login up under a name of its own, binds as the entry that was found, and reads there who that is
here. What people type never becomes part of a name, and of a filter only with every special letter escaped. An empty
password is not asked about (directories take it as a question of nobody's and say yes), and no referral is followed.
"""

import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from models import settings, text
from models.rights import DomainError

SECONDS = 4
AWAY_SECONDS = 15  # so long nobody waits for a directory that did not answer
_NO, _DONE = 49, 0  # results of LDAP: invalid credentials, success
log = logging.getLogger("kns.sign-in")
_away_until = 0.0


def is_set() -> bool:
    """Return whether a directory checks passwords."""
    return bool(settings.current().directory_url)


def is_email() -> bool:
    """Return whether the directory says by e-mail address who it is, not by staff code."""
    return settings.current().directory_person_attribute.lower() in ("mail", "userprincipalname")


def who_is(login: str, password: str) -> str | None:
    """Return what the directory calls whoever has this login and password there; None: they do not fit.

    Raises `DomainError` 'directory-away' (``why``): no answer in time, no trusted certificate, or it is set up wrongly.
    """
    if not login or not password or "\0" in password:
        return None
    if time.monotonic() < _away_until:
        raise DomainError("directory-away", why="a moment ago")
    try:
        return _who_is(login, password)
    except DomainError as error:
        log.error("the directory: %s", error.values.get("why"))
        raise


def _who_is(login: str, password: str) -> str | None:
    import ldap3
    from ldap3.core.exceptions import LDAPCommunicationError, LDAPException
    from ldap3.utils.conv import escape_filter_chars

    global _away_until
    now = settings.current()
    wanted = f"(&(objectClass=person)({now.directory_login_attribute}={escape_filter_chars(login)}))"
    try:
        with _bound(ldap3, now.directory_user, now.directory_password) as connection:
            if connection.result["result"] != _DONE:
                raise DomainError("directory-away", why="the platform's own name or password")
            connection.search(
                now.directory_base,
                wanted,
                attributes=[now.directory_person_attribute],
                size_limit=2,
                time_limit=SECONDS,
            )
            if connection.result["result"] not in (_DONE, 4, 10):  # 4: more than two, 10: it lies elsewhere
                raise DomainError("directory-away", why=str(connection.result["description"]))
            entries = [one for one in connection.response or [] if one["type"] == "searchResEntry"]
        # without an entry, a bind that must fail takes the same time
        name = entries[0]["dn"] if len(entries) == 1 else f"CN=nobody,{now.directory_base}"
        with _bound(ldap3, name, password) as connection:
            code = connection.result["result"]
    except (LDAPException, OSError) as error:
        if isinstance(error, LDAPCommunicationError | OSError):  # nothing that somebody typed keeps others waiting
            _away_until = time.monotonic() + AWAY_SECONDS
        raise DomainError("directory-away", why=type(error).__name__) from error
    except (LookupError, ValueError, TypeError, AttributeError) as error:  # ldap3 stumbles over what is no LDAP
        raise DomainError("directory-away", why="no answer that can be read") from error
    if code not in (_DONE, _NO, 32, 53):  # 32: no such entry, 53: it will not, as for a closed account
        raise DomainError("directory-away", why=f"result {code}")
    return _only(entries[0]["attributes"]) if code == _DONE and len(entries) == 1 else None


@contextmanager
def _bound(ldap3: Any, name: str, password: str) -> Iterator[Any]:
    """Give a connection after a bind, whose result says whether it was let in."""
    now = settings.current()
    parts = urlsplit(now.directory_url)
    if parts.scheme != "ldaps" or not parts.hostname:
        raise DomainError("directory-away", why="not ldaps")
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=now.ca_file or None, sni=parts.hostname)
    server = ldap3.Server(
        parts.hostname,
        port=parts.port or 636,
        use_ssl=True,
        tls=tls,
        get_info=ldap3.NONE,
        allowed_referral_hosts=[],
        connect_timeout=SECONDS,
    )
    connection = ldap3.Connection(
        server,
        user=name,
        password=text.nfc(password).encode("utf-8", "replace"),  # as text it would be folded, and some letters refused
        authentication=ldap3.SIMPLE,
        auto_bind=ldap3.AUTO_BIND_NONE,
        auto_referrals=False,
        check_names=False,
        read_only=True,
        receive_timeout=SECONDS,
    )
    try:
        connection.bind()
        yield connection
    finally:
        connection.unbind()
        if connection.socket is not None:  # it stays open where TLS came to nothing
            connection.socket.close()


def _only(attributes: Any) -> str | None:
    """Return the one value of the attribute that says who it is; None for none or several."""
    if len(attributes) != 1:
        return None
    (values,) = attributes.values()
    listed = values if isinstance(values, list) else [values]
    return listed[0] if len(listed) == 1 and isinstance(listed[0], str) else None
