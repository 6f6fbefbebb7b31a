"""Two records of one person: joined with a preview of what then counts, and separated again."""

from datetime import datetime

import streamlit as st

from models import access, database, organisation, text, training
from models.rights import DomainError, Right, Scope
from models.text import translate as _
from models.text import translate_n
from pages.parts import anew, doing, errors, folds
from pages.parts.office.person_view import Seen
from pages.parts.plain import plain

RIGHT = Right.MANAGE_PEOPLE


def show(seen: Seen, scope: Scope, now: datetime) -> None:
    """Show what is joined to a person, and the fold in which another record of theirs is looked for."""

    def separate(person_id: int) -> None:
        doing.do(
            RIGHT,
            lambda db, actor, reach: access.unmerge_people(db, actor, reach, person_id, now=text.utc_now()),
            _("The two records are separate again."),
        )

    for joined in seen.joined:
        st.button(
            _("Separate the record {code} again", code=plain(joined.staff_code or joined.full_name)),
            key=seen.key(f"separate:{joined.id}"),
            on_click=separate,
            args=(joined.id or 0,),
        )
    word = _("The same person has a second record")
    place = folds.fold(word, icon=":material/join:", key=seen.key("join:fold"))
    if place is None:
        return
    with place:
        login = st.text_input(
            _("Staff code, e-mail or phone of the other record"), key=seen.key("j:login"), max_chars=200
        )
        if not login:
            return
        try:
            with database.reading() as db:
                found = organisation.find_person(db, login=login)
                if found is None or found.id is None or found.id == seen.person.id:
                    raise DomainError("not-found")
                other, drop_id = found.full_name, found.id
                differs = _differs(seen, found)
                code, born = found.staff_code or "–", found.birth_date
                hit = training.preview_joining(db, scope, drop_id, now=now)
        except DomainError as error:
            code_ = "not-found" if error.code == "outside-scope" else error.code
            st.warning(errors.sentence(DomainError(code_)))
            return
        if differs:
            st.warning(_("Their {what} differ. Whoever holds either login signs in to both.", what=differs))
        _joining(seen, drop_id, f"{other} · {code}" + (f" · {text.day(born)}" if born else ""), hit)


def _differs(seen: Seen, other: organisation.Person) -> str:
    """Return which details tell that these may be two people: of name, day of birth and sex, where both are known."""
    pairs = {name: (getattr(seen.person, name), getattr(other, name)) for name in ("full_name", "birth_date", "gender")}
    unlike = [
        organisation.field_word(name)
        for name, (one, two) in pairs.items()
        if one and two and text.search_key(str(one)) != text.search_key(str(two))
    ]
    return ", ".join(unlike)


def _joining(seen: Seen, drop_id: int, label: str, hit: training.Joining) -> None:
    def join() -> None:
        doing.do(
            RIGHT,
            lambda db, actor, reach: access.merge_people(
                db,
                actor,
                reach,
                seen.person_id,
                drop_id,
                reason=seen.typed("j:reason") or "",
                now=text.utc_now(),
            ),
            _("The two records are one person from now on."),
        )

    st.markdown(f"**{plain(label)}**")
    st.write(
        _("This page's record is kept. From the other one these count here, too:")
        + " "
        + ", ".join(
            (
                translate_n("{n} completion", "{n} completions", hit.completions),
                translate_n("{n} course begun", "{n} courses begun", hit.courses_opened),
                translate_n("{n} quiz taken", "{n} quizzes taken", hit.attempts),
            )
        )
        + "."
    )
    if hit.exemptions or hit.extensions:
        behind = translate_n("{n} exemption", "{n} exemptions", hit.exemptions)
        behind += ", " + translate_n("{n} extension", "{n} extensions", hit.extensions)
        st.warning(_("These stay behind: {what}. Give them anew if they should still hold.", what=behind))
    st.caption(_("The other record leaves all lists and figures; its logins open this account. It can be undone."))
    st.text_input(_("Why, and by which paper"), key=seen.key("j:reason"), max_chars=200)
    st.button(_("Join the two records"), type="primary", key=seen.key("j:do"), on_click=anew.asked(join))
