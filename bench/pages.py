"""What a rerun of each page costs the server, beside an empty Streamlit page in the same run.

    python -m bench.pages [--reruns 60]

CPU time is the page process's own (user and system), memory its resident size after the reruns. One client, one
websocket session a page, after five reruns to warm up.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from tests.server import ROOT, Page, Platform, free_port, running

PAGES = (
    ("canbo", "", ""),
    ("canbo", "courses", ""),
    ("canbo", "course", "course=an-toan-thong-tin"),
    ("canbo", "lesson", "course=an-toan-thong-tin&lesson=01-vi-sao-can-bo-la-dich"),
    ("canbo", "quiz", "course=an-toan-thong-tin&quiz=cuoi-khoa"),
    ("canbo", "results", ""),
    ("nhansu", "overview", ""),
    ("nhansu", "coverage", ""),
    ("nhansu", "assign", ""),
    ("nhansu", "codes", ""),
    ("giangvien", "my-courses", ""),
    ("quantri", "staff-list", ""),
    ("quantri", "audit", ""),
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reruns", type=int, default=60)
    reruns = min(parser.parse_args().reruns, 1000)
    with tempfile.TemporaryDirectory() as folder:
        floor = _floor(reruns)
        print(f"{'page':34}{'CPU ms':>9}{'x floor':>9}{'wall ms':>9}{'MB':>8}")
        print(f"{'empty Streamlit page':34}{floor[0]:9.1f}{1:9.1f}{floor[1]:9.1f}{floor[2]:8.0f}")
        with running(Path(folder)) as platform:
            pid = _page_process(platform)
            for login, name, query in PAGES:
                with Page(platform, platform.sign_in(login)) as page:
                    cpu, wall, size = _measure(pid, page, name, query, reruns)
                print(f"{login + ' /' + name:34}{cpu:9.1f}{cpu / floor[0]:9.1f}{wall:9.1f}{size:8.0f}")


def _floor(reruns: int) -> tuple[float, float, float]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "bench/floor/app.py", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        with Page(Platform(url, process, Path())) as page:
            return _measure(process.pid, page, "", "", reruns)
    finally:
        process.terminate()
        process.wait(10)


def _measure(pid: int, page: Page, name: str, query: str, reruns: int) -> tuple[float, float, float]:
    for _ in range(5):
        page.open(name, query)
    walls = []
    before = _cpu(pid)
    for _ in range(reruns):
        start = time.perf_counter()
        page.open(name, query)
        walls.append(time.perf_counter() - start)
    return 1000 * (_cpu(pid) - before) / reruns, 1000 * median(walls), _megabytes(pid)


def _cpu(pid: int) -> float:
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _page_process(platform: Platform) -> int:
    for path in Path("/proc").glob("[0-9]*/stat"):
        parts = path.read_text().rsplit(")", 1)[1].split()
        command = (path.parent / "cmdline").read_bytes()
        if int(parts[1]) == platform.process.pid and b"app.py" in command:
            return int(path.parent.name)
    raise LookupError("the page process was not found")


if __name__ == "__main__":
    main()
