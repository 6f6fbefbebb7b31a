"""Zip files that others made, and what reading a damaged one may raise."""

import lzma
import struct
import zipfile
import zlib

BROKEN = (  # of `zipfile` and of what it unpacks with; no list of theirs says so
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    KeyError,  # a part that is not there
    OSError,
    OverflowError,
    RuntimeError,  # a part that says it is encrypted; a method or a version that is not known
    ValueError,  # lengths that lie; names that are no UTF-8
)
