"""Where a page may lead back to: an address of ours that can be opened, and no other."""

from __future__ import annotations

import re

from flask import current_app
from werkzeug.exceptions import HTTPException

LONGEST_NEXT = 500
# Browsers drop some of these and read others as a slash: what is left may be another site.
_NEVER_IN_NEXT = re.compile(r"[\x00-\x20\x7f\\]|%0|%5c", re.IGNORECASE)


def page_of_ours(target: str) -> str:
    """The endpoint of the page that the address opens, or nothing.

    Only a path counts: no scheme, no host, nothing that a browser reads as one.
    """
    if not target or len(target) > LONGEST_NEXT or _NEVER_IN_NEXT.search(target):
        return ""
    if not target.startswith("/") or target.startswith("//"):
        return ""
    path = target.partition("?")[0].partition("#")[0]
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return ""
    return "" if endpoint.startswith(("static", "bootstrap.")) else str(endpoint)


def safe_next(target: str) -> str:
    """The address when it is a page behind the door, else nothing."""
    endpoint = page_of_ours(target)
    return target if endpoint and not endpoint.startswith("sign_in.") else ""
