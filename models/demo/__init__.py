"""The generated organisation of a demonstration: made by the same acts that people use, the same on every run.

May use: every subject below. To remember: no real person's data; nothing here runs outside demonstration mode; what is
made is marked as generated on every screen.
"""

from datetime import datetime

from sqlmodel import func, select

from models import access, database, organisation
from models.demo.city import City, build
from models.demo.studies import train
from models.rights import Role

__all__ = ["City", "build", "ensure", "train"]


def ensure(*, now: datetime) -> None:
    """Make the demonstration organisation in an empty database; do nothing in any other."""
    with database.reading() as db:
        if db.exec(select(func.count()).select_from(organisation.Person)).one():
            return
    with database.writing() as db:
        city = build(db, now=now)
        console = access.operator("demo")
        roles = {
            "giangvien": (Role.TRAINER, None),
            "nhansu": (Role.HR, city.root),
            "thutruong": (Role.HEAD, city.units["Hoàn Kiếm",]),
            "quantri": (Role.ADMINISTRATOR, None),
        }
        for login, (role, unit_id) in roles.items():
            access.grant_role(db, console, city.accounts[login], role, unit_id=unit_id, now=now)
        train(db, city, now=now)
