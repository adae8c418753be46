"""What is not on this machine, and the command that cures it."""

from __future__ import annotations


class Missing(Exception):  # noqa: N818 - the reason of a skipped test, not an error
    """Something that tests need is not here; ``str()`` says what, and the cure."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(f"{what}; cure: {cure}")
