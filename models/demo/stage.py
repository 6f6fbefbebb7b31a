"""Playing many stories at once, in the order of time: each is a generator that yields the moment of its next act."""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlmodel import Session

from models import access, courses, organisation, text
from models.demo.moving import close
from models.rights import Actor

Story = Iterator[datetime]


@dataclass(frozen=True)
class Calendar:
    """Days counted from the story's end (day 0, on which visitors come): ``day(-7)`` is a week before."""

    end: date

    def day(self, number: int) -> date:
        """Return a day."""
        return self.end + timedelta(days=number)

    def at(self, number: float, minutes: float = 0) -> datetime:
        """Return a moment of a day, so many minutes after eight in the morning; at a weekend, of the Monday after."""
        day = self.day(int(number // 1))
        if day.weekday() > 4:
            day += timedelta(days=7 - day.weekday())
        opening = datetime.combine(day, time(8), tzinfo=text.HANOI)
        return (opening + timedelta(seconds=int(minutes * 60))).astimezone(UTC)

    def later(self, moment: datetime, days: int, source: random.Random) -> datetime:
        """Return some minute of a working day, so many days after a moment."""
        number = (text.local_day(moment) - self.end).days + days
        return self.at(number, source.uniform(5, 500))

    @property
    def close(self) -> datetime:
        """The moment at which the story stops: before anybody's first hour of day 0."""
        return close(self.end)


class Stage:
    """One transaction in which stories act; ``now`` is the moment of the act being done.

    ``catalogue``: the courses as they are at that moment.
    """

    def __init__(self, db: Session, calendar: Calendar) -> None:
        self.db, self.calendar, self.catalogue = db, calendar, courses.load_catalogue(db)
        self.now = calendar.close
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._count = 0

    def add(self, story: Story) -> None:
        """Let a story wait for its first act."""
        self._wait(story)

    def play(self) -> None:
        """Do every act that lies before the end; what would come later is not done."""
        while self._waiting:
            self.now, _, story = heapq.heappop(self._waiting)
            self._wait(story)

    def actor(self, person_id: int, name: str = "demo") -> Actor:
        """Return a person as an actor with the rights that they have at this moment."""
        return access.actor_for(self.db, person_id, name, now=self.now)

    def take_up(self, content: Path) -> None:
        """Take the courses up from a folder, as the platform does when files change."""
        courses.take_up(self.db, content, now=self.now, deep=False)
        self.catalogue = courses.load_catalogue(self.db, self.catalogue)

    def release_id(self, released: courses.Released) -> int:
        """Return the release of a course that is the newest at this moment."""
        newest = self.catalogue.released(released.course.slug)
        assert newest is not None
        return newest.release_id

    def person(self, code: str) -> int:
        """Return the id of the person with a staff code."""
        found = organisation.find_person(self.db, login=code)
        assert found is not None
        assert found.id is not None
        return found.id

    def _wait(self, story: Story) -> None:
        at = next(story, None)
        if at is not None and at < self.calendar.close:
            self._count += 1
            heapq.heappush(self._waiting, (at.replace(microsecond=0), self._count, story))
