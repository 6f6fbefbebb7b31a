"""Is this installation well? Each thing that usually goes wrong is looked at, and a remedy said in a sentence.

May use: every subject but pages. To remember: nothing is changed and nothing leaves this machine unless it is named
(`--address`, `--time-server`, `--mail`); a check that cannot be made says so, since silence would read as good.
"""

from models.doctor.command import SUBJECTS, Subject, command, examined
from models.doctor.found import Asked, Found, State

__all__ = ["SUBJECTS", "Asked", "Found", "State", "Subject", "command", "examined"]
