"""A PostgreSQL server of a test's own, which can be stopped and started again."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest


class Postgres:
    """A server with its data in a folder, on a port of this machine. Nothing of it survives a power cut."""

    def __init__(self, folder: Path, port: int) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            pytest.fail("PostgreSQL is missing; `make test` installs it")
        self._binaries, self._folder, self._port = found[-1], folder, str(port)
        self._as_user: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        made = ["-D", str(folder / "data"), "-U", "kns", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*self._as_user, self._tool("initdb"), *made], check=True, capture_output=True, cwd=folder)
        self.url = f"postgresql+psycopg://kns@127.0.0.1:{port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ("fsync=off", "full_page_writes=off", "max_connections=80", f"unix_socket_directories={self._folder}")
        flags = [part for option in options for part in ("-c", option)]
        where = ["-D", str(self._folder / "data"), "-p", self._port, "-h", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*self._as_user, self._tool("postgres"), *where, *flags],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
        )
        ready = [self._tool("pg_isready"), "-q", "-h", "127.0.0.1", "-p", self._port]
        end = time.monotonic() + 60
        while subprocess.run(ready, check=False).returncode != 0:
            if self._process.poll() is not None or time.monotonic() > end:
                pytest.fail("PostgreSQL did not come up")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it at once; whoever is connected is cut off."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(20)

    def _tool(self, name: str) -> str:
        return str(self._binaries / name)
