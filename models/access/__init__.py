"""Sign-in, sessions, grants and one-time codes; the only maker of `Actor` and `Scope`.

May use: settings, text, database, rights, audit, changes, organisation. To remember: nothing is hashed before its
first use; secrets are stored as digests; a right taken away is gone at the next click, since each click reads grants.
"""

from models.access import tables
from models.access.grants import actor_for, operator, scope_of

__all__ = ["actor_for", "operator", "scope_of", "tables"]
