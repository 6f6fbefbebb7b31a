"""Options that read differently: of two labels that are alike, one would stand for both.

A browser sends back the label that was chosen and nothing else.
"""

from collections import Counter
from collections.abc import Mapping


def told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels by their key; those that several share carry the key as well."""
    often = Counter(label.strip() for label in labels.values())
    return {key: label if often[label.strip()] == 1 else f"{label} ({key})" for key, label in labels.items()}
