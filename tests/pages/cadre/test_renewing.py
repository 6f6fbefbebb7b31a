"""A cadre is asked to renew what they completed: at home and on the course's page, in the words of each state."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models import access, database, learning, text, training
from models.learning import Source
from models.rights import Right
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


@pytest.mark.parametrize(
    ("months", "window", "grace", "badge", "said"),
    [
        (12, 60, 0, "Cần học lại", "Từ nay có thể học lại"),  # eleven months ago: within the last sixty days
        (10, 0, 60, "Cần học lại", "Anh/chị cần học lại khóa này"),  # a month over, two months are spared
        (10, 0, 0, "Hết hiệu lực", "hết hiệu lực từ"),
    ],
)
def test_a_course_to_be_renewed_says_until_when(months: int, window: int, grace: int, badge: str, said: str) -> None:
    now = text.utc_now()
    today = text.local_day(now)
    with database.writing() as db:
        person, course = city.person_id(db, "canbo"), city.shipped(db).course_id
        clock = {"achieved_on": today - timedelta(days=335), "recorded_at": now - timedelta(days=335)}
        proof = {"person_id": person, "course_id": course, "edition": 1, "source": Source.EARNED}
        db.add(learning.tables.Completion(**proof, **clock))
        console = access.operator()
        training.create_rule(
            db,
            console,
            access.scope_of(console, Right.ASSIGN),
            course_id=course,
            whom=training.Whom(people=(person,)),
            from_=today - timedelta(days=30),
            due_days=30,
            renewal=training.Renewal(months, window, grace),
            now=now,
        )
        others = select(training.Rule).where(col(training.Rule.renew_months).is_(None))
        for rule in db.exec(others).all():
            rule.voided_at = now
            db.add(rule)
        training.reconcile(db, now=now)
    home = Visitor("canbo").open("").well()
    assert badge in home.everything()
    page = Visitor("canbo").open("course", course=city.SLUG).well()
    assert said in page.everything()
