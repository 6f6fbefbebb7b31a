"""The one error of the domain, and the kind of it that is nobody's fault: the database does not do its work."""


class DomainError(Exception):
    """Something that must not or cannot be done: a stable ``code`` and the values its sentence needs."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


class Unavailable(DomainError):  # noqa: N818 (a state, said to people like any other refusal)
    """The database cannot be used at the moment: nothing was changed, and the same may be tried again later."""
