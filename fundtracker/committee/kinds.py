"""The words of a committee's meetings."""

from __future__ import annotations

from enum import StrEnum

from fundtracker.i18n import N_, gettext


class Presence(StrEnum):
    """How a member took part in a meeting; of whoever is not listed nothing was noted."""

    PRESENT = "present"
    REPRESENTED = "represented"
    EXCUSED = "excused"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        """The word, in the language of the moment."""
        return gettext(_WORDS[self])


# Who takes part so can vote.
VOICES = frozenset({Presence.PRESENT, Presence.REPRESENTED})

_WORDS = {
    Presence.PRESENT: N_("present"),
    Presence.REPRESENTED: N_("represented"),
    Presence.EXCUSED: N_("excused"),
    Presence.ABSENT: N_("absent"),
}
