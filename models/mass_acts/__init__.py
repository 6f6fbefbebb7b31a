"""Acts over very many: prepared by one person, carried out when another with the same right over the same confirms.

May use: every subject with such acts. To remember: an act is in `carrying.acts()` or it is refused for good above the
number; whoever confirms is asked by the act itself, as if it were theirs; who stands in for the preparer is nobody
else than they are (docs/decisions/0018-a-second-person.md).
"""

from models.mass_acts.confirming import LONGEST, Settled, confirm, refuse, withdraw
from models.mass_acts.lapsing import lapse
from models.mass_acts.listing import PreparedLine, waiting_for
from models.mass_acts.preparing import prepare

__all__ = ["LONGEST", "PreparedLine", "Settled", "confirm", "lapse", "prepare", "refuse", "waiting_for", "withdraw"]
