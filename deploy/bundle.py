"""Packs the platform into one file for machines without the internet: `python start.py bundle`.

The file holds the platform, its packages for Linux and Windows (on x86-64, for one version of Python) and their list in
CycloneDX's form, a list of all it holds with a hash of each, and, with --key, a signature of that list by ssh-keygen.
Python runs the file itself: what it then does is in installer.py.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import components
from packaging.markers import Marker

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
LINUX = [f"manylinux{tag}_x86_64" for tag in ("_2_28", "_2_27", "_2_26", "_2_24", "_2_17", "2014", "_2_12", "_2_5")]
TARGETS = {
    "linux": (LINUX, {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}),
    "windows": (["win_amd64"], {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}),
}
GUIDE = "docs/huong-dan/soan-bai.md"  # a page of the platform shows it
PARTS = (
    "app.py",
    "start.py",
    "pyproject.toml",
    "requirements.txt",
    "README.md",
    GUIDE,
    ".streamlit",
    "models",
    "pages",
)
PARTS += ("locale", "content")
DATE = (2020, 1, 1, 0, 0, 0)  # of every file within, so that the same platform packs to the same bytes


def main(arguments: list[str]) -> int:
    """Make the bundle and print where it lies."""
    parser = argparse.ArgumentParser(prog="python start.py bundle", description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="the folder to put it into")
    parser.add_argument("--only", choices=TARGETS, help="packages for one system alone")
    parser.add_argument("--python", default=f"{sys.version_info[0]}.{sys.version_info[1]}", help="its version there")
    parser.add_argument("--key", type=Path, help="a private key of ssh-keygen to sign with")
    parser.add_argument("--version", default=version(), help="what to call this version")
    asked = parser.parse_args(arguments)
    if not re.fullmatch(r"[\w.+-]{1,60}", asked.version):
        parser.error("a version is letters, digits, dots, plus signs and dashes")
    asked.to.mkdir(parents=True, exist_ok=True)
    target = asked.to / f"ky-nang-so-{asked.version}.pyz"
    with tempfile.TemporaryDirectory() as scratch:
        held = dict(files())
        parts = components.listed((ROOT / "requirements.txt").read_text("utf-8"), asked.version)
        held["platform/components.cdx.json"] = json.dumps(parts, indent=1).encode()
        for system in [asked.only] if asked.only else TARGETS:
            for wheel in wheels(system, asked.python, Path(scratch) / system):
                held[f"wheels/{system}/{wheel.name}"] = wheel.read_bytes()
        told = {
            "version": asked.version,
            "python": asked.python,
            "made": f"{datetime.now(UTC):%Y-%m-%d}",
            "schema": max(one.name.split("_")[0] for one in (ROOT / "models/migrations/versions").glob("[0-9]*.py")),
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(held.items())},
        }
        manifest = json.dumps(told, indent=1).encode()
        signed = {} if asked.key is None else {"MANIFEST.sig": signature(manifest, asked.key, Path(scratch))}
        entry = {"__main__.py": (HERE / "installer.py").read_bytes(), "MANIFEST.json": manifest, **signed}
        with zipfile.ZipFile(target, "w") as packed:
            for name, data in [*entry.items(), *sorted(held.items())]:
                kind = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
                packed.writestr(zipfile.ZipInfo(name, DATE), data, kind)
    print(f"{target}  {target.stat().st_size / 1e6:.0f} MB{'' if asked.key else '  (not signed)'}")
    return 0


def version() -> str:
    """Return the project's version with its newest commit."""
    base = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, check=False)
    return f"{base[1] if base else '0'}+{commit.stdout.decode().strip() or 'local'}"


def files() -> Iterator[tuple[str, bytes]]:
    """Return the platform's own files by their place in the bundle."""
    for part in PARTS:
        whole = ROOT / part
        for path in sorted(whole.rglob("*")) if whole.is_dir() else [whole]:
            if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts:
                yield f"platform/{path.relative_to(ROOT).as_posix()}", path.read_bytes()


def wheels(system: str, python: str, to: Path) -> list[Path]:
    """Download the locked packages for a system, each checked against the lock's hashes."""
    tags, environment = TARGETS[system]
    named = {**environment, "python_version": python, "python_full_version": f"{python}.0"}
    named |= {"platform_machine": "x86_64" if system == "linux" else "AMD64", "implementation_name": "cpython"}
    lines = []
    for one in components.locked((ROOT / "requirements.txt").read_text("utf-8")):
        if not one.marker or Marker(one.marker).evaluate(named):
            lines.append(f"{one.name}=={one.version} \\\n{one.hashes}")
    to.mkdir()
    lock = to.with_suffix(".txt")
    lock.write_text("\n".join(lines), "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--implementation", "cp", "--python-version", python]
    command += [part for tag in tags for part in ("--platform", tag)]
    subprocess.run([*command, "-d", str(to), "-r", str(lock)], check=True)
    return sorted(to.glob("*.whl"))


def signature(manifest: bytes, key: Path, scratch: Path) -> bytes:
    """Sign the list of files with a key of ssh-keygen."""
    told = scratch / "MANIFEST.json"
    told.write_bytes(manifest)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", "ky-nang-so", str(told)], check=True)
    return told.with_suffix(".json.sig").read_bytes()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
