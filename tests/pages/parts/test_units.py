"""Units in a list to choose from: in tree order, and none reads like another."""

from streamlit.testing.v1 import AppTest

from pages.parts import units
from pages.parts.units import Choice


def place(number: int, *path: str) -> Choice:
    """A unit by its names from the top down."""
    return Choice(number, f"key{number}", "", path[-1], path)


def labels(*places: Choice) -> list[str]:
    return [one.label for one in units.told_apart(places)]


def test_a_name_of_its_own_stands_alone_below_what_it_belongs_to() -> None:
    assert labels(place(1, "Thành phố"), place(2, "Thành phố", "Sở Nội vụ")) == ["Thành phố", "Sở Nội vụ"]


def test_shared_names_say_first_what_stands_above_them() -> None:
    shared = (place(1, "Thành phố", "Phường A", "Văn phòng"), place(2, "Thành phố", "Phường B", "Văn phòng"))
    assert labels(*shared) == ["Phường A › Văn phòng", "Phường B › Văn phòng"]


def test_as_much_of_the_way_as_it_takes() -> None:
    found = labels(place(1, "X", "Khối", "Tổ 1"), place(2, "Y", "Khối", "Tổ 1"), place(3, "Y", "Z", "Khối", "Tổ 1"))
    assert [label.strip() for label in found] == ["X › Khối › Tổ 1", "Y › Khối › Tổ 1", "Z › Khối › Tổ 1"]


def test_what_no_name_tells_apart_is_told_by_its_key() -> None:
    assert labels(place(1, "Chi bộ 1"), place(2, "Chi bộ 1")) == ["Chi bộ 1 (key1)", "Chi bộ 1 (key2)"]


def test_units_of_several_trees_are_told_apart_together() -> None:
    found = labels(place(1, "UBND", "Hoàn Kiếm"), place(2, "Đảng bộ", "Hoàn Kiếm"))
    assert [label.strip() for label in found] == ["UBND › Hoàn Kiếm", "Đảng bộ › Hoàn Kiếm"]


def many() -> None:
    """A page with a list of a hundred offices; the one chosen before stands near the end."""
    import streamlit as st

    from pages.parts import units
    from pages.parts.units import Choice

    offices = [Choice(n, f"key{n}", f"Tổ {n}", f"Tổ {n}", (f"Tổ {n}",)) for n in range(100)]
    shown = units.narrowed(offices, key="find", keep=[98])
    st.selectbox("Unit", shown, format_func=lambda one: one.label)


def test_of_many_units_the_first_and_the_chosen_are_sent_and_a_search_finds_the_others() -> None:
    page = AppTest.from_function(many).run()
    assert page.selectbox[0].options == [*(f"Tổ {n}" for n in range(60)), "Tổ 98"]
    page.text_input(key="find").set_value("to 9").run()
    assert page.selectbox[0].options == [f"Tổ {n}" for n in range(100) if "9" in str(n)]


def test_of_few_units_all_are_sent_and_there_is_nothing_to_search() -> None:
    few = [place(number, f"Tổ {number}") for number in range(60)]
    assert units.narrowed(few, key="find") == few
