"""One file that installs, upgrades and rolls back the platform without the internet; a part of make prove."""

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import urllib.request
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from models import migrations
from tests import faults
from tests.server import PROVING, ROOT, free_port, wait_until_ready
from tests.test_deploy import next_version

pytestmark = [
    pytest.mark.server,
    pytest.mark.slow,
    pytest.mark.skipif(not PROVING, reason="a part of make prove: it downloads every package"),
]

COURSE = Path("courses") / "an-toan-thong-tin" / "course.yaml"
CUT_OFF = ["unshare", "--net"] if os.geteuid() == 0 and shutil.which("unshare") else []  # a machine with no network


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("key") / "signing"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made)], check=True)
    public = made.with_suffix(".pub").read_text().split()[:2]
    made.with_name("signers").write_text(f"ky-nang-so {' '.join(public)}\n")
    return made


@pytest.fixture(scope="module")
def first(key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of the platform as it is."""
    return packed(ROOT, tmp_path_factory.mktemp("first"), key, "1.0")


def packed(root: Path, to: Path, key: Path, version: str) -> Path:
    command = [sys.executable, "deploy/bundle.py", "--to", str(to), "--only", "linux", "--version", version]
    subprocess.run([*command, "--key", str(key)], cwd=root, check=True)
    return to / f"ky-nang-so-{version}.pyz"


def act(bundle: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a bundle where no network is."""
    return subprocess.run(
        [*CUT_OFF, sys.executable, str(bundle), *arguments], text=True, capture_output=True, check=False
    )


def test_it_installs_upgrades_and_rolls_back(first: Path, key: Path, tmp_path: Path) -> None:
    place, signers = tmp_path / "kns", ["--signers", str(key.with_name("signers"))]
    done = act(first, "install", str(place), *signers)
    assert (done.returncode, done.stderr) == (0, "")
    assert serves(place)
    database = place / "data" / "ky-nang-so.db"
    with closing(sqlite3.connect(database)) as db:
        db.execute("UPDATE choice SET name = name")  # a table of today's schema
    (place / "content" / COURSE).write_text("# ours\n" + (place / "content" / COURSE).read_text("utf-8"), "utf-8")
    assert act(first, "upgrade", str(place)).stderr.startswith("1.0 is in use already.")

    newer = next_version(tmp_path / "newer")
    for name in ("deploy", "start.py", "requirements.txt", "README.md", "pyproject.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, newer / name)
    (newer / "content" / COURSE).write_text("# theirs\n" + (newer / "content" / COURSE).read_text("utf-8"), "utf-8")
    second = packed(newer, tmp_path, key, "2.0")
    done = act(second, "upgrade", str(place), *signers)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    before = backup_named(done.stdout)
    assert f"content/{COURSE.as_posix()} was changed here" in done.stdout
    assert (place / "content" / COURSE).read_text("utf-8").startswith("# ours")
    assert revision(database) == "9000"
    assert serves(place)

    done = act(second, "rollback", str(place), *signers)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Given up is what only the newer version could store" in done.stdout
    assert json.loads((place / "current.json").read_text("utf-8"))["version"] == "1.0"
    assert revision(database) == migrations.head_revision()
    assert serves(place)
    assert act(second, "rollback", str(place)).stderr.startswith("There is no version before this one.")
    assert {before, backup_named(done.stdout)} == set((place / "data" / "backups").glob("*.zip"))
    home = place / "releases" / "1.0"
    command = [str(home / ".venv/bin/python"), "-m", "models", "restore", str(before), "--overwrite"]
    values = {"KNS_DATA_DIR": str(place / "data"), "KNS_CONTENT_DIR": str(place / "content"), **os.environ}
    assert subprocess.run(command, cwd=home, env=values, check=False).returncode == 0
    assert serves(place)
    faults.survived(
        "upgraded by one file without a network, rolled back, and its backup put back",
        "each version serves; a course changed there stays; the schema goes forth and back; a backup before each step",
    )


def test_what_was_tampered_with_changes_nothing(first: Path, key: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pyz"
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data + b"print('mine')" if name == "platform/app.py" else data)
    assert "platform/app.py is not as it was packed" in act(other, "install", str(tmp_path / "kns")).stderr
    stranger = tmp_path / "signers"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "stranger")], check=True)
    stranger.write_text("ky-nang-so " + " ".join((tmp_path / "stranger.pub").read_text().split()[:2]) + "\n")
    refused = act(first, "install", str(tmp_path / "kns"), "--signers", str(stranger))
    assert (refused.returncode, refused.stderr[:13]) == (1, "The signature")
    assert not (tmp_path / "kns").exists()


def backup_named(said: str) -> Path:
    """Return the backup that an act says it has made."""
    (named,) = re.findall(r"^Backup made and read again: (.+)$", said, re.MULTILINE)
    return Path(named)


def serves(place: Path) -> bool:
    """Start the version in use, and ask it whether it serves the courses."""
    url = f"http://127.0.0.1:{free_port()}"
    values = {**os.environ, "PORT": url.rpartition(":")[2], "KNS_HOST": "127.0.0.1"}
    with (place / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, str(place / "kns.py"), "serve"], env=values, stdout=log, stderr=log)
        try:
            wait_until_ready(url, process, place / "log")
            with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
                return json.load(answer)["status"] == "ok"
        finally:
            process.terminate()
            process.wait(30)
            with socket.socket() as probe:  # what it started has ended with it
                assert probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2])))


def revision(database: Path) -> str:
    with closing(sqlite3.connect(database)) as db:
        return str(db.execute("SELECT version_num FROM alembic_version").fetchone()[0])
