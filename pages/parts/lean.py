"""What a process of pages would take of memory and never use.

pyarrow, which hands values to the charts, reads the whole of pandas (45 MB) at the first value to see whether that is
pandas'. None of ours is. Told once that there is none, it asks no more; where Streamlit itself needs pandas, for a
table, it is read then.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

import pyarrow as pa


class _Away(MetaPathFinder):
    """Says that there is no pandas."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> None:
        """Raise the error of a package that is not installed, for pandas alone."""
        if name.partition(".")[0] == "pandas":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def begin() -> None:
    """Tell it, before there are other threads."""
    away = _Away()
    sys.meta_path.insert(0, away)
    try:
        pa.array([""])
    finally:
        sys.meta_path.remove(away)
