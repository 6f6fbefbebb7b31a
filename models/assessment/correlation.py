"""How two figures of the same people go together, from sums that are kept while people are added. Pure."""

from dataclasses import dataclass
from math import sqrt


@dataclass
class Pairs:
    """Sums over pairs of figures, one pair a person."""

    count: int = 0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    yy: float = 0.0
    xy: float = 0.0

    def add(self, x: float, y: float) -> None:
        """Take a pair up."""
        self.count += 1
        self.x += x
        self.y += y
        self.xx += x * x
        self.yy += y * y
        self.xy += x * y

    @property
    def correlation(self) -> float | None:
        """Pearson's, -1 to 1; None where one of the two is the same for everybody."""
        spread_x, spread_y = self.count * self.xx - self.x**2, self.count * self.yy - self.y**2
        if spread_x < 1e-9 or spread_y < 1e-9:
            return None
        return (self.count * self.xy - self.x * self.y) / sqrt(spread_x * spread_y)
