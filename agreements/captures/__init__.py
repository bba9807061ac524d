"""Captured copies: what a file is, where it is kept, how it is attached to a source, and whether it is still whole."""

from agreements.captures.attaching import Attached, attach_capture
from agreements.captures.fetched import NoAddressError, fetch_capture
from agreements.captures.refusal import CaptureError
from agreements.captures.shelf import kept_file, too_large
from agreements.captures.verifying import ShelfReport, verify_shelf

__all__ = [
    "Attached",
    "CaptureError",
    "NoAddressError",
    "ShelfReport",
    "attach_capture",
    "fetch_capture",
    "kept_file",
    "too_large",
    "verify_shelf",
]
