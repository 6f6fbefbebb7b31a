"""What is set, who set it, and where is the rest changed?"""

import streamlit as st

from models import choices, database, organisation, settings, text
from models.rights import Right, Role
from models.text import translate as _
from pages.parts import anew, doing, roles, tables, who
from pages.parts.office import backups_made, big_writes, setting_words
from pages.parts.plain import plain

me = who.signed_in(Right.ADMINISTER)


def typed(name: str) -> str | int:
    """Return what stands in a field, as it would be kept."""
    value = st.session_state.get(f"set:{name}")
    if isinstance(value, list):
        return ",".join(sorted(str(one) for one in value))
    return int(value) if isinstance(value, float) else "" if value is None else value


def told(name: str, value: str | int) -> str:
    """Return a value in force as people read it."""
    if name.endswith("roles"):
        return ", ".join(roles.role_word(one) for one in sorted(choices.roles_in(str(value)))) or _("no role")
    return plain(value)


def save(name: str, seen: str | int) -> None:
    """Set one value, as it stands in its field, in the place of the one that was ``seen``."""
    doing.do_administering(
        lambda db, actor: choices.choose(db, actor, name, typed(name), now=text.utc_now(), seen=seen),
        _("Saved. It holds from now on, for everybody."),
    )


st.title(_("Settings"), anchor=False)
doing.show()
big_writes.failing()
standing = backups_made.warn()
with database.reading() as db:
    chosen = choices.chosen(db)
    names = organisation.names(db, {one.by_id for one in chosen if one.by_id is not None})
words = setting_words.choice_words()
for one in chosen:
    label, key = words.get(one.name, one.name), f"set:{one.name}"
    with st.form(f"form:{one.name}"):
        if isinstance(one.value, int):
            st.number_input(label, value=one.value, key=key)  # no bounds: the field would keep back what is beyond them
        elif one.name.endswith("roles"):
            held = sorted(choices.roles_in(one.value))
            st.multiselect(label, list(Role), held, format_func=roles.role_word, key=key, placeholder=_("no role"))
        elif one.name.endswith("words"):
            st.text_area(label, one.value, max_chars=choices.LONGEST, key=key)
        else:
            st.text_input(label, one.value, max_chars=choices.LONGEST, key=key)
        if typed(one.name) != one.value:  # typed and not saved, or somebody else changed it meanwhile
            st.caption(_("In force: {value}", value=told(one.name, one.value)))
        if one.at is not None:
            by = names.get(one.by_id, "–") if one.by_id is not None else _("the platform")
            st.caption(_("Set by {name} on {at}", name=plain(by), at=one.at))
        else:
            st.caption(_("Never changed so far"))
        st.form_submit_button(_("Save"), on_click=anew.asked(save), args=(one.name, one.value))
backups_made.show(standing)
st.header(_("Set on the machine"), anchor=False)
st.write(
    _(
        "These are changed by whoever runs the machine: set the variable in the service's environment, then start the "
        "platform anew."
    )
)
yes_no = {"True": _("on"), "False": _("off")}
machine = setting_words.machine_words()
tables.show(
    [_("Setting"), _("Value")],
    [
        [
            tables.under(tables.words(machine.get(one.name, one.name)), tables.long(one.variable)),
            tables.under(
                tables.long(yes_no.get(one.value, one.value) or _("empty")), _("set") if one.changed else _("default")
            ),
        ]
        for one in settings.shown(settings.current())
    ],
    caption=_("Set on the machine"),
)
