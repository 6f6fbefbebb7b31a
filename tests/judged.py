"""Work of the shipped courses that a person judges, handed in by an account of the demonstration."""

from datetime import datetime

from sqlmodel import Session

from models import assessment, courses, learning, text
from tests import city

DOCUMENTS, TASK_QUIZ = "van-ban-dien-tu-chu-ky-so", "thuc-hanh"
ESSAY_QUIZ = "bai-viet"
ESSAY = "Lúc 9 giờ 05 tôi mở tệp lạ.\n\nTôi đã rút dây mạng và gọi điện."
PDF = b"%PDF-1.7\nbai lam\n%%EOF\n"


def begun(db: Session, login: str, slug: str, quiz: str, *, now: datetime | None = None) -> str:
    """Start a quiz of a shipped course; return the attempt's key."""
    found = courses.load_catalogue(db).released(slug)
    assert found is not None
    return learning.start_quiz(db, city.actor(db, login), found.release_id, quiz, now=now or text.utc_now())


def essay(db: Session, login: str, *, now: datetime | None = None) -> str:
    """Hand in the written answer of the shipped course; return the attempt's key."""
    now = now or text.utc_now()
    key = begun(db, login, city.SLUG, ESSAY_QUIZ, now=now)
    assessment.answer(db, city.actor(db, login), key, 1, ESSAY, now=now)
    learning.finish(db, city.actor(db, login), key, now=now)
    return key
