"""Streamlit's browser files as our people get them: compressed, with the chosen language's words, few icons.

Streamlit sends its files uncompressed, in English, with a font of all icons: 2.7 MB for a first visit. The sign-in page
names what everybody needs, so that it comes while somebody types. Copies are made once for a version of Streamlit and
of our words, in a process of its own, into the data folder; until they are there (some seconds at the very first start)
Streamlit's own files are used. To remember: the folder's name is the mark of all that went into it, so its files may be
kept by browsers for ever; nothing in it is secret.
"""

from pages.routes.bundle.making import INDEX
from pages.routes.bundle.serving import Bundle, ahead, current, head, prepare, routes

__all__ = ["INDEX", "Bundle", "ahead", "current", "head", "prepare", "routes"]
