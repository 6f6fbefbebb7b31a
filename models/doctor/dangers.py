"""Settings that each make sense somewhere and endanger a real installation."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from models import access, database, organisation
from models.doctor.found import Asked, Found, careful, good, wrong
from models.text import translate as _

SHORT_KEY, SHORT_TOKEN = 32, 16


def look(asked: Asked) -> Iterator[Found]:
    """Look at the settings."""
    found = [*_demonstration(asked), *_way_in(asked), *_secrets(asked)]
    yield from found or [good(_("No setting that endangers the installation"))]


def look_at_people(asked: Asked) -> Iterator[Found]:
    """Look whether a demonstration's people are in a real database."""
    if asked.chosen.demo:
        return
    with database.reading() as db:
        invented = any(organisation.find_person(db, login=login) is not None for login in access.DEMO_LOGINS)
    if invented:
        yield wrong(
            _("This real installation holds the generated organisation of the demonstration"),
            _("Point KNS_DATA_DIR or DATABASE_URL to a database of its own, and bring the staff list in there."),
        )


def _demonstration(asked: Asked) -> Iterator[Found]:
    chosen = asked.chosen
    if chosen.demo and (not is_here(chosen.address) or chosen.public_url):
        yield wrong(
            _("The demonstration can be reached from other machines: anybody is an administrator by one click"),
            _("Take KNS_HOST and KNS_PUBLIC_URL away, or start without --demo and KNS_DEMO."),
        )


def _way_in(asked: Asked) -> Iterator[Found]:
    chosen = asked.chosen
    public = urlsplit(chosen.public_url)
    if chosen.demo:
        return
    if public.scheme == "http" and not is_here(public.hostname or ""):
        yield wrong(
            _("People sign in without TLS: {address}", address=chosen.public_url),
            _("Put a proxy with a certificate before it (deploy/haproxy.cfg) and set KNS_PUBLIC_URL to https://…"),
        )
    elif not chosen.public_url and not is_here(chosen.address):
        yield wrong(
            _("Every machine in the network can sign in without TLS: it listens on {address}", address=chosen.address),
            _("Put a proxy with a certificate before it, set KNS_HOST=127.0.0.1 and KNS_PUBLIC_URL to https://…"),
        )
    if not chosen.secure_cookies:
        return
    if not chosen.trusted_proxies:
        yield careful(
            _("All people seem to come from the proxy's address, so one who guesses passwords makes everybody wait"),
            _("Set KNS_TRUSTED_PROXIES to the proxy's address."),
        )
    if not is_here(chosen.address):
        yield careful(
            _("The platform can be reached past its proxy: it listens on {address}", address=chosen.address),
            _("Set KNS_HOST=127.0.0.1 where the proxy is on this machine, or let a firewall admit the proxy only."),
        )


def _secrets(asked: Asked) -> Iterator[Found]:
    chosen = asked.chosen
    if chosen.secret_key and len(chosen.secret_key) < SHORT_KEY:
        yield wrong(
            _("KNS_SECRET_KEY is shorter than {n} characters", n=SHORT_KEY),
            _("Take it away, so that a key is made in the data folder, or set a long random one before people use it."),
        )
    if chosen.metrics_token and len(chosen.metrics_token) < SHORT_TOKEN:
        yield careful(
            _("KNS_METRICS_TOKEN can be guessed: it has fewer than {n} characters", n=SHORT_TOKEN),
            _("Set a long random one, here and where the monitoring runs."),
        )


def is_here(host: str) -> bool:
    """Return whether a host's name or address is this machine's alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
