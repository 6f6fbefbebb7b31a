"""Something known as the very object that it is, for a cache: what is in memory never changes, another replaces it."""

from typing import Any, Generic, TypeVar

_Kept = TypeVar("_Kept")


class Same(Generic[_Kept]):
    """A key that is equal where the object is the same one, and that keeps the object alive."""

    __slots__ = ("it",)

    def __init__(self, it: _Kept) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Same) and other.it is self.it
