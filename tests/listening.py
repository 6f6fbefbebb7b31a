"""Overhearing where a started platform connects to: Python tells a hook of every address that it looks up or calls."""

import ipaddress
from pathlib import Path

HOOK = """
import os, sys

heard = os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

def hook(event, given):
    if event in ("socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        host = given[1][0] if isinstance(given[1], tuple) else given[0]
        os.write(heard, f"{{event}} {{host}}\\n".encode())

sys.addaudithook(hook)
"""


class Overheard:
    """Where the processes that were started with `environment` connected to."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "connections.log"
        (folder / "sitecustomize.py").write_text(HOOK.format(log=str(self._log)), "utf-8")
        self.environment = {"PYTHONPATH": str(folder)}

    def hooked(self) -> bool:
        """Whether any process has listened and been heard."""
        return self._log.exists() and bool(self._log.read_text("utf-8"))

    def outside(self) -> list[str]:
        """Return each line about an address that is not this machine's."""
        lines = self._log.read_text("utf-8").splitlines()
        return [line for line in lines if not _is_here(line.partition(" ")[2])]


def _is_here(host: str) -> bool:
    if host in ("localhost", "None", "") or host.startswith("<socket"):  # the last: a file
        return True
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
