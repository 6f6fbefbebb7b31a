"""A learning path given to a whole ward in the last weeks of the story, with a renewal."""

from pathlib import Path

from models import access, courses, training
from models.demo.campaigns import HOME
from models.demo.city import City
from models.demo.stage import Stage, Story
from models.rights import Right

PATH, GIVEN = "pho-cap", -18


def pathways(stage: Stage, city: City, content: Path) -> None:
    """Put the path on the stage, if its file and all its courses are there."""
    path = next((one for one in courses.read_references(content)[0].paths if one.id == PATH), None)
    if path is not None and (HOME,) in city.units:
        stage.add(_give(stage, city.units[HOME,], path))


def _give(stage: Stage, unit: int, path: courses.LearningPath) -> Story:
    calendar = stage.calendar
    yield calendar.at(GIVEN, 25)
    actor = stage.actor(stage.person("nhansu"))
    steps = training.path_steps(stage.db, path)
    if steps is not None:
        training.create_rule(
            stage.db,
            actor,
            access.scope_of(actor, Right.ASSIGN),
            path=path.id,
            steps=steps,
            whom=training.Whom(subtree=(unit,)),
            from_=calendar.day(GIVEN),
            renewal=training.Renewal(window=30, grace=14),
            title=path.title.vi,
            now=stage.now,
        )
