"""worker"""

from models.worker import tables

__all__ = ["tables"]
