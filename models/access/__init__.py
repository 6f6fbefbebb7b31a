"""Sign-in, sessions, grants and one-time codes; the only maker of `Actor` and `Scope`.

May use: settings, text, database, rights, audit, changes, notices, workdays, organisation. To remember: nothing is
hashed before its first use; secrets are stored as digests; a right taken away is gone at the next click, since each
click reads grants.

`sign_in`, `recognise`, `change_password`, the redeeming of codes and the second step open their own transactions: a
password must not be hashed while one is open, and a wrong code stays counted. Everything else is an act like those of
other subjects.
"""

from models.access import tables
from models.access.accounts import (
    TEXT_SIZES,
    set_language,
    set_text_size,
    unlock,
)
from models.access.anew import Means, means_of, show_anew
from models.access.codes import first_administrator, give_code, redeem, redeem_first
from models.access.command import code_command, second_step_command
from models.access.deputies import Deputy, OwnScope, deputies, hand_over, own_scopes, take_back
from models.access.directory import is_set as has_directory
from models.access.finding import AccountLine, AccountPage, AccountState, find_people
from models.access.granting import (
    GrantLine,
    Refused,
    end_grant,
    give_back,
    grant_people,
    grant_role,
    grant_to_many,
    grants,
)
from models.access.grants import OVER_UNITS, actor_for, operator, scope_of
from models.access.holding import holders, scopes_today
from models.access.inspecting import note_inspection
from models.access.knocking import knocked, waits_until
from models.access.merging import merge_people, unmerge_people
from models.access.moved_away import Away, moved_away, tell_moved_away
from models.access.own_sessions import (
    OwnSession,
    browser_words,
    end_other_sessions,
    end_own_session,
    end_sessions_of,
    note_browser,
    own_sessions,
)
from models.access.pruning import prune
from models.access.reach import inside
from models.access.second_step import (
    Offer,
    SecondStep,
    SetUp,
    offer,
    pass_second_step,
    renew_recovery_codes,
    reset_second_step,
    second_step_of,
    set_up,
    take_off_second_step,
)
from models.access.sessions import (
    HalfWay,
    SignedIn,
    drop,
    end_all_sessions,
    end_sessions,
    half_way,
    is_fresh,
    may_sign_in,
    open_session,
    recognise,
    sign_out,
    sign_out_everywhere,
    who,
)
from models.access.signing_in import DEMO_LOGINS, DEMO_SECONDS, Outcome, change_password, demo_sign_in, sign_in
from models.access.since import Since, holding_again, since_backup, void_again
from models.access.single_sign_on import (
    TRIP,
    Departure,
    come_back,
    depart_to_provider,
    provider_name,
    signed_out_there,
    way_out,
)
from models.access.slips import MOST_SLIPS, Slip, Slips, give_slips, waiting_for_slips
from models.access.tables import Way
from models.access.tries import address_name

__all__ = [
    "DEMO_LOGINS",
    "DEMO_SECONDS",
    "MOST_SLIPS",
    "OVER_UNITS",
    "TEXT_SIZES",
    "TRIP",
    "AccountLine",
    "AccountPage",
    "AccountState",
    "Away",
    "Departure",
    "Deputy",
    "GrantLine",
    "HalfWay",
    "Means",
    "Offer",
    "Outcome",
    "OwnScope",
    "OwnSession",
    "Refused",
    "SecondStep",
    "SetUp",
    "SignedIn",
    "Since",
    "Slip",
    "Slips",
    "Way",
    "actor_for",
    "address_name",
    "browser_words",
    "change_password",
    "code_command",
    "come_back",
    "demo_sign_in",
    "depart_to_provider",
    "deputies",
    "drop",
    "end_all_sessions",
    "end_grant",
    "end_other_sessions",
    "end_own_session",
    "end_sessions",
    "end_sessions_of",
    "find_people",
    "first_administrator",
    "give_back",
    "give_code",
    "give_slips",
    "grant_people",
    "grant_role",
    "grant_to_many",
    "grants",
    "half_way",
    "hand_over",
    "has_directory",
    "holders",
    "holding_again",
    "inside",
    "is_fresh",
    "knocked",
    "may_sign_in",
    "means_of",
    "merge_people",
    "moved_away",
    "note_browser",
    "note_inspection",
    "offer",
    "open_session",
    "operator",
    "own_scopes",
    "own_sessions",
    "pass_second_step",
    "provider_name",
    "prune",
    "recognise",
    "redeem",
    "redeem_first",
    "renew_recovery_codes",
    "reset_second_step",
    "scope_of",
    "scopes_today",
    "second_step_command",
    "second_step_of",
    "set_language",
    "set_text_size",
    "set_up",
    "show_anew",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "signed_out_there",
    "since_backup",
    "tables",
    "take_back",
    "take_off_second_step",
    "tell_moved_away",
    "unlock",
    "unmerge_people",
    "void_again",
    "waiting_for_slips",
    "waits_until",
    "way_out",
    "who",
]
