"""The floor that pages are compared with: an empty Streamlit page with a menu, served exactly as the platform is."""

import contextlib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.server import ROOT, Platform, free_port


@contextlib.contextmanager
def served() -> Iterator[Platform]:
    """Serve the empty page in a process of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "bench/floor/app.py", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Platform(url, process, Path())
    finally:
        process.terminate()
        process.wait(10)
