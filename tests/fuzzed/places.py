"""Where readers of files find their inputs, and what is shipped."""

import tempfile
import threading
from pathlib import Path

from models import settings

CONTENT = settings.ROOT / "content"
PLACE = Path(tempfile.gettempdir()) / "kns-fuzzing"


def mutable(folder: Path) -> Path:
    """Return a folder of this process's own."""
    made = folder / str(threading.get_native_id())
    made.mkdir(parents=True, exist_ok=True)
    return made


def texts(pattern: str) -> list[bytes]:
    """Return shipped files of content, none of them long."""
    return [path.read_bytes()[:20_000] for path in sorted(CONTENT.glob(pattern))[:12]]
