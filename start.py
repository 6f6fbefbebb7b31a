"""The recipes of the Makefile in plain Python, for machines with and without make: `python start.py run`.

Needs Python 3.11 or newer and nothing else: the first recipe makes an environment of its own in .venv from the hashed
lock. `run`: the demonstration. `serve`: a real installation. `check`: format, lint, types, imports, unit tests.
`test`: every test, with Chromium, HAProxy, PostgreSQL and slapd installed from Debian's packages where they are
missing.
`prove`: what takes too long for every change: the figures of 1,000 random organisations beside a slow counter; every
rule with other examples than last time; each page in a browser as every role, in two sizes and both themes; a server
that is killed 100 times between answers and 200 times under load; other faults, with their table in docs/faults.md;
100 learners whose process is killed; an upgrade; every reader with thousands of spoilt inputs. `audit`: is a fault
known of any locked package? `bundle`: one file that installs the platform on a machine without the internet.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
BINARIES = HOME / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BINARIES / ("python.exe" if os.name == "nt" else "python")
LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
AUDIT_LOCK = ROOT / "requirements-audit.txt"
PROOFS = [
    "tests/browser",
    "tests/test_killed_server.py",
    "tests/test_killed_under_load.py",
    "tests/test_deploy.py",
    "tests/test_bundle.py",
    "tests/test_faults.py",
    "tests/test_soak.py",
    "tests/test_fuzzing.py",
    "tests/test_doctor.py",
    "tests/models",
    "models/courses/questions",
    "tests/pages/test_on_postgresql.py",
    "tests/pages/routes/test_forms.py",
]
TOOLS_OF_DEBIAN = {
    "chromium": "chromium",
    "chromium-headless-shell": "chromium-headless-shell",
    "haproxy": "haproxy",
    "initdb": "postgresql",
    "slapd": "slapd",
}


def main(arguments: list[str]) -> int:
    """Run one recipe and return its exit status."""
    recipe = arguments[0] if arguments else "run"
    if sys.version_info < (3, 11):  # noqa: UP036 (the very Python that starts this may be older)
        print("Python 3.11 or newer is needed.")
        return 1
    if recipe in ("run", "serve"):
        environment("run")
        demo = ["--demo"] if recipe == "run" else []
        return call([str(PYTHON), "-m", "models", "serve", *demo, *arguments[1:]])
    if recipe == "check":
        environment("dev")
        return check()
    if recipe == "test":
        environment("dev")
        debian_tools()
        return check(quick_tests=False) or call(
            [str(PYTHON), "-m", "pytest", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", *arguments[1:]]
        )
    if recipe == "prove":
        environment("dev")
        debian_tools()
        proof = [str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "worksteal", *PROOFS, *arguments[1:]]
        return call(proof, {"KNS_PROVE": "1", "KNS_WORLDS": "1000"})
    if recipe == "bundle":
        environment("run")
        return call([str(PYTHON), "deploy/bundle.py", *arguments[1:]])
    if recipe == "audit":
        return audit()
    if recipe == "environment":
        environment("dev")
        return 0
    if recipe == "lock":
        return lock()
    print(__doc__)
    return 2


def check(*, quick_tests: bool = True) -> int:
    """Run what takes under a minute: format, lint, types, imports, and (unless all tests follow) the unit tests."""
    unit = [
        "pytest",
        "-q",
        "-n",
        "2",
        "tests/models",
        "models",
        "tests/test_catalogue.py",
        "tests/test_architecture.py",
    ]
    steps = [
        [str(PYTHON), "-m", "ruff", "format", "--check", "."],
        [str(PYTHON), "-m", "ruff", "check", "."],
        [str(PYTHON), "-m", "mypy"],
        [str(BINARIES / "lint-imports")],
    ]
    if quick_tests:
        steps.append([str(PYTHON), "-m", *unit, "-m", "not postgresql and not slow and not server"])
    return next((status for step in steps if (status := call(step))), 0)


def lock() -> int:
    """Write the locks anew from pyproject.toml: versions and hashes, no addresses."""
    environment("dev")
    flags = ["--universal", "--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url", "--quiet"]
    sources = {
        "requirements.txt": ["pyproject.toml"],
        "requirements-dev.txt": ["pyproject.toml", "--group", "dev"],
        "requirements-uv.txt": ["--group", "installer"],
        "requirements-audit.txt": ["--group", "audit"],
    }
    return max(
        call([str(PYTHON), "-m", "uv", "pip", "compile", *flags, *what, "-o", to]) for to, what in sources.items()
    )


def audit() -> int:
    """Ask PyPI whether a fault is known of any locked package; return 1 if so.

    Where PyPI, or what it knows of faults, is out of reach this says so and returns 0: a change does not become worse
    by a cut line. pip-audit stands in an environment of its own, so that its packages never mix with ours.
    """
    environment("dev")
    home = HOME / "audit"
    tool = home / BINARIES.name / PYTHON.name
    digest = hashlib.sha256(AUDIT_LOCK.read_bytes()).hexdigest()
    stamp = home / "lock.sha256"
    if not stamp.exists() or stamp.read_text() != digest:
        uv, quiet = [str(PYTHON), "-m", "uv"], ["--quiet", "--require-hashes", "--python", str(tool)]
        if call([*uv, "venv", "--quiet", "--clear", str(home)]) or call(
            [*uv, "pip", "install", *quiet, "-r", str(AUDIT_LOCK)]
        ):
            print("WARNING: nothing was audited, since pip-audit could not be installed; see the lines above.")
            return 0
        stamp.write_text(digest)
    locks = [part for lock in (*LOCKS.values(), ROOT / "requirements-uv.txt") for part in ("-r", str(lock))]
    options = ["--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
    asked = subprocess.run(
        [str(tool), "-m", "pip_audit", *options, *locks], cwd=ROOT, capture_output=True, text=True, check=False
    )
    status, lines = audited(asked.stdout, asked.stderr)
    print("\n".join(lines))
    return status


def audited(told: str, complaints: str = "") -> tuple[int, list[str]]:
    """Return the exit status and the lines for what pip-audit told. What it could not look up is never called safe."""
    try:
        packages = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        why = complaints.strip().rpartition("\n")[2] or "no answer"
        return 0, [f"WARNING: nothing was audited: {why}"]
    skipped = [one for one in packages if "skip_reason" in one]
    lines = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {' or '.join(fault['fix_versions']) or 'no version'}"
        for one in packages
        for fault in one.get("vulns", ())
    ]
    status = 1 if lines else 0
    lines.append(f"{len(packages) - len(skipped)} of {len(packages)} packages audited, {len(lines)} known faults.")
    if skipped:
        names = ", ".join(one["name"] for one in skipped[:5])
        lines.append(f"WARNING: {len(skipped)} packages were not audited (PyPI did not tell of them): {names} …")
    return status, lines


def environment(kind: str) -> None:
    """Make or renew .venv from the lock of this kind; nothing happens when it is up to date."""
    lock = LOCKS[kind]
    stamp = HOME / f"{kind}.sha256"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    if not PYTHON.exists():
        venv.EnvBuilder(with_pip=True, clear=HOME.exists()).create(HOME)
    installer = ROOT / "requirements-uv.txt"
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    uv = call([*pip, "-r", str(installer)]) == 0
    command = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--require-hashes"] if uv else pip
    if call([*command, "-r", str(lock)], {"VIRTUAL_ENV": str(HOME)}):
        raise SystemExit("The packages could not be installed; see the lines above.")
    stamp.write_text(digest)


def debian_tools() -> None:
    """Install Chromium, HAProxy, PostgreSQL and slapd from Debian's packages where they are missing."""
    found: dict[str, object] = {
        tool: shutil.which(tool) or shutil.which(tool, path="/usr/sbin") for tool in TOOLS_OF_DEBIAN
    }
    found["initdb"] = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    missing = [TOOLS_OF_DEBIAN[tool] for tool, there in found.items() if not there]
    if not missing:
        return
    root = [] if os.geteuid() == 0 else ["sudo"]
    if "slapd" in missing:  # the program alone: no directory of its own that runs from then on
        chosen = "slapd slapd/no_configuration boolean true\n"
        subprocess.run([*root, "debconf-set-selections"], input=chosen, text=True, check=False)
    apt = [*root, "apt-get"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if call([*apt, "-q", "update"], quiet) or call([*apt, "-q", "-y", "install", *missing], quiet):
        raise SystemExit(f"Please install {', '.join(missing)} by hand.")


def call(command: list[str], extra: dict[str, str] | None = None) -> int:
    """Run a command in the project's folder and return its exit status."""
    values = {**os.environ, **(extra or {})}
    values.pop("PYTHONDONTWRITEBYTECODE", None)  # without kept bytecode every process compiles every package anew
    try:
        return subprocess.run(command, cwd=ROOT, env=values, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
