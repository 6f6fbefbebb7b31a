"""What is wrong with a question, in words, as far as its first attempts tell."""

from models import courses, text
from models.assessment import ItemStatistics
from models.text import translate as _

HARD, EASY, EMPTY = 0.5, 0.95, 0.2


def told(item: ItemStatistics) -> list[str]:
    """Return a sentence for each thing that its trainer should look at; none while too few were asked."""
    if not item.enough:
        return []
    found = suspicions(item)
    share = item.facility or 0.0
    offered = [one for counts in item.counts if counts.text is None for one in counts.choices]
    if share < HARD and not found:
        found.append(_("Most get it wrong: read the lesson again with their eyes."))
    if share >= EASY:
        found.append(_("Nearly everybody has it right: it tells little about who knows."))
    elif unused := [_plain(one) for one in offered if not one.count and not one.right]:
        found.append(_("Nobody chooses: {answers}.", answers="; ".join(unused)))
    empty = item.asked - item.answered
    if empty >= EMPTY * item.asked:
        found.append(_("Left empty by {share}.", share=text.percent(empty, item.asked, 0)))
    return found


def suspicions(item: ItemStatistics) -> list[str]:
    """Return why its key or its wording may be wrong; what a person judges has no key."""
    if isinstance(item.question, courses.Judged):
        return []
    found = []
    for counts in item.counts:
        best = max((one.count for one in counts.choices if one.right), default=0)
        worst = max((one for one in counts.choices if not one.right), key=lambda one: one.count, default=None)
        if worst is None or worst.count <= best or (counts.text is not None and counts.right is None):
            continue
        values = {"answer": _plain(worst), "n": worst.count, "right": best}
        if counts.text is None:
            found.append(
                _("“{answer}” is chosen by {n}, what the key says by {right}: look at key and wording.", **values)
            )
        else:
            part = courses.to_plain(str(counts.text))
            found.append(
                _(
                    "At “{part}”, {n} say “{answer}” and {right} what the key says: look at key and wording.",
                    part=part,
                    **values,
                )
            )
    if item.turned:
        found.append(_("Who does well otherwise gets this one wrong more often than others: look at the key."))
    return found


def _plain(choice: courses.Choice) -> str:
    return courses.to_plain(str(choice.text))
