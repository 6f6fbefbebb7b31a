"""assessment"""

from models.assessment import tables

__all__ = ["tables"]
