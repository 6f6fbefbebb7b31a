"""organisation"""

from models.organisation import tables

__all__ = ["tables"]
