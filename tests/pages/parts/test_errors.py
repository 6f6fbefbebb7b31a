"""What a refusal says on a page: names and what was typed in it are no marks of Markdown."""

from models import sentences
from models.rights import DomainError
from pages.parts import errors

LINK = "[Bấm vào đây](http://evil.example)"


def test_no_name_in_a_refusal_leads_anywhere() -> None:
    for error in (
        DomainError("detail-taken-by", value="a@x.vn", who=LINK),
        DomainError("import-changed", names=["An", LINK]),
    ):
        said = errors.sentence(error)
        assert LINK in sentences.sentence(error)
        assert "\\[Bấm vào đây\\]\\(" in said
        assert "http://" not in said  # which Streamlit would make a link of by itself


def test_numbers_and_days_are_written_as_people_read_them() -> None:
    assert "20 phút" in errors.sentence(DomainError("who-anew", minutes=20))
