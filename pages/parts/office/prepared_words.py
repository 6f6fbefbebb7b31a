"""What a prepared act would do, in words for whoever confirms it: the same terms that it is carried out from."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from models import courses, organisation, text, training
from models.database import Session
from models.mass_acts import PreparedLine
from models.rights import Role
from models.text import translate as _
from models.text import translate_n
from pages.parts import live, roles
from pages.parts.office import setting_words
from pages.parts.quiz import regrading

Terms = dict[str, Any]


class Words:
    """The words of some prepared acts; the names that they need are read once."""

    def __init__(self, db: Session, lines: Sequence[PreparedLine]) -> None:
        units = {one for line in lines for one in _units(line.terms)}
        self._units = organisation.unit_names(db, units)
        self._rules = training.rule_titles(db, {line.terms["rule"] for line in lines if "rule" in line.terms})
        self._lists = organisation.runs_named(db, [line.terms["list"] for line in lines if "list" in line.terms])
        self._library: courses.Catalogue = live.catalogue()

    def __call__(self, line: PreparedLine) -> str:
        """Return what an act would do."""
        terms = line.terms
        saying: dict[str, Callable[[Terms], str]] = {
            "access.grant": self._grant,
            "access.give-slips": lambda one: _("Make slips with codes for {unit}", unit=self._unit(one["unit"])),
            "assessment.regrade": self._regrade,
            "choices.choose": lambda one: _("Change a setting"),
            "organisation.merge-units": self._merge,
            "organisation.move-unit": lambda one: _(
                "Move {unit} under {into}", unit=self._unit(one["unit"]), into=self._unit(one["parent"])
            ),
            "organisation.split-unit": self._split,
            "organisation.undo-import": self._list,
            "training.change-due": lambda one: _("Change the due day of: {rule}", rule=self._rule(one)),
            "training.change-renewal": lambda one: _("Change the renewal of: {rule}", rule=self._rule(one)),
            "training.end-rule": lambda one: _("End a rule: {rule}", rule=self._rule(one)),
            "training.extend": lambda one: _("Give more time for {course}", course=self._course(one["course"])),
        }
        return saying[line.act](terms) if line.act in saying else line.act

    def details(self, line: PreparedLine) -> list[str]:
        """Return what else somebody should know who answers for it, a sentence each."""
        terms, found = line.terms, []
        if rule := self._rules.get(terms.get("rule", 0)):
            title, _course, whom = rule
            found.append(whom[:1].upper() + whom[1:])  # of rules of one title it is this one
            if (course := terms.get("course_id")) and title != (name := self._course(course)):
                found.append(_("Course: {course}", course=name))
        for name, words in (("on", _("From the day")), ("due", _("Last day")), ("due_on", _("Due on"))):
            if terms.get(name):
                found.append(f"{words}: {text.day(date.fromisoformat(terms[name]))}")
        if days := terms.get("due_days"):
            calendar = translate_n("{n} day", "{n} days", days)
            working = translate_n("{n} working day", "{n} working days", days)
            found.append(f"{_('Due after')}: {working if terms.get('working') else calendar}")
        if line.act == "training.change-renewal":
            months, window, grace = terms["renewal"]
            every = translate_n("every {n} month", "every {n} months", months) if months else _("as the course says")
            said = _("can be renewed {n} days before, {grace} days of grace", n=window, grace=grace)
            found.append(f"{every}; {said}")
        if run := self._lists.get(terms.get("list", "")):
            found.append(f"{_('Brought in on {at}', at=run.at)}: {organisation.counts_words(run.counts)}")
        if line.act == "choices.choose":
            name = setting_words.choice_words()[terms["name"]]
            found.append(f"{name}: {text.number(terms['seen'])} → {text.number(terms['value'])}")
        if reason := terms.get("why") or terms.get("reason"):
            found.append(_("Reason: {reason}", reason=reason))
        return found

    def _list(self, terms: Terms) -> str:
        run = self._lists.get(terms["list"])
        return _("Take the staff list {name} back", name=(run and run.file_name) or _("without a file name"))

    def _unit(self, number: int | None) -> str:
        return _("the top of the tree") if number is None else self._units.get(number, "–")

    def _course(self, number: int) -> str:
        released = self._library.by_id(number)
        return "–" if released is None else str(released.course.title)

    def _rule(self, terms: Terms) -> str:
        title, course, _whom = self._rules.get(terms["rule"], ("", 0, ""))
        return title or self._course(course)

    def _grant(self, terms: Terms) -> str:
        where = _("everywhere") if terms["unit"] is None else self._unit(terms["unit"])
        over = where if terms["course"] is None else self._course(terms["course"])
        return _("Give the role {role} for {place}", role=roles.role_word(Role(terms["role"])), place=over)

    def _regrade(self, terms: Terms) -> str:
        how = regrading.treatment_word("back" if terms["undoes"] else terms["treatment"])
        return _("Mark a question of {course} anew: {how}", course=self._course(terms["course"]), how=how)

    def _merge(self, terms: Terms) -> str:
        olds = ", ".join(self._unit(one) for one, _seen in terms["olds"])
        return _("Merge {units} into {into}", units=olds, into=self._unit(terms["into"]))

    def _split(self, terms: Terms) -> str:
        made = ", ".join(name for name, _people, _children in terms["parts"])
        return _("Split {unit}; new beside it: {units}", unit=self._unit(terms["unit"]), units=made)


def _units(terms: Terms) -> set[int]:
    named = [terms.get(name) for name in ("unit", "into", "parent")]
    return {one for one in (*named, *(old for old, _seen in terms.get("olds", ()))) if isinstance(one, int)}
