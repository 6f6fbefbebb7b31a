"""How long a start takes, from the process to `/health` and to the courses listed, beside the floor of this machine.

Run: python -m bench.start [times]. The best of so many runs is shown; measure on a quiet machine.
"""

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.content import write_library
from tests.server import ROOT, free_port

LIBRARY = 200


def main(times: int) -> None:
    """Print the table."""
    load = os.getloadavg()[0]
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {load:.1f}; the best of {times}, in seconds\n"
    )
    with tempfile.TemporaryDirectory() as place:
        data, library = Path(place) / "data", Path(place) / "library"
        write_library(library, LIBRARY)
        own = ["-m", "models", "serve"]
        line("floor: python -c 'import streamlit'", times, lambda: imported("import streamlit"))
        line("python -c 'import app'", times, lambda: imported("import app"))
        line("floor: an empty page answers", times, lambda: served(data, ["bench/floor/app.py"], "/_stcore/health"))
        line("demonstration, first start", times, lambda: served(data, [*own, "--demo"], fresh=True))
        line("demonstration, later start", times, lambda: served(data, [*own, "--demo"]))
        line("real installation, first start", times, lambda: served(data, own, fresh=True))
        line("real installation, later start", times, lambda: served(data, own))
        line(f"{LIBRARY} courses, first start, listed", times, lambda: served(data, own, library=library, fresh=True))
        line(f"{LIBRARY} courses, later start", times, lambda: served(data, own, library=library))


def line(what: str, times: int, measure: Callable[[], float]) -> None:
    """Measure and print one line."""
    measure()  # once for the disk and the kept bytecode
    taken = [measure() for _ in range(times)]
    print(f"{what:<44}{min(taken):8.2f}   (worst {max(taken):.2f}, load {os.getloadavg()[0]:.1f})", flush=True)


def imported(statement: str) -> float:
    """Return how long Python takes to do no more than this."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], cwd=ROOT, env=environment(), check=True)
    return time.perf_counter() - begun


def served(
    data: Path, command: list[str], path: str = "/health", *, library: Path | None = None, fresh: bool = False
) -> float:
    """Start, wait for 200 and, where there is a library, until all of it is served; stop; return the seconds."""
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    data.mkdir(exist_ok=True)
    port = free_port()
    own = {"PORT": str(port), "KNS_DATA_DIR": str(data), "KNS_HOST": "127.0.0.1"}
    if library is not None:
        own["KNS_CONTENT_DIR"] = str(library)
    arguments = [*command, str(port)] if "bench/floor/app.py" in command else command
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**own),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        while not answers(port, path, courses=LIBRARY if library else 0):
            if process.poll() is not None or time.perf_counter() - begun > 120:
                raise SystemExit(f"{' '.join(arguments)} does not answer")
            time.sleep(0.01)
        return time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        with contextlib.suppress(ProcessLookupError):  # what makes the browser files would go on beside the next run
            os.killpg(process.pid, signal.SIGKILL)


def environment(**own: str) -> dict[str, str]:
    """Return this process's environment with the bytecode kept, as `serve` has it."""
    rest = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**rest, "PYTHONPATH": str(ROOT), **own}


def answers(port: int, path: str, *, courses: int) -> bool:
    """Return whether the address answers with 200, and with so many courses where any are asked for."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        told = answer.read()
        return answer.status == 200 and (not courses or json.loads(told)["courses"] == courses)
    return False


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
