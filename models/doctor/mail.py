"""A mail server, where one is named: does it answer, and may the line to it not be listened to? No mail is sent."""

import smtplib
import ssl
from collections.abc import Iterator

from models.doctor.found import Asked, Found, careful, good, unseen, wrong
from models.doctor.reaching import PATIENCE, checked, place_of_host
from models.text import translate as _

SUBMISSION, ALWAYS_TLS = 587, 465


def look(asked: Asked) -> Iterator[Found]:
    """Greet the server, and begin TLS with it."""
    if not asked.mail:
        yield unseen(
            _("A mail server: the platform itself sends no mail, people are told in the app"),
            _("To look at the agency's own: --mail HOST:PORT; nothing is sent."),
        )
        return
    try:
        host, port = place_of_host(asked.mail, SUBMISSION)
        if port == ALWAYS_TLS:
            with smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=checked(asked)) as server:
                server.noop()
                yield good(_("{host} answers over TLS", host=asked.mail))
            return
        with smtplib.SMTP(host, port, timeout=PATIENCE) as server:
            server.ehlo_or_helo_if_needed()
            if not server.has_extn("starttls"):
                yield careful(
                    _("{host} answers and offers no TLS (STARTTLS)", host=asked.mail),
                    _("Use the server's port 587 or 465, or switch STARTTLS on there: mail holds names."),
                )
                return
            server.starttls(context=checked(asked))
            server.ehlo()
            server.noop()
            yield good(_("{host} answers and begins TLS", host=asked.mail))
    except ssl.SSLCertVerificationError as error:
        yield wrong(
            _("The certificate of {host} is not believed: {why}", host=asked.mail, why=error.verify_message),
            _("Name the server as its certificate does, and the agency's own authority in KNS_CA_FILE."),
        )
    except (OSError, smtplib.SMTPException, ValueError) as error:
        yield wrong(
            _(
                "{host} does not answer as a mail server: {why}",
                host=asked.mail,
                why=str(error) or type(error).__name__,
            ),
            _("Look at host, port and firewall, and whether the server admits this machine."),
        )
