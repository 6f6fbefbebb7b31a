"""What was done, by whom, when: one line for each act, written in the act's own transaction.

Lines hold ids, counts and digests only; personal values stand beside them in `AuditValue`, so that a person's data
can be erased while the lines stay whole. Answers to questions are not audit lines. The worker seals lines into a chain
afterwards (docs/decisions/0015): a line without its seal is shown as one that waits for it.

May use: database, rights. To remember: nothing personal in ``details``; it is sealed, and stays for ever.
"""

from models.audit.chain import AuditHead, Head, Links, head, keep_links, links, seal, waiting
from models.audit.checking import Broken, Check, Verdict, last_check, note_check, verify
from models.audit.command import head_command, how_word, verify_command
from models.audit.heads import keep_head, kept_heads, parse_heads, take_up_heads
from models.audit.lines import AuditLine, AuditValue, Wanted, acts, count, lines, record, with_detail

__all__ = [
    "AuditHead",
    "AuditLine",
    "AuditValue",
    "Broken",
    "Check",
    "Head",
    "Links",
    "Verdict",
    "Wanted",
    "acts",
    "count",
    "head",
    "head_command",
    "how_word",
    "keep_head",
    "keep_links",
    "kept_heads",
    "last_check",
    "lines",
    "links",
    "note_check",
    "parse_heads",
    "record",
    "seal",
    "take_up_heads",
    "verify",
    "verify_command",
    "waiting",
    "with_detail",
]
