"""The list of components that a bundle carries: every locked package, each by the address that inventories know."""

import runpy

import pytest

from tests.server import ROOT

COMPONENTS = runpy.run_path(str(ROOT / "deploy" / "components.py"))


def test_every_locked_package_is_listed_with_its_version_and_address() -> None:
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    told = COMPONENTS["listed"](lock, "1.0")
    assert (told["bomFormat"], told["specVersion"], told["metadata"]["component"]["version"]) == (
        "CycloneDX",
        "1.5",
        "1.0",
    )
    pinned = [line.split(" ")[0] for line in lock.splitlines() if "==" in line.split(" ")[0]]
    assert len(pinned) > 50
    assert [f"{one['name']}=={one['version']}" for one in told["components"]] == pinned
    assert "pkg:pypi/streamlit@1.67.0" in {one["purl"] for one in told["components"]}
    references = [one["bom-ref"] for one in told["components"]]
    assert len(references) == len(set(references))
    elsewhere = next(one for one in told["components"] if one["name"] == "uvloop")
    assert "linux" in elsewhere["properties"][0]["value"]


def test_a_lock_of_another_form_is_not_half_read() -> None:
    with pytest.raises(SystemExit):
        list(COMPONENTS["locked"]("streamlit>=1.0\n"))
