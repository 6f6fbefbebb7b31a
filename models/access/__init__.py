"""Sign-in, sessions, grants and one-time codes; the only maker of `Actor` and `Scope`.

May use: settings, text, database, rights, audit, changes, organisation. To remember: nothing is hashed before its
first use; secrets are stored as digests; a right taken away is gone at the next click, since each click reads grants.

`sign_in`, `recognise`, `change_password` and the redeeming of codes open their own transactions: a password must not
be hashed while one is open. Everything else is an act like those of other subjects.
"""

from models.access import tables
from models.access.accounts import (
    TEXT_SIZES,
    set_issued_password,
    set_language,
    set_password,
    set_text_size,
    unlock,
)
from models.access.codes import first_administrator, give_code, redeem, redeem_first
from models.access.deputies import Deputy, OwnScope, deputies, hand_over, own_scopes, take_back
from models.access.finding import AccountLine, AccountPage, AccountState, find_people
from models.access.granting import GrantLine, Refused, end_grant, give_back, grant_role, grant_to_many, grants
from models.access.grants import actor_for, operator, scope_of
from models.access.holding import holders
from models.access.knocking import knocked, waits_until
from models.access.merging import merge_people, unmerge_people
from models.access.moved_away import Away, moved_away, tell_moved_away
from models.access.pruning import prune
from models.access.reach import inside
from models.access.sessions import (
    SignedIn,
    end_all_sessions,
    end_sessions,
    may_sign_in,
    open_session,
    recognise,
    sign_out,
    sign_out_everywhere,
    who,
)
from models.access.signing_in import DEMO_LOGINS, Outcome, change_password, demo_sign_in, sign_in
from models.access.slips import MOST_SLIPS, Slip, Slips, give_slips, waiting_for_slips

__all__ = [
    "DEMO_LOGINS",
    "MOST_SLIPS",
    "TEXT_SIZES",
    "AccountLine",
    "AccountPage",
    "AccountState",
    "Away",
    "Deputy",
    "GrantLine",
    "Outcome",
    "OwnScope",
    "Refused",
    "SignedIn",
    "Slip",
    "Slips",
    "actor_for",
    "change_password",
    "demo_sign_in",
    "deputies",
    "end_all_sessions",
    "end_grant",
    "end_sessions",
    "find_people",
    "first_administrator",
    "give_back",
    "give_code",
    "give_slips",
    "grant_role",
    "grant_to_many",
    "grants",
    "hand_over",
    "holders",
    "inside",
    "knocked",
    "may_sign_in",
    "merge_people",
    "moved_away",
    "open_session",
    "operator",
    "own_scopes",
    "prune",
    "recognise",
    "redeem",
    "redeem_first",
    "scope_of",
    "set_issued_password",
    "set_language",
    "set_password",
    "set_text_size",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "tables",
    "take_back",
    "tell_moved_away",
    "unlock",
    "unmerge_people",
    "waiting_for_slips",
    "waits_until",
    "who",
]
