"""training"""

from models.training import tables

__all__ = ["tables"]
