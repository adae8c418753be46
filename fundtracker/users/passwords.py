"""What makes a password good enough: long, and not among the first that anybody would try. Pure."""

from __future__ import annotations

import re
import unicodedata

from fundtracker.users.errors import PasswordTooCommon, PasswordTooLong, PasswordTooShort

SHORTEST = 12
LONGEST = 200

# A password made of one of these and digits or signs is guessed at once, however long.
_COMMON = (
    "password", "motdepasse", "passwort", "azerty", "azertyuiop", "qwerty", "qwertyuiop", "qwertz",
    "administrator", "administrateur", "admin", "welcome", "bienvenue", "bonjour", "soleil",
    "doudou", "loulou", "iloveyou", "jetaime", "letmein", "secret", "changeme", "changez",
    "football", "marseille", "princess", "chocolat", "fundtracker", "citesunies",
    "citesuniesfrance", "fondsdesolidarite", "solidarite", "mairie",
)  # fmt: skip

_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn",
         "qwertyuiopasdfghjklzxcvbnm")  # fmt: skip
_FEWEST_LETTERS = 5


def normalized(password: str) -> str:
    """Return the one form of a password, however a keyboard composes its letters."""
    return unicodedata.normalize("NFKD", password)


def check(password: str, *, email: str = "") -> None:
    """Raise PasswordTooShort, PasswordTooLong or PasswordTooCommon."""
    if len(password) < SHORTEST:
        raise PasswordTooShort(n_length=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(n_length=LONGEST)
    plain = normalized(password).casefold()
    letters = re.sub(r"[^a-z]", "", plain)
    name = re.sub(r"[^a-z]", "", email.partition("@")[0].casefold())
    is_row = any(_is_run(plain, row * 3) or _is_run(plain, row[::-1] * 3) for row in _ROWS)
    # "azerty azerty" and "motdepasse motdepasse" are no longer than once.
    is_repeated = letters != "" and any(
        letters == word * (len(letters) // len(word)) for word in (*_COMMON, name) if word
    )
    if is_row or is_repeated or len(set(plain)) < _FEWEST_LETTERS:
        raise PasswordTooCommon


def _is_run(text: str, row: str) -> bool:
    return text in row
