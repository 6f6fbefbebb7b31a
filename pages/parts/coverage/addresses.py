"""Where a number leads: addresses of the coverage page and of a person's page."""

from datetime import date

from models import training


def coverage(**asked: object) -> dict[str, str]:
    """Return the parameters of a coverage address; what is None is left out, a day past is shown as known then."""
    found = {name: str(value) for name, value in asked.items() if value is not None}
    if isinstance(day := asked.get("on"), date) and "known" not in found:
        found["known"] = training.end_of(day).isoformat()
    return found
