"""Looking a unit up in a long list."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from pages.parts import units

    names = [f"Phường {number}" for number in range(1, 72)]
    places = [units.Choice(number, str(number), name, name, (name,)) for number, name in enumerate(names)]
    st.multiselect("Units", [place.label for place in units.narrowed(places, key="find")])


def test_a_list_takes_one_place_on_the_page_with_or_without_its_count() -> None:
    """What comes after it would be drawn anew if it moved: an open form would close under the hands."""
    at = AppTest.from_function(page).run()
    assert len(at.caption) == 1
    assert len(at.multiselect[0].options) == 60
    places = len(at.main.children)

    at.text_input(key="find").set_value("phuong 71").run()
    assert len(at.caption) == 0
    assert at.multiselect[0].options == ["Phường 71"]
    assert len(at.main.children) == places
