"""The image and the compose file hold together: what they copy is there and enough to serve, what they name is ours.

No daemon is needed here. What its last stage copies is put into a folder, as the container has it, and the
image's own commands are run there.
"""

import ipaddress
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from models import settings
from models.__main__ import _parser
from tests.server import ROOT, running

DEPLOY = ROOT / "deploy"
OWN = {"KNS_BIND", "KNS_ONE", "KNS_TWO"}  # of haproxy.cfg
THEIRS = {"PGPASSWORD"}  # of PostgreSQL's library


def instructions() -> list[tuple[str, str]]:
    """Return the Containerfile's instructions, with what follows each."""
    joined = re.sub(r"\\\n\s*", " ", (DEPLOY / "Containerfile").read_text("utf-8"))
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    return found[max(place for place, (word, _rest) in enumerate(found) if word == "FROM") :]


def environment() -> dict[str, str]:
    """Return what the image sets."""
    pairs = [pair.split("=", 1) for word, rest in last_stage() if word == "ENV" for pair in rest.split()]
    return dict(pairs)


def is_setting(name: str) -> bool:
    fields = settings.Settings.model_fields
    return name in ("PORT", "DATABASE_URL") or name.removeprefix("KNS_").lower() in fields


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def test_each_stage_copies_what_is_under_version_control_or_made_before() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    stages = [rest.split(" AS ")[-1] for word, rest in instructions() if word == "FROM"]
    copied = [rest for word, rest in instructions() if word == "COPY"]
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert len(copied) > 5
    taken = set[str]()
    for rest in copied:
        *sources, _target = rest.split()
        if sources[0].startswith("--from="):
            assert sources[0].removeprefix("--from=") in stages
            continue
        for source in sources:
            assert any(name == source or name.startswith(f"{source}/") for name in tracked), source
        taken.update(sources)
    assert sorted(let_in) == sorted(taken)  # nothing else even reaches the build


def test_python_of_the_image_is_one_that_the_project_takes() -> None:
    wanted = SpecifierSet(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"])
    images = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    versions = {re.match(r"python:(\d+\.\d+)-", image)[1] for image in images}  # type: ignore[index]
    assert len(versions) == 1  # what one stage makes the other runs
    assert versions.pop() in wanted


@pytest.mark.server
@pytest.mark.slow
def test_what_is_copied_serves_and_is_found_healthy_and_nothing_is_written_beside_it(tmp_path: Path) -> None:
    app, data = tmp_path / "app", tmp_path / "data"
    data.mkdir()
    for rest in (rest for word, rest in last_stage() if word == "COPY" and "--from" not in rest):
        *sources, target = rest.split()
        for source in sources:
            put(ROOT / source, app / target, into=target.endswith("/"))
    given = {name: value for name, value in environment().items() if name not in ("PATH", "KNS_HOST", "KNS_DATA_DIR")}
    before = files(app)
    with running(data, demo=False, root=app, **given) as platform:
        assert platform.get("/sign-in")[0] == 200
        (check,) = [rest for word, rest in last_stage() if word == "HEALTHCHECK"]
        command = json.loads(re.search(r"CMD (\[.*\])", check)[1])  # type: ignore[index]
        assert "127.0.0.1:8501" in command[-1]
        asked = command[-1].replace("http://127.0.0.1:8501", platform.url)
        assert subprocess.run([sys.executable, *command[1:-1], asked], check=False, timeout=20).returncode == 0
    assert "Traceback" not in (data / "server.log").read_text("utf-8", "replace")
    assert files(app) == before  # the container's own files cannot be written to


def files(folder: Path) -> dict[Path, int]:
    """Return every file below a folder with when it was written, but for what Python compiles."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path: path.stat().st_mtime_ns for path in found}


def put(source: Path, target: Path, *, into: bool) -> None:
    """Copy as the image does: a file into a folder, a folder's inside to a place."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        return
    (target if into else target.parent).mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target / source.name if into else target)


@pytest.mark.parametrize("where", ["Containerfile", "compose.yaml", "kns@.service"])
def test_every_command_and_every_variable_is_ours(where: str) -> None:
    commands, names = [], set[str]()
    if where == "Containerfile":
        commands = [json.loads(rest) for word, rest in last_stage() if word == "CMD"]
        names = set(environment()) - {"PATH"}
    elif where == "compose.yaml":
        services = compose()["services"].values()
        commands = [one["command"] for one in services if "command" in one]
        names = {name for one in services if one["image"] == "ky-nang-so" for name in one["environment"]} - THEIRS
    else:
        unit = (DEPLOY / "kns@.service").read_text("utf-8")
        commands = [re.search(r"^ExecStart=\S*/(python .*)$", unit, re.M)[1].split()]  # type: ignore[index]
        names = {pair.split("=")[0] for pair in re.search(r"^Environment=(.*)$", unit, re.M)[1].split()}  # type: ignore[index]
    assert commands
    assert names
    for command in commands:
        assert command[:3] == ["python", "-m", "models"]
        _parser().parse_args(command[3:])  # ends the test where it is none
    assert [name for name in names if not is_setting(name)] == []


def test_services_wait_for_what_can_be_waited_for_and_share_what_is_declared() -> None:
    told = compose()
    services = told["services"]
    image_is_asked = any(word == "HEALTHCHECK" for word, _rest in last_stage())
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            ours = services[other]
            if how["condition"] == "service_healthy":
                asked = (
                    ours["image"] == "ky-nang-so" and image_is_asked and not ours.get("healthcheck", {}).get("disable")
                )
                assert asked or "test" in ours["healthcheck"], (name, other)
            else:
                assert how["condition"] == "service_completed_successfully"
                assert ours["restart"] == "no", (name, other)
        assert set(service["networks"]) <= set(told["networks"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in told["volumes"], volume
        if service["image"] == "ky-nang-so":
            assert service["pull_policy"] == "never"
            assert service["read_only"] is True
            assert environment()["KNS_DATA_DIR"] in {volume.split(":")[1] for volume in service["volumes"]}
    (build,) = [service["build"] for service in services.values() if "build" in service]  # once, for all of them
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Containerfile"


def test_the_database_is_well_once_others_reach_it_and_its_password_may_hold_any_sign() -> None:
    told = compose()["services"]
    address = urlsplit(told["one"]["environment"]["DATABASE_URL"])
    assert (address.username, address.password, address.hostname) == ("kns", None, "database")
    assert told["one"]["environment"]["PGPASSWORD"] == told["database"]["environment"]["POSTGRES_PASSWORD"]
    asked = told["database"]["healthcheck"]["test"]  # the official image makes its database behind a socket
    assert asked[asked.index("-h") + 1] == "127.0.0.1"


def test_the_processes_believe_the_proxy_and_it_knows_the_processes() -> None:
    told = compose()
    services, config = told["services"], (DEPLOY / "haproxy.cfg").read_text("utf-8")
    (inside,) = told["networks"]["inside"]["ipam"]["config"]
    fixed = {
        name: ipaddress.ip_address(one["networks"]["inside"]["ipv4_address"])
        for name, one in services.items()
        if isinstance(one["networks"], dict)
    }
    given_out = ipaddress.ip_network(inside["ip_range"])
    assert given_out.subnet_of(ipaddress.ip_network(inside["subnet"]))
    for address in fixed.values():
        assert address in ipaddress.ip_network(inside["subnet"])
        assert address not in given_out  # else whoever starts first may have it
    proxy = services["proxy"]["environment"]
    assert set(proxy) == OWN
    assert all(re.search(rf"\$\{{{name}\b", config) for name in OWN)
    port = dict(instructions())["EXPOSE"]
    for name, place in (("one", proxy["KNS_ONE"]), ("two", proxy["KNS_TWO"])):
        assert place == f"{fixed[name]}:{port}"  # a name would be asked for once, and has to be there at the start
        assert services[name]["environment"]["KNS_TRUSTED_PROXIES"] == str(fixed["proxy"])
    assert told["networks"]["inside"]["internal"] is True
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]


def test_the_unit_file_is_one() -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd is not here")
    told = subprocess.run([verify, "verify", str(DEPLOY / "kns@.service")], capture_output=True, text=True, check=False)
    wrong = [line for line in told.stderr.splitlines() if "kns@" in line and "is not executable" not in line]
    assert wrong == []
