"""The words that Streamlit's widgets show by themselves, and what is written in their place.

They are literals in its files. A word is looked for in files of one name; a test finds every one of them in the
installed version, so that a new version of Streamlit cannot bring English back unseen.
"""

from dataclasses import dataclass

from models.text import translate as _

_COMBO_BOX = "useSyncComboBoxEnterTargetFocus"


@dataclass(frozen=True)
class Word:
    """A literal of the files called ``file`` (their name before the first dot), and what takes its place."""

    file: str
    found: str
    put: str


def words() -> list[Word]:
    """Return every word in the current language: what is seen, then what only a screen reader says."""
    return [*_seen(), *_spoken()]


def _seen() -> list[Word]:
    return [
        *_whole("utils", "Choose an option", _("Choose an option")),
        *_whole("utils", "Choose options", _("Choose options")),
        *_whole("utils", "No options to select", _("No options to select")),
        *_whole("utils", "Only one file is allowed.", _("Only one file is allowed.")),
        *_whole("utils", "Too many files", _("Too many files")),
        *_whole("utils", "Upload failed", _("Upload failed")),
        *_whole("utils", "Click to retry upload", _("Click to try again")),
        Word("utils", "`File is larger than ${", f"`{_('The file is larger than')} ${{"),
        Word("utils", "`File type must be ${", f"`{_('The file must be')} ${{"),
        Word("utils", "`one of ${", f"`{_('one of')} ${{"),
        *_whole("Selectbox", "No results", _("No results")),
        *_whole("Selectbox", "Clear value", _("Clear")),
        *_whole("Selectbox", "Selectbox options", _("Options to choose from")),
        *_label("Selectbox", "Open", _("Open the list")),
        *_whole("Multiselect", "No results", _("No results")),
        *_whole("Multiselect", "Clear all", _("Clear")),
        *_whole("Multiselect", "Select all", _("Select all")),
        *_whole("Multiselect", "Multiselect options", _("Options to choose from")),
        *_whole("Multiselect", "Selected values", _("What is selected")),
        *_label("Multiselect", "Open", _("Open the list")),
        *_whole("FileUploader", "Drag and drop a file here", _("Drag a file here")),
        *_whole("FileUploader", "Drag and drop files here", _("Drag files here")),
        *_whole("FileUploader", "Upload", _("Choose a file")),
        *_label("FileUploader", "Add files", _("Add files")),
        Word("FileUploader", "} per file`", f"}} {_('for each file')}`"),
        Word("InputInstructions", "`Press ${", f"`{_('Press')} ${{"),
        Word("InputInstructions", "+Enter to ${", f"+Enter {_('to')} ${{"),
        Word("InputInstructions", "`Press Enter to ${", f"`{_('Press')} Enter {_('to')} ${{"),
        *_whole("InputInstructions", "submit form", _("send")),
        *_whole("InputInstructions", "apply", _("apply")),
        *_whole("DateInput", "Choose date", _("Choose a day")),
        *_whole("DateInput", "Choose date range", _("Choose a period")),
        *_whole("DateInput", "Clear date", _("Clear")),
        *_whole("DateInput", "Clear dates", _("Clear")),
        *_whole(
            "DateInput",
            "Use arrow keys to navigate dates. Enter to select. Escape to close.",
            _("Arrow keys move between days, Enter chooses, Escape closes."),
        ),
        *_whole("WidgetLabel", "(required)", _("(required)")),
        *_whole("TextInput", "Show password", _("Show the password")),
        *_whole("TextInput", "Hide password", _("Hide the password")),
        *_whole("TextInput", "Clear entry", _("Clear")),
        *_label("NumberInput", "Increment", _("One more")),
        *_label("NumberInput", "Decrement", _("One less")),
        Word("NumberInput", "Number is above the allowed range.", _("This number is too large.")),
        Word("NumberInput", "Number is below the allowed range.", _("This number is too small.")),
        Word("NumberInput", "Please enter a value less than or equal to", _("Enter at most")),
        Word("NumberInput", "Please enter a value greater than or equal to", _("Enter at least")),
        *_whole("Toolbar", "Close fullscreen", _("Leave full screen")),
        Word("Toolbar", "label:`Fullscreen`", f"label:`{_('Full screen')}`"),
        *_whole("ArrowVegaLiteChart", "Download as PNG", _("Save as a picture (PNG)")),
        *_whole("ArrowVegaLiteChart", "Show data", _("Show the numbers")),
        *_whole("ArrowVegaLiteChart", "Show chart", _("Show the chart")),
        *_whole("ArrowVegaLiteChart", "Copy Vega-Lite spec", _("Copy the chart's code")),
        *_whole("Pagination", "Next page", _("Next page")),
        *_whole("Pagination", "Previous page", _("Previous page")),
        *_whole("Table", "Scrollable table", _("Table that scrolls")),
        *_whole("useCopyToClipboard", "Copy to clipboard", _("Copy")),
        *_whole("useCopyToClipboard", "Copied", _("Copied")),
        Word("index", ".length} more`", f".length}} {_('more')}`"),
        *_label("index", "Close", _("Close")),
        *_label("index", "Expand sidebar", _("Open the menu")),
        *_label("index", "Collapse sidebar", _("Close the menu")),
        *_label("index", "Navigate to home page", _("To the first page")),
        *_label("index", "App pages", _("Menu")),
        *_label("index", "Notifications", _("Messages")),
        Word("index", "showError(`Connection error`", f"showError(`{_('The connection is interrupted')}`"),
        Word(
            "index",
            "`Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:`"
            ",codeBlock:`streamlit run yourscript.py`",
            f"`{_('The server does not answer at the moment. What you saved is kept. It is tried again by itself.')}`",
        ),
        *_whole(
            "index",
            "Streamlit server is not responding. Are you connected to the internet?",
            _("The server does not answer at the moment. What you saved is kept. It is tried again by itself."),
        ),
        *_whole("index", "Connection timed out.", _("The connection is too slow at the moment. It is tried again.")),
        Word("index", "showError(`Page not found`", f"showError(`{_('There is no such page')}`"),
        Word(
            "index",
            "`You have requested page /${e}, but no corresponding file was found in the app's pages/ directory`",
            f"`{_('This page does not exist, or it is not among your duties')}`",
        ),
        *_whole(
            "index",
            "The page that you have requested does not seem to exist",
            _("This page does not exist, or it is not among your duties"),
        ),
        Word("index", "`${t}. Running the app's main page.`", f"`${{t}}. {_('You are on the first page now.')}`"),
        *_whole("index", "Connecting", _("Connecting")),
        *_label("index", "Running...", _("The page is being made")),
        Word("ProgressBar", '"aria-label":c=`progress`', f'"aria-label":c=`{_("How far it has come")}`'),
        *_whole("index", "Skip to main content", _("To the page's content")),
        # an icon stands beside its word, and is not read aloud under its English name
        Word("StreamlitMarkdown", "role:`img`,ariaLabel:n+` icon`,", "ariaHidden:`true`,"),
    ]


def _spoken() -> list[Word]:
    """What React Aria, which Streamlit's widgets are made of, says in English for want of our language, and the like.

    Left in English: what is said of several groups in one list, of a period's two ends and of its ready-made
    periods, of a field for times, of scrolling tabs; no page of ours has any of these.
    """
    return [
        *_whole("StreamlitMarkdown", "Help", _("Explanation")),
        Word("StreamlitMarkdown", "`Help for ${", f"`{_('Explanation of')} ${{"),
        *_label("StreamlitMarkdown", "Link to heading", _("Link to this heading")),
        Word("Multiselect", "`Remove ${e}`", f"`{_('Take away')} ${{e}}`"),
        Word("Multiselect", "`Select ${p.length} matches`", f"`{_('Select all that fit')} (${{p.length}})`"),
        *_label("NumberInput", "Clear value", _("Clear")),
        Word("NumberInput", "`Error: ${M}`", f"`{_('Error')}: ${{M}}`"),
        *_label("Pagination", "Pagination", _("Pages of the list")),
        Word("Pagination", "`Page ${e.page}`", f"`{_('Page')} ${{e.page}}`"),
        *_label("utils", "file upload", _("Choose a file")),
        *_label("index", "Sidebar", _("Menu at the side")),
        *_whole("index", "(opens in new tab)", _("(opens in a new tab)")),
        Word("index", "={dismiss:`Dismiss`}", f"={{dismiss:`{_('Close')}`}}"),
        Word(
            "index",
            "`${t.plural(e.count,{one:()=>`${t.number(e.count)} notification`,"
            "other:()=>`${t.number(e.count)} notifications`})}.`",
            f"`${{t.number(e.count)}} {_('messages')}.`",
        ),
        *_label("ReorderedSegments", "Previous month", _("Month before")),
        *_label("ReorderedSegments", "Next month", _("Month after")),
        Word("ReorderedSegments", "={previous:`Previous`,", f"={{previous:`{_('Month before')}`,"),
        Word("ReorderedSegments", "next:`Next`,", f"next:`{_('Month after')}`,"),
        Word("ReorderedSegments", "`Selected Date: ${", f"`{_('The day chosen')}: ${{"),
        Word("ReorderedSegments", "e=>`Today, ${e.date}`", f"e=>`{_('Today')}, ${{e.date}}`"),
        Word("ReorderedSegments", "`Today, ${e.date} selected`", f"`{_('Today')}, ${{e.date}}, {_('is chosen')}`"),
        Word("ReorderedSegments", "`${e.date} selected`", f"`${{e.date}}, {_('is chosen')}`"),
        *_whole("ReorderedSegments", "First available date", _("First day that can be chosen")),
        *_whole("ReorderedSegments", "Last available date", _("Last day that can be chosen")),
        Word("DateField", "={Empty:`Empty`}", f"={{Empty:`{_('empty')}`}}"),
        # a field's parts in the page's language, which the browser knows; its own is fixed for the order of its parts
        Word("DateField", "new Intl.DisplayNames(e,{", "new Intl.DisplayNames(navigator.language,{"),
        Word(
            "DateField",
            "let e=g.format(t.dateValue);",
            'let e=t.dateValue.toLocaleDateString(navigator.language,{month:"long",timeZone:h.timeZone});',
        ),
        Word("DateField", "[h]:t.formatValue({month:`long`})", '[h]:t.value.toString().split("-").reverse().join("/")'),
        Word("DateField", "calendar:`Calendar`,", f"calendar:`{_('Calendar')}`,"),
        Word("DateField", "`Selected Date: ${", f"`{_('The day chosen')}: ${{"),
        Word(
            "DateField",
            "`Value must be ${e.minValue} or later.`",
            f"`{_('The first day that can be chosen is')} ${{e.minValue}}.`",
        ),
        Word(
            "DateField",
            "`Value must be ${e.maxValue} or earlier.`",
            f"`{_('The last day that can be chosen is')} ${{e.maxValue}}.`",
        ),
        *_whole("DateField", "Selected date unavailable.", _("This day cannot be chosen.")),
        Word(
            "useMenuTrigger",
            "`Long press or press Alt + ArrowDown to open menu`",
            f"`{_('Hold, or press Alt and arrow down, to open the list')}`",
        ),
        Word(_COMBO_BOX, "true:`, selected`", f"true:`, {_('is chosen')}`"),
        Word(_COMBO_BOX, "`${e.optionText}, selected`", f"`${{e.optionText}}, {_('is chosen')}`"),
        Word(
            _COMBO_BOX,
            "`${t.plural(e.optionCount,{one:()=>`${t.number(e.optionCount)} option`,"
            "other:()=>`${t.number(e.optionCount)} options`})} available.`",
            f"`${{t.number(e.optionCount)}} {_('options to choose from')}.`",
        ),
        *_whole(_COMBO_BOX, "Show suggestions", _("Open the list")),
        *_whole(_COMBO_BOX, "Suggestions", _("Options to choose from")),
    ]


def _whole(file: str, literal: str, put: str) -> list[Word]:
    return [Word(file, f"`{literal}`", f"`{put}`")]


def _label(file: str, literal: str, put: str) -> list[Word]:
    """A word that only a screen reader says, where the same literal also means something else."""
    return [Word(file, f'"aria-label":`{literal}`', f'"aria-label":`{put}`')]
