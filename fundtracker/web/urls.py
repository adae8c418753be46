"""Addresses of the present page with other parameters: filters, pages, languages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import request


def here(**changes: Any) -> str:  # noqa: ANN401 - what an address can hold
    """Return this page's address with some parameters changed, or taken out where None."""
    parameters = {name: request.args.getlist(name) for name in request.args}
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = [str(value)]
    query = urlencode(parameters, doseq=True)
    # One slash: "//other.example/" would lead to another site.
    path = "/" + request.path.lstrip("/\\")
    return f"{path}?{query}" if query else path


def is_local(address: str) -> bool:
    """Tell whether an address leads to a page of this site, and nowhere else."""
    if not address.startswith("/") or address.startswith(("//", "/\\")) or "\\" in address:
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and address.isprintable()
