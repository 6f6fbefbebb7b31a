"""`python -m pages.routes.bundle FOLDER`: make the copies, in a process of its own beside the pages."""

import sys
from pathlib import Path

from pages.routes.bundle import making

making.make(Path(sys.argv[1]))
