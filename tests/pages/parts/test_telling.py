"""A component of ours says what Streamlit's own would say, and is heard, in the run that it sets off and no other."""

from streamlit.testing.v1 import AppTest

from tests import probing


def page() -> None:
    import streamlit as st

    from pages.parts import telling

    parts = {"html": "<p></p>", "css": "p { margin: 0 }", "js": "export default () => {}"}
    heard = st.session_state.setdefault("heard", [])
    ours = telling.component("kns_ours", **parts, width="content")
    ours({"n": 1}, key="ours", on={"given": lambda: heard.append(telling.told("ours", "given"))})
    theirs = st.components.v2.component("kns_theirs", **parts)
    theirs(data={"n": 1}, key="theirs", width="content", on_given_change=lambda: None)
    said = [telling.told(key, event) for key, event in (("ours", "given"), ("ours", "other"), ("unknown", "given"))]
    st.markdown(f"now {said}")


def test_what_is_sent_is_what_streamlit_sends() -> None:
    ours, theirs = AppTest.from_function(page).run().get("bidi_component")
    assert ours.proto.id.endswith("-ours")
    assert theirs.proto.id.endswith("-theirs")
    for one in (ours, theirs):
        one.proto.id = one.proto.component_name = ""
    said = [{field.name: value for field, value in one.proto.ListFields() if value} for one in (ours, theirs)]
    assert said[0] == said[1]
    assert said[0]["json"] == '{"n": 1}'


def test_what_it_tells_is_heard_once() -> None:
    at = AppTest.from_function(page).run()
    assert at.markdown[0].value == "now [None, None, None]"
    states = at._tree.get_widget_states()
    states.widgets.append(probing.component_tells(at.get("bidi_component")[0].proto.id, given={"answer": 5}))
    at._run(states)
    assert at.session_state["heard"] == [{"answer": 5}]
    assert at.markdown[0].value == "now [{'answer': 5}, None, None]"
    at.run()
    assert at.session_state["heard"] == [{"answer": 5}]
    assert at.markdown[0].value == "now [None, None, None]"
