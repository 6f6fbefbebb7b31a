"""Which courses a trainer keeps."""

from models import courses
from models.access import SignedIn
from models.rights import Held, Right


def keeps(me: SignedIn, course_id: int | None) -> bool:
    """Return whether this person keeps a course (None: one that has no release yet, which only keepers of all see)."""
    return Held(Right.AUTHOR) in me.actor.held or (
        course_id is not None and Held(Right.AUTHOR, course_id=course_id) in me.actor.held
    )


def keeps_draft(me: SignedIn, library: courses.Catalogue, slug: str) -> bool:
    """Return whether this person keeps the course of a folder, released or not yet."""
    found = library.released(slug)
    return keeps(me, found.course_id if found is not None and found.course.slug == slug else None)


def kept(me: SignedIn, library: courses.Catalogue) -> list[courses.Released]:
    """Return the courses that this person keeps, by title as the catalogue has them."""
    return [one for one in library.releases if keeps(me, one.course_id)]
