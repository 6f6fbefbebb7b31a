"""learning"""

from models.learning import tables

__all__ = ["tables"]
