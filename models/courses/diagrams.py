"""A mermaid diagram in words, for those who cannot see it and for paper."""

import re

_SAID = re.compile(r"^\s*acc(?:Title|Descr)\s*:\s*(.+)$", re.MULTILINE)
_NODE = re.compile(r"^\s*(\w+)\s*(?:[\[\(\{>]+\"?(.*?)\"?[\]\)\}]+)?\s*$")
_ARROW = re.compile(r"\s*(?:-->|---|==>|-\.->)\s*(?:\|([^|]*)\|)?\s*")
_MESSAGE = re.compile(r"^\s*(\w+)\s*(?:-->>|->>|-->|->|-x|--x)\s*(\w+)\s*:\s*(.+)$")
_WHO = re.compile(r"^\s*(?:participant|actor)\s+(\w+)(?:\s+as\s+(.+))?$")


def diagram_words(source: str) -> tuple[str, ...]:
    """Return what a diagram says, line by line: its own description, then each arrow; the source where it has none."""
    said = [match.strip() for match in _SAID.findall(source)]
    lines = [line for line in source.splitlines() if line.strip() and not line.strip().startswith("%%")]
    kind = next((line.split()[0] for line in lines if not _SAID.match(line)), "")
    told = _messages(lines) if kind == "sequenceDiagram" else _arrows(lines) if kind in ("flowchart", "graph") else []
    return tuple([*said, *told] or [line.strip() for line in lines])


def _arrows(lines: list[str]) -> list[str]:
    names: dict[str, str] = {}
    ways: list[tuple[str, str, str]] = []
    for line in lines[1:]:
        parts = _ARROW.split(line.strip().rstrip(";"))
        nodes = [_name(part, names) for part in parts[::2]]
        if all(nodes):
            ways.extend(zip(nodes, nodes[1:], (label or "" for label in parts[1::2]), strict=False))
    return [
        f"{names[begin]} → {names[end]}" + (f" ({label.strip()})" if label.strip() else "")
        for begin, end, label in ways
    ]


def _name(part: str, names: dict[str, str]) -> str:
    match = _NODE.match(part)
    if match is None:
        return ""
    if match[2]:
        names[match[1]] = match[2].strip().replace("<br>", " ").replace("<br/>", " ")
    names.setdefault(match[1], match[1])
    return match[1]


def _messages(lines: list[str]) -> list[str]:
    names = {match[1]: (match[2] or match[1]).strip() for line in lines if (match := _WHO.match(line))}
    found = (match for line in lines if (match := _MESSAGE.match(line)))
    return [f"{names.get(one[1], one[1])} → {names.get(one[2], one[2])}: {one[3].strip()}" for one in found]
