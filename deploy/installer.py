"""Installs, upgrades and rolls back Kỹ Năng Số without the internet: `python3 ky-nang-so-….pyz install FOLDER`.

This is the first file of a bundle, run by Python as it is. In the folder: releases/ with the versions, each with its
environment; content/ with the courses, where those of one's own are kept at an upgrade; data/; and kns.py, which runs
the version in use: `python3 FOLDER/kns.py serve`. Before anything is written, every file is compared with the hash that
the bundle's list has of it, and the list with its signature where --signers names who may sign.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
import zlib
from pathlib import Path

BUNDLE = Path(sys.argv[0]).resolve()
PYTHON = "Scripts/python.exe" if os.name == "nt" else "bin/python"
LAUNCHER = '''"""Runs the version of Ky Nang So that is in use here: python3 kns.py serve, or another command."""

import json, os, subprocess, sys
from pathlib import Path

here = Path(__file__).resolve().parent
home = here / "releases" / json.loads((here / "current.json").read_text("utf-8"))["version"]
values = {"KNS_DATA_DIR": str(here / "data"), "KNS_CONTENT_DIR": str(here / "content"), **os.environ}
command = [str(home / ".venv" / "%s"), "-m", "models", *sys.argv[1:]]
if os.name == "posix":  # in its place, so that whoever stops this stops it
    os.chdir(home)
    os.execve(command[0], command, values)
try:
    sys.exit(subprocess.run(command, cwd=home, env=values).returncode)
except KeyboardInterrupt:
    sys.exit(130)
'''


BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    TypeError,
    AttributeError,
    ValueError,
    EOFError,
    RuntimeError,  # a part that says it is encrypted, a method that is not known
    OverflowError,
    OSError,
)


class RefusedError(Exception):
    """Why nothing was done, in words."""


def main(arguments: list[str]) -> int:
    """Do one act and return its exit status."""
    parser = argparse.ArgumentParser(prog=BUNDLE.name, description=__doc__)
    parser.add_argument("act", choices=["verify", "install", "upgrade", "rollback"])
    parser.add_argument("folder", nargs="?", type=Path, help="where the platform is, or is to be")
    parser.add_argument("--signers", type=Path, help="an allowed_signers file of ssh-keygen: whose bundles are taken")
    asked = parser.parse_args(arguments)
    if asked.act != "verify" and asked.folder is None:
        parser.error("name the folder")
    try:
        with zipfile.ZipFile(BUNDLE) as packed:
            told = verified(packed, asked.signers)
            if asked.act == "verify":
                print(f"{told['version']}: {len(told['files'])} files, each as the list says")
            else:
                {"install": install, "upgrade": upgrade, "rollback": rollback}[asked.act](
                    asked.folder.resolve(), packed, told
                )
    except RefusedError as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def verified(packed: zipfile.ZipFile, signers: Path | None) -> dict:
    """Return the bundle's list when every file is as it says. Raises `RefusedError`."""
    try:
        return compared(packed, signers)
    except BROKEN as error:
        raise RefusedError(f"This bundle cannot be read ({error}). Fetch it again; nothing was changed.") from error


def compared(packed: zipfile.ZipFile, signers: Path | None) -> dict:
    """Return the bundle's list. Raises `RefusedError`, or one of `BROKEN` where the bundle was damaged on its way."""
    names = set(packed.namelist())
    manifest = packed.read("MANIFEST.json")
    if signers is not None:
        if "MANIFEST.sig" not in names:
            raise RefusedError("This bundle is not signed, and --signers asks for a signature. Nothing was changed.")
        with tempfile.TemporaryDirectory() as scratch:
            written = Path(scratch) / "signature"
            written.write_bytes(packed.read("MANIFEST.sig"))
            command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "ky-nang-so", "-n", "ky-nang-so"]
            if subprocess.run([*command, "-s", str(written)], input=manifest, capture_output=True).returncode:
                raise RefusedError("The signature is not of anybody in --signers. Nothing was changed.")
    told = json.loads(manifest)
    strange = names - set(told["files"]) - {"__main__.py", "MANIFEST.json", "MANIFEST.sig"}
    for name in sorted(strange):
        raise RefusedError(f"{name} is not in the bundle's list. Fetch the bundle again; nothing was changed.")
    for name, digest in told["files"].items():
        if name not in names or hashlib.sha256(packed.read(name)).hexdigest() != digest:
            raise RefusedError(f"{name} is not as it was packed. Fetch the bundle again; nothing was changed.")
    running = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if running != told["python"]:
        raise RefusedError(
            f"This bundle is for Python {told['python']}; this is Python {running}. Nothing was changed."
        )
    return told


def install(folder: Path, packed: zipfile.ZipFile, told: dict) -> None:
    """Put the platform into a folder of its own."""
    if (folder / "current.json").exists():
        raise RefusedError(f"{folder} already holds the platform; use upgrade.")
    if folder.exists() and any(folder.iterdir()):
        raise RefusedError(f"{folder} is not empty. Name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    release = unpacked(folder, packed, told)
    (folder / "data").mkdir(mode=0o700)
    shutil.copytree(release / "content", folder / "content")
    (folder / "kns.py").write_text(LAUNCHER % PYTHON, "utf-8")
    in_use(folder, told["version"], told["schema"], None)
    print(f"Installed {told['version']}. Start it with: {sys.executable} {folder / 'kns.py'} serve")


def upgrade(folder: Path, packed: zipfile.ZipFile, told: dict) -> None:
    """Put a newer version beside the one in use, bring database and courses along after a backup, and use it."""
    before = state(folder)
    if before["version"] == told["version"]:
        raise RefusedError(f"{told['version']} is in use already. Nothing was changed.")
    release = unpacked(folder, packed, told)
    back_up(folder, before["version"])
    if run(folder, told["version"], "migrate"):
        raise RefusedError("The database could not be brought up to date; the version in use is still the old one.")
    left = renew_content(folder, folder / "releases" / before["version"] / "content", release / "content")
    in_use(folder, told["version"], told["schema"], {**before, "before": None})
    for name in left:
        print(f"content/{name} was changed here, so it stays as it is; the new one is in {release / 'content' / name}")
    for old in (folder / "releases").iterdir():
        if old.name not in (told["version"], before["version"]):
            shutil.rmtree(old)
    print(
        f"{told['version']} is in use. Restart the platform. To go back, keeping what is entered from now on: rollback."
    )


def rollback(folder: Path, packed: zipfile.ZipFile, told: dict) -> None:
    """Use the version before again; what only the newer one's tables held is given up, after a backup of it all."""
    now = state(folder)
    before = now["before"]
    if before is None:
        raise RefusedError("There is no version before this one. Nothing was changed.")
    back_up(folder, now["version"])
    if now["schema"] != before["schema"] and run(folder, now["version"], "migrate", "--to", before["schema"]):
        raise RefusedError("The database could not be brought back; the version in use is still the newer one.")
    in_use(folder, before["version"], before["schema"], None)
    print(f"{before['version']} is in use. Restart the platform.")
    print("What people entered until now is kept. Given up is what only the newer version could store; it is in the")
    print("backup named above. To have the data as they were before the upgrade instead, stop the platform and restore")
    print(f"the backup that the upgrade named: {sys.executable} {folder / 'kns.py'} restore FILE --overwrite")


def unpacked(folder: Path, packed: zipfile.ZipFile, told: dict) -> Path:
    """Write a version with its environment into releases; it is there whole or not at all."""
    release = folder / "releases" / told["version"]
    shutil.rmtree(release, ignore_errors=True)
    system = "windows" if os.name == "nt" else "linux"
    ours = [name for name in told["files"] if name.startswith(f"wheels/{system}/")]
    if not ours:
        raise RefusedError(f"This bundle holds no packages for {system}. Nothing was changed.")
    try:
        for name in [one for one in told["files"] if one.startswith("platform/")] + ours:
            place = release / name.removeprefix("platform/")
            if not place.resolve().is_relative_to(release):
                raise RefusedError(f"{name} would be written outside {release}. Nothing was changed.")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(packed.read(name))
        venv.EnvBuilder(with_pip=True).create(release / ".venv")
        pip = [str(release / ".venv" / PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pip += ["--no-index", "--find-links", str(release / "wheels" / system), "--require-hashes"]
        if subprocess.run([*pip, "-r", str(release / "requirements.txt")]).returncode:
            raise RefusedError(
                "The packages could not be installed; see the lines above. The version in use is unchanged."
            )
    except BaseException:
        shutil.rmtree(release, ignore_errors=True)
        raise
    shutil.rmtree(release / "wheels")
    return release


def back_up(folder: Path, version: str) -> None:
    """Let the version in use make a backup, whichever its database is; it says where that is. Raises `RefusedError`."""
    named = os.environ.get("DATABASE_URL") or os.environ.get("KNS_DATABASE_URL")
    if not named and not (Path(os.environ.get("KNS_DATA_DIR", folder / "data")) / "ky-nang-so.db").exists():
        return  # it was never started
    if run(folder, version, "--language", "en", "backup"):
        raise RefusedError(f"No backup could be made, as said above; {version} is in use as before.")


def renew_content(folder: Path, shipped: Path, newer: Path) -> list[str]:
    """Bring courses that are as they were shipped up to date; return the files that were changed here and stay."""
    left = []
    for path in sorted(one for one in newer.rglob("*") if one.is_file()):
        name = path.relative_to(newer)
        here, old = folder / "content" / name, shipped / name
        if here.exists() and here.read_bytes() == path.read_bytes():
            continue
        if here.exists() != old.exists() or (here.exists() and here.read_bytes() != old.read_bytes()):
            left.append(name.as_posix())
            continue
        here.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, here)
    return left


def run(folder: Path, version: str, *command: str) -> int:
    """Run a command of a version on the data of the folder."""
    home = folder / "releases" / version
    values = {"KNS_DATA_DIR": str(folder / "data"), "KNS_CONTENT_DIR": str(folder / "content"), **os.environ}
    return subprocess.run([str(home / ".venv" / PYTHON), "-m", "models", *command], cwd=home, env=values).returncode


def state(folder: Path) -> dict:
    """Return which version is in use, and which was before. Raises `RefusedError`."""
    try:
        return json.loads((folder / "current.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise RefusedError(f"{folder} holds no platform; use install.") from None


def in_use(folder: Path, version: str, schema: str, before: dict | None) -> None:
    """Say which version is in use, all at once."""
    written = folder / "current.json.new"
    written.write_text(json.dumps({"version": version, "schema": schema, "before": before}), "utf-8")
    written.replace(folder / "current.json")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
