"""TLS at the public address: the certificate and its authority, its name, its end; what keeps browsers on it."""

import http.client
import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta

from cryptography import x509

from models.doctor.found import Asked, Found, careful, good, unseen, wrong
from models.doctor.reaching import PATIENCE, Place, ask, checked, place_of, unchecked
from models.text import moment
from models.text import translate as _

SOON = timedelta(days=21)
EXPIRED, WRONG_NAME = 10, 62  # OpenSSL's numbers
A_YEAR_ENOUGH = 15_552_000  # seconds: half a year, from which on scanners call HSTS set


def look(asked: Asked) -> Iterator[Found]:
    """Look at TLS of the address that was given."""
    try:
        place = place_of(asked.address)
    except ValueError:
        yield unseen(_("Certificate, HSTS and cookies"), _("Name the public address with --address https://…"))
        return
    if not place.secure:
        yield unseen(_("{address} has no TLS", address=place.origin), _("Name the address that begins with https://."))
        return
    try:
        yield from _certificate(asked, place)
        yield from _kept_on_it(place)
    except (OSError, http.client.HTTPException) as error:
        yield wrong(
            _("No TLS with {address}: {why}", address=place.origin, why=str(error) or type(error).__name__),
            _("Look whether the proxy speaks TLS 1.2 or newer on this port and holds a certificate with its key."),
        )


def _certificate(asked: Asked, place: Place) -> Iterator[Found]:
    shown = x509.load_der_x509_certificate(_shown(place))
    end, until = shown.not_valid_after_utc, moment(shown.not_valid_after_utc)
    renew = _("Renew the certificate and load it into the proxy; let that be done by itself from then on.")
    try:
        with (
            socket.create_connection((place.host, place.port), PATIENCE) as plain,
            checked(asked).wrap_socket(plain, server_hostname=place.host) as line,
        ):
            yield good(_("{version}, certificate of an authority that is believed", version=line.version()))
    except ssl.SSLCertVerificationError as error:
        if error.verify_code == EXPIRED:
            yield wrong(_("The certificate ended on {until}", until=until), renew)
        elif error.verify_code == WRONG_NAME:
            yield wrong(
                _("The certificate is for {names}, not for {host}", names=_names(shown), host=place.host),
                _("Get a certificate that names {host}.", host=place.host),
            )
        else:
            yield wrong(
                _("Browsers do not believe the certificate: {why}", why=error.verify_message),
                _(
                    "Give the proxy the whole chain, or install the agency's own authority on every computer "
                    "(KNS_CA_FILE here)."
                ),
            )
        return
    if end - asked.now < SOON:
        yield careful(_("The certificate ends on {until}", until=until), renew)
    else:
        yield good(_("The certificate holds until {until}", until=until))


def _shown(place: Place) -> bytes:
    """Return the certificate that is shown, whatever it is worth."""
    with (
        socket.create_connection((place.host, place.port), PATIENCE) as plain,
        unchecked().wrap_socket(plain, server_hostname=place.host) as line,
    ):
        return line.getpeercert(binary_form=True) or b""


def _names(certificate: x509.Certificate) -> str:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return "–"
    names = [*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))]
    return ", ".join(names[:5]) or "–"


def _kept_on_it(place: Place) -> Iterator[Found]:
    answer = ask(place, "/sign-in")
    told = {
        name.strip().lower(): value
        for name, _eq, value in (part.partition("=") for part in answer.first("strict-transport-security").split(";"))
    }
    seconds = told.get("max-age", "").strip('" ')
    if seconds.isdigit() and int(seconds) >= A_YEAR_ENOUGH:
        yield good(_("Browsers are told to use TLS only (HSTS)"))
    else:
        yield careful(
            _("Browsers are not told to use TLS only (HSTS)"),
            _("Let the proxy add Strict-Transport-Security: max-age=31536000 (deploy/haproxy.cfg does)."),
        )
    cookies = answer.all("set-cookie")
    bare = [
        one.partition("=")[0]
        for one in cookies
        if "secure" not in [part.strip().lower() for part in one.split(";")[1:]]
    ]
    if bare:
        yield wrong(
            _("Cookies may travel without TLS: {names}", names=", ".join(bare)),
            _(
                "Set KNS_PUBLIC_URL={address} and restart; for a cookie of the proxy's own, add Secure there.",
                address=place.origin,
            ),
        )
    elif cookies:
        yield good(_("Cookies travel over TLS only"))
    else:
        yield unseen(_("The sign-in page set no cookie to look at"), _("Look whether the proxy takes Set-Cookie away."))
