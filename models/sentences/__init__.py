"""What each error of the domain says to a person: what happened, what is kept, what to do.

One place for pages, forms and the command line; what goes wrong with the machine beneath is in `machine`. A test finds
every code that the domain raises and asks for its sentence here.
"""

from collections.abc import Mapping

from models import text
from models.rights import DomainError
from models.sentences import machine
from models.text import translate as _


def sentences() -> Mapping[str, str]:
    """Return the sentence of every code in the current language, with the names of the values it takes."""
    return {
        **machine.sentences(),
        "forbidden": _("This page is not part of your duties. If it should be, ask your administrator for the right."),
        "own-data-request": _("Nobody answers their own request. Another administrator has to do it."),
        "data-request-open": _("You have asked for this already; the answer is on its way."),
        "erase-own": _("Nobody erases their own record. Another administrator has to do it."),
        "erase-done": _("The personal data of this record was erased before."),
        "erase-still-here": _(
            "This person still has a place, or will have one. What their work asks for has to be kept until they leave."
        ),
        "erase-holds-role": _("This person holds a role. Take it away first."),
        "second-needed": _("This touches {people} people, more than {more}: a second person has to confirm it."),
        "second-oneself": _("You have prepared this yourself. Somebody else has to confirm it."),
        "second-deputy": _(
            "One of you stands in for the other, so you count as one person here. Somebody else has to confirm it."
        ),
        "second-changed": _(
            "It is no longer what was shown: it would touch others by now ({people}). Nothing was done; look at it and "
            "prepare it anew."
        ),
        "second-lost": _("Whoever prepared it no longer has the right to do it. Nothing was done."),
        "inspector-end": _("An inspector is one for {days} days at the most: choose a last day."),
        "inspector-alone": _("An inspector holds no other role at the same time. End the one, then give the other."),
        "inspector-long-list": _(
            "Inspectors take along what a page shows, not lists so long that they take long to make."
        ),
        "not-found": _("This was not found, or it lies outside what you may see."),
        "unit-ended": _("{unit} ended on {day}. Its figures can be read as of {last}, its last day."),
        "unit-continued": _(
            "{unit} ended on {day} and goes on as: {units}. Ask for that, or for {last}, its last day."
        ),
        "unit-not-then": _("This unit did not exist on {day}, or it was not yours then. Choose a later day."),
        "outside-scope": _("That unit or person lies outside what you are responsible for. Nothing was changed."),
        "unit-unknown": _("That unit does not exist on the chosen day."),
        "unit-code-taken": _("The code {taken} belongs to another unit."),
        "unit-in-use": _(
            "From that day on the unit still has {people} people and {children} child units. Move or merge them first."
        ),
        "split-twice": _("Somebody is named for two of the new units. Nothing was changed."),
        "split-strange": _("Somebody named is not in this unit on that day. Nothing was changed."),
        "unit-cycle": _("A unit cannot stand under itself or one of its own sub-units."),
        "leave-missing": _("This person is on no leave on the chosen day or after it."),
        "posting-missing": _("This person has no place in that tree on the chosen day."),
        "answer-invalid": _("This answer could not be read, so it was not saved. Your earlier answer is kept."),
        "answer-missing": _("Please answer first."),
        "attempt-closed": _("This attempt has been handed in; its answers do not change any more."),
        "attempt-open": _("This attempt is still open. Hand it in to see the result."),
        "time-over": _("The time is over. What you had saved counts; this answer came too late."),
        "attempt-marking": _("What you handed in on {since} has still to be judged. You can try again after that."),
        "file-empty": _("This file is empty. Nothing was stored; look at it on your computer and choose it again."),
        "file-kind": _(
            "This file is not one of the kinds that can be handed in here ({kinds}), whatever it is called. Save it as "
            "one of them and choose it again; nothing else is lost."
        ),
        "file-broken": _(
            "This file is not whole, as if copying it had been cut short. Save it anew and choose it again; "
            "nothing else is lost."
        ),
        "file-locked": _(
            "This file has a password or is in an old Office format. Save it as .docx, .xlsx or .pdf without one."
        ),
        "file-macros": _("This file has macros, which are not taken. Save it as .docx or .xlsx without them."),
        "file-bomb": _("This file unpacks to far more than it should. Save it anew with smaller pictures."),
        "file-large": _(
            "This file is larger than {most} MB. Make its pictures smaller, or save it as PDF; nothing is lost."
        ),
        "files-full": _(
            "Your files that nobody has judged yet come to {used} MB; {most} MB are possible, and this one has {size} "
            "MB. Take away what is not needed, save pictures smaller or as PDF, or wait until earlier work is judged."
        ),
        "file-too-many": _("There are {most} files already, which is the most. Take one away first."),
        "marking-taken": _("{name} is judging this since {since}. Nothing of yours was stored."),
        "marking-missing": _("This is not in your hands any more: it was judged or given back. Open it anew."),
        "marking-invalid": _("This judgement does not fit the rubric. Nothing was stored; open the answer anew."),
        "marking-incomplete": _("Choose a level for every criterion first. What you chose so far is kept."),
        "own-marking": _("Nobody judges their own work. Somebody else who keeps the course has to do it."),
        "attempts-used": _("All {allowed} attempts are used. Ask your officer if you need another one."),
        "attempt-wait": _("You can try again from {until}. Use the time to read the lessons once more."),
        "quiz-not-open": _("This quiz opens at {opens}."),
        "quiz-closed": _("This quiz closed at {closed}. Ask your trainer if you still need to take it."),
        "lessons-closed": _("The lessons of this course are closed while you are at its quiz. Hand the quiz in first."),
        "own-regrade": _(
            "You have answered this question yourself, and nobody marks their own attempts anew. Somebody else who "
            "keeps the course has to do it."
        ),
        "own-allowance": _("Nobody allows themselves more time or attempts. Ask a colleague."),
        "allowance-size": _("Allow up to {minutes} minutes, up to {attempts} attempts, and at least one of the two."),
        "requires-first": _("Complete these courses first: {courses}."),
        "course-not-offered": _("This course is not on offer at present."),
        "course-unknown": _("This course does not exist any more."),
        "quiz-too-small": _("This quiz has too few questions at present. Its trainer has been shown what to mend."),
        "feedback-later": _("The answers to this quiz are shown later."),
        "courses-too-many": _("There have been too many courses: numbers go up to {most}. No new one is taken up."),
        "unknown-release": _("This version of the course was not found."),
        "unknown-question": _("This question was not found."),
        "due-missing": _("Choose when it is due: on a day, or a number of days after each person gets it."),
        "due-too-short": _("People need at least {days} days. Choose a later day."),
        "due-too-long": _("People have at most {days} days. Choose an earlier day."),
        "day-impossible": _("Choose a day from {first} to {last}."),
        "path-invalid": _("This learning path has no course, or one twice. Its author has to mend it."),
        "renewal-invalid": _(
            "Renewal is possible every 1 to {months} months, with up to {days} days before and after."
        ),
        "day-known": _("Something stands in the calendar for {day} already. Take it out first."),
        "day-unnamed": _("Say what this day is, such as the holiday's name."),
        "day-not-weekend": _("A day to make up for another is a Saturday or a Sunday. Choose one of these."),
        "day-far": _("Days up to {years} years from now can be entered."),
        "calendar-busy": _("An earlier change of the calendar is still being written. Try again in a minute."),
        "interval-empty": _("The end lies before the beginning. Choose a later day."),
        "own-exemption": _("Nobody exempts themselves. Ask another officer."),
        "own-duty": _("This holds you alone. Nobody changes or ends what is asked of them. Ask another officer."),
        "own-extension": _("Nobody extends their own due day. Ask another officer."),
        "target-percent": _("A target is a whole number from 1 to 100 per cent."),
        "target-day": _("Choose today or a later day for the target, within ten years."),
        "target-below": _(
            "Those above this unit ask for {asked} % by that day. You can ask more of it yourself, not less."
        ),
        "target-from-above": _("This target was set by those above the unit. Ask them to change it."),
        "past-unknown": _("Who has opened their account is known as of today only. Choose today."),
        "explanation-missing": _("Write the explanation first."),
        "explanation-long": _("An explanation has {most} characters at most. Shorten it; what you wrote is kept."),
        "extension-past": _("That day is over. Choose today or a later day."),
        "extension-too-long": _("The last day can be {last} at the latest. Choose an earlier day, or exempt them."),
        "extension-too-many": _("At most {most} people can be extended at once. Choose fewer."),
        "extension-nobody": _("This course is not asked of all of them today. Choose again; nothing was changed."),
        "extension-not-later": _("They have until {due} already. Choose a later day."),
        "reason-missing": _("Please say why; the reason stays on record."),
        "import-refused": _("The list has errors; nothing was changed. Mend the rows named and upload it again."),
        "import-stale": _(
            "Somebody changed people or units meanwhile; nothing was written. Look at the preview again."
        ),
        "import-meanwhile": _(
            "Somebody changed {names} meanwhile; nothing of the list was written. Look at the list again."
        ),
        "batch-failed": _(
            "This could not be written; nothing was changed. Try again, or tell whoever runs the platform."
        ),
        "export-too-many": _(
            "You are waiting for {most} files already. Wait for one of them, or cancel it, then ask again."
        ),
        "export-refused": _(
            "What you may see has changed since this file was asked for, so it stays closed. Ask for it again."
        ),
        "export-disk": _("The server has no room left for this file. Tell whoever runs it, then ask again."),
        "export-failed": _("This file could not be made. Ask for it again, or tell whoever runs the platform."),
        "export-erased": _(
            "Somebody's personal data was erased since this file was made, so it was taken away. Ask for it again."
        ),
        "export-gone": _("This file is not there any more. Ask for it again."),
        "report-no-code": _(
            "There is no check code in this file: it is no export of figures, or its last sheet was taken out."
        ),
        "report-unknown": _("The check code in this file belongs to no export of this platform."),
        "import-undone": _("This list has been taken back already."),
        "import-changed": _("Something of this list was changed since, so it cannot be taken back: {names}."),
        "workbook-unreadable": _(
            "This file could not be read as a table. Save it anew as .xlsx or .csv and try again."
        ),
        "workbook-too-large": _("This file is larger than any that is read here. Nothing was read."),
        "workbook-slow": _(
            "Reading this file took too long and was stopped. Save it anew without pictures and formats."
        ),
        "workbook-html": _("This is a web page with the ending of a workbook. Open it in Excel and save it as .xlsx."),
        "workbook-encrypted": _("This file is protected by a password. Save it without one and try again."),
        "workbook-empty": _("This file has no rows."),
        "csv-encoding": _("Line {line} is written in an old encoding ({encoding}). Save the file as CSV UTF-8."),
        "password-short": _("A password needs at least {least} characters. A short sentence is easy to remember."),
        "password-long": _("A password has at most {most} characters."),
        "password-common": _("Many people use this password, so it is guessed first. Choose another."),
        "password-like-login": _("The password must not contain your staff code, e-mail or phone number."),
        "password-same": _("This is the password you have now. Choose another."),
        "provider-away": _(
            "The sign-in service does not answer. Try again in a few minutes, or use your password here."
        ),
        "provider-trip": _("This sign-in took too long, was used before, or began in another browser. Begin anew."),
        "provider-token": _(
            "What the sign-in service said could not be trusted, so nobody was signed in. Tell your administrator."
        ),
        "provider-refused": _("The sign-in service did not let you in, or you stopped there. You can try again."),
        "provider-unverified": _("The sign-in service has not verified your e-mail address. Ask who runs it to do so."),
        "provider-unknown": _(
            "The sign-in service knows you, but nobody here has this staff code or e-mail address, or they have left. "
            "Ask your unit's HR officer."
        ),
        "sign-in-away": _("The directory that checks your password does not answer. Try again in a few minutes."),
        "sign-in-unknown": _(
            "Your password is right, but nobody here has your staff code or e-mail address, or they have left. "
            "Ask your unit's HR officer."
        ),
        "second-missing": _("There is no second step at this sign-in."),
        "second-duty": _(
            "Your role demands a second step, so it cannot be taken off. You can move it to another phone."
        ),
        "own-second-step": _("Nobody takes their own second step away like this. Ask another administrator."),
        "second-proof-wrong": _(
            "This code is wrong, too old or used already. Wait for the app's next one, then try it."
        ),
        "second-new-wrong": _(
            "This is not the code of the new entry. Check that the phone's clock is right, and type the present code."
        ),
        "who-anew": _(
            "This weighs much, and you showed who you are more than {minutes} minutes ago: show it once more."
        ),
        "anew-directory": _("This login and this password do not belong together, or they are not yours."),
        "anew-otherwise": _("Show who you are by the code or the password that is asked for here."),
        "anew-provider": _("The sign-in service has not said yet that it is you. Sign in there, then go on here."),
        "anew-silent": _(
            "The sign-in service did not say that you signed in just now. Try once more; if it stays so, tell your "
            "administrator: its token needs `auth_time`."
        ),
        "anew-other": _("Somebody else signed in at the sign-in service, or your session here is over."),
        "sign-in-anew": _("You signed in a while ago. Sign in once more, then set the second step up."),
        "password-wrong": _("This is not your present password."),
        "code-wrong": _(
            "This code does not open anything: it may be mistyped, used, replaced or too old. Ask for a new one."
        ),
        "code-for-oneself": _("Nobody gives themselves a code. Change your password instead, or ask a colleague."),
        "code-more-rights": _(
            "This person holds a right that you lack; somebody who holds it too must do this. Nothing was changed."
        ),
        "login-missing": _("Choose a login of at least 2 characters, such as your staff code."),
        "person-unknown": _("This person is not on the list. Nothing was changed."),
        "grant-reach": _("This role cannot be given over that. Nothing was changed."),
        "grant-held": _("This person holds that role already."),
        "deputy-oneself": _("Nobody stands in for themselves. Choose a colleague."),
        "deputy-left": _("{name} has no place in the organisation today and cannot stand in."),
        "deputy-too-long": _("A deputy stands in for {days} days at most. Choose an earlier end."),
        "deputy-twice": _("{name} stands in for you during these days already."),
        "slips-too-many": _("That is more than {most} slips at once. Choose a smaller unit."),
        "grant-unknown": _("This role was already taken away."),
        "dates-order": _("The end must come after the beginning. Nothing was changed."),
        "last-administrator": _("This is the last administrator. Name another one first."),
        "not-demo": _("This is possible in demonstration mode only."),
        "demo-unknown": _("This demonstration account does not exist yet."),
        "language-unknown": _("This language is not offered."),
        "text-size-unknown": _("This size of text is not offered."),
        "choice-invalid": _("This value is not possible here. Choose one between {low} and {high}."),
        "changed-meanwhile": _(
            "Somebody changed this while you were working on it; nothing of yours was stored. Look at it anew."
        ),
        "words-missing": _("Nothing is written yet."),
        "words-long": _("{given} characters are too many: {most} are possible. Shorten it; what you wrote is kept."),
        "too-many-today": _("You have written {most} times today. What you wrote is kept here; send it tomorrow."),
        "certificate-unknown": _("There is no certificate with this number. Compare it with the paper, sign by sign."),
        "contact-way-missing": _("Give a phone number or an e-mail address, so that people can ask."),
        "contact-long": _("This is too long: at most {most} characters are possible."),
        "phone-odd": _("This phone number cannot be right. Write it as people dial it."),
        "email-odd": _("This e-mail address cannot be right. Compare it once more."),
        "regrade-nothing-chosen": _("Choose at least one version of the question that was asked."),
        "regrade-no-other-key": _("The course has no other version of this question with the same kind of answer."),
        "regrade-in-force": _("These answers are marked that way already."),
        "own-lost-pass": _("Nobody decides about their own pass. Another officer has to do it."),
        "own-inquiry": _("Nobody answers their own question. Somebody else has to do it."),
        "detail-invalid": _("“{value}” does not look right. Look at it again; nothing was changed."),
        "detail-taken": _("{value} is already kept for somebody else. Nothing was changed."),
        "detail-taken-by": _(
            "{value} is already kept for {who}. If that is the same person, join the two records. Nothing was changed."
        ),
        "place-same": _("They are there already, as that. Nothing was changed."),
        "own-leave": _("Nobody notes their own leave or departure. Ask a colleague."),
        "own-record": _("Nobody joins or separates their own records. Ask a colleague."),
        "same-record": _("This is one and the same record."),
        "same-already": _("One of the two records is joined to another already. Separate it first."),
        "same-chain": _(
            "Other records are joined to the one you want to give up. Keep that one, or separate them first."
        ),
        "same-grants": _("The record to be given up holds a role. It must be taken away first. Nothing was changed."),
        "name-missing": _("Enter the full name."),
        "unit-nameless": _("Write the unit's name first."),
        "import-undoing": _("Somebody is taking this list back already. Look at it again in a moment."),
        "person-elsewhere": _(
            "The staff code {value} is in use elsewhere. Ask for the person: who answers for them reads it."
        ),
        "transfer-waits": _("This person was asked for before, for the same unit. The answer is still to come."),
        "transfer-said-no": _("This was refused for that very day. Read why, or ask for another day."),
        "transfer-early": _("They have been where they are since {day} only. Choose a later day."),
        "transfer-own": _("You answer for this unit, too: move the person there without asking."),
        "person-known": _("{value} is already somebody's login. Choose another."),
    }


def sentence(error: DomainError) -> str:
    """Return an error in the current language; an unknown code gives a general sentence that names it."""
    known = sentences().get(error.code)
    if known is None:
        return _("That is not possible ({code}). Nothing was changed.", code=error.code)
    values = {name: _shown(value) for name, value in error.values.items()}
    try:
        return known.format(**values)
    except KeyError:
        return known


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else text.shown(value)
