"""A course of the tests' own, offered at the pages beside the shipped ones."""

from models import courses, database, text
from models.courses import Quiz
from pages.parts import live
from tests.models.assessment import released

SLUG = "safety"


def offer(*quizzes: Quiz, **course: object) -> int:
    """Release a course of the tests' own beside the shipped ones; return the release's id."""
    with database.writing() as db:
        made = released.course(SLUG, *quizzes, **course)
        _, release_id = released.release(db, made, at=text.utc_now())
    with database.reading() as db:
        live._library["now"] = library = courses.load_catalogue(db)
    while not library.is_indexed:  # until then a search finds titles only
        library.search("because")
    return release_id
