"""The words that Streamlit's widgets show by themselves, and what is written in their place.

They are literals in its files. A word is looked for in files of one name; a test finds every one of them in the
installed version, so that a new version of Streamlit cannot bring English back unseen.
"""

from dataclasses import dataclass

from models.text import translate as _


@dataclass(frozen=True)
class Word:
    """A literal of the files called ``file`` (their name before the first dot), and what takes its place."""

    file: str
    found: str
    put: str


def words() -> list[Word]:
    """Return every word in the current language."""
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
        Word("index", "`${t}. Running the app's main page.`", f"`${{t}}. {_('You are on the first page now.')}`"),
        *_whole("index", "Connecting", _("Connecting")),
        *_label("index", "Running...", _("The page is being made")),
        Word("ProgressBar", '"aria-label":c=`progress`', f'"aria-label":c=`{_("How far it has come")}`'),
        *_whole("index", "Skip to main content", _("To the page's content")),
        # an icon stands beside its word, and is not read aloud under its English name
        Word("StreamlitMarkdown", "role:`img`,ariaLabel:n+` icon`,", "ariaHidden:`true`,"),
        # the menu's entry of the page that is open leads to its beginning; else a person's page would never lead back
        # to the list, since the address stays
        Word("index", "o||(t.preventDefault(),e.page", "o||a===e.pageScriptHash||(t.preventDefault(),e.page"),
        Word("index", "s||(e.preventDefault(),i.page", "s||r===i.pageScriptHash||(e.preventDefault(),i.page"),
        Word("index", "s||(e.preventDefault(),f(n.page", "s||o||(e.preventDefault(),f(n.page"),
    ]


def _whole(file: str, literal: str, put: str) -> list[Word]:
    return [Word(file, f"`{literal}`", f"`{put}`")]


def _label(file: str, literal: str, put: str) -> list[Word]:
    """A word that only a screen reader says, where the same literal also means something else."""
    return [Word(file, f'"aria-label":`{literal}`', f'"aria-label":`{put}`')]
