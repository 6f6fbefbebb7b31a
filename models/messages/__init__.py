"""What people write to each other about courses and figures: questions, reported mistakes, objections, and the answers.

May use: every subject below training. To remember: what was written is never changed, only answered; who may read an
inquiry is decided by what it is about (a course's trainers, the officers of the asker's unit), never by a list.
"""

from models.messages import tables

__all__ = ["tables"]
