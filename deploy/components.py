"""The packages of the lock, and a list of them in a form that other programs read (CycloneDX, for inventories)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_LOCKED = re.compile(r"([^ ;=]+)==([^ ;]+) *(?:; (.+?))? \\\n((?:    --hash.*\n?)+)")


@dataclass(frozen=True)
class Locked:
    """One package of a lock: where it is meant for (a marker, '' for everywhere), and the hashes it may have."""

    name: str
    version: str
    marker: str
    hashes: str


def locked(lock: str) -> Iterator[Locked]:
    """Yield the packages of a lock as `uv pip compile` writes it; stop at a line that is not understood."""
    for block in re.split(r"\n(?=\S)", lock.strip()):
        found = _LOCKED.fullmatch(block + "\n")
        if found is None:
            raise SystemExit(f"This line of requirements.txt is not understood: {block[:80]}")
        yield Locked(found[1], found[2], found[3] or "", found[4])


def listed(lock: str, version: str) -> dict[str, Any]:
    """Return the list: the platform of this version, and every package with the address by which faults are told."""
    parts = []
    for one in locked(lock):
        address = f"pkg:pypi/{one.name.lower().replace('_', '-')}@{quote(one.version)}"
        part: dict[str, Any] = {"type": "library", "bom-ref": address, "name": one.name, "version": one.version}
        part["purl"] = address
        if one.marker:
            part["properties"] = [{"name": "python:marker", "value": one.marker}]
        parts.append(part)
    whole = {"type": "application", "bom-ref": "ky-nang-so", "name": "ky-nang-so", "version": version}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": whole},
        "components": parts,
    }
