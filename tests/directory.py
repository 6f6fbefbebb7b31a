"""A real directory for tests: Debian's slapd with TLS, filled with a few people, its certificates made on the spot."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import certificates
from tests.server import free_port

BASE = "dc=example,dc=vn"
READER, READER_PASSWORD = f"cn=kns,{BASE}", "the platform's own"
# ``allow bind_anon_dn``: as Active Directory does, it says yes to a name with an empty password
CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
allow bind_anon_dn
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
database mdb
maxsize 10485760
suffix "{base}"
rootdn "cn=root,{base}"
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by * none
"""
PEOPLE = """
dn: {base}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: {reader}
objectClass: person
cn: kns
sn: kns
userPassword: {reader_password}

dn: cn=Nguyễn An\\, CB01,{base}
objectClass: inetOrgPerson
cn: Nguyễn An, CB01
sn: Nguyễn
uid: an.nv
employeeNumber: CB01
mail: an@example.vn
userPassword: mật khẩu của danh bạ

dn: cn=strange,{base}
objectClass: inetOrgPerson
cn: strange
sn: strange
uid: strange
employeeNumber: XX99
userPassword: another password

dn: cn=boss,{base}
objectClass: inetOrgPerson
cn: boss
sn: boss
uid: boss
employeeNumber: NS01
userPassword: mật khẩu của sếp

dn: cn=two,{base}
objectClass: inetOrgPerson
cn: two
sn: two
uid: two
employeeNumber: CB01
userPassword: another password

dn: cn=two again,{base}
objectClass: inetOrgPerson
cn: two again
sn: two
uid: two
employeeNumber: NS01
userPassword: another password

dn: ou=elsewhere,{base}
objectClass: referral
objectClass: extensibleObject
ou: elsewhere
ref: ldap://127.0.0.1:{trap}/ou=elsewhere,{base}
"""


@dataclass(frozen=True)
class Directory:
    """A directory that runs: its address, the certificate to trust, and the address that a referral in it names."""

    url: str
    ca_file: str
    trap: socket.socket


@contextmanager
def running(folder: Path, *, host: str = "localhost") -> Iterator[Directory]:
    """Run a directory whose certificate is for ``host``."""
    slapd = shutil.which("slapd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if slapd is None:
        pytest.fail("slapd is missing; `make test` installs it")
    certificates.make(folder, host)
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.2)
        yield from _running(slapd, folder, trap)


def _running(slapd: str, folder: Path, trap: socket.socket) -> Iterator[Directory]:
    values = {"base": BASE, "reader": READER, "reader_password": READER_PASSWORD, "trap": trap.getsockname()[1]}
    (folder / "data").mkdir()
    (folder / "slapd.conf").write_text(CONFIG.format(folder=folder, **values))
    (folder / "people.ldif").write_text(PEOPLE.format(**values))
    config = ["-f", str(folder / "slapd.conf")]
    subprocess.run([slapd, "-T", "add", *config, "-l", str(folder / "people.ldif")], check=True, capture_output=True)
    port = free_port()
    process = subprocess.Popen(
        [slapd, *config, "-h", f"ldaps://127.0.0.1:{port}", "-d", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(1200):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Directory(f"ldaps://localhost:{port}", str(folder / "server.pem"), trap)
    finally:
        process.terminate()
        process.wait(10)
