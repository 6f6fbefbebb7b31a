"""The whole story, from the first list to yesterday, in one transaction and by the acts that people use."""

from datetime import date
from pathlib import Path

from sqlmodel import Session

from models import courses, text
from models.database import repeatable
from models.demo.asking import asking
from models.demo.campaigns import campaigns, simple
from models.demo.city import City, build
from models.demo.judged import judged
from models.demo.mended import mended
from models.demo.moves import moves
from models.demo.pathways import pathways
from models.demo.plans import plans
from models.demo.prepared import Prepared, taken
from models.demo.seconds import seconds
from models.demo.stage import Calendar, Stage
from models.demo.structure import Size

END = date(2026, 11, 26)  # the day on which the story ends as it is played, before it is moved to the day of a start


def played(db: Session, content: Path, size: Size) -> Prepared:
    """Take the courses up and play the year in an empty database; return all its rows, the same on every run."""
    text.use_language("vi")  # in which its people are told
    calendar = Calendar(END)
    courses.take_up(db, content, now=calendar.at(-440), deep=False)
    play(db, size, calendar, content)
    db.flush()
    return taken(db, END)


def play(db: Session, size: Size, calendar: Calendar, content: Path) -> City:
    """Make a city and play its year in an empty database that has the courses of ``content``.

    The same rows on every run.
    """
    with repeatable("ky-nang-so"):
        city, stage = build(db, size, calendar), Stage(db, calendar)
        catalogue = stage.catalogue
        away = moves(stage, city, catalogue)
        mended(stage, city, catalogue, away, content)
        judged(stage, city, catalogue, away)
        asking(stage, city, away)
        campaigns(stage, city, catalogue, away)
        plans(stage, city)
        pathways(stage, city, content)
        seconds(stage, city)
        stage.play()
    return city


def play_simple(db: Session, size: Size, calendar: Calendar) -> City:
    """Make a city and give everybody one course, at which half of them have worked: quick, and easy to reckon with."""
    with repeatable("ky-nang-so"):
        city, stage = build(db, size, calendar), Stage(db, calendar)
        simple(stage, city, stage.catalogue)
        stage.play()
    return city
