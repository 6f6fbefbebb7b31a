"""courses"""

from models.courses import tables

__all__ = ["tables"]
