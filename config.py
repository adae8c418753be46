"""Settings, read once from the environment and frozen."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

INSTANCE = Path(__file__).parent / "instance"


class MissingSetting(Exception):  # noqa: N818 - shown to the person who starts the program
    """A setting without which the program must not start."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What differs from one installation to another."""

    database_url: str
    secret_key: str
    password_salt: str
    instance: Path
    is_demonstration: bool = False
    is_behind_tls: bool = False
    # Whether the staff that moves money must sign in with a second factor.
    wants_second_factor: bool = False
    # Where the pages are, as links in mail say it: ``https://funds.example.org``.
    url: str = ""
    # Signing in by the organisation's own accounts (OpenID Connect): offered where one is named.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    # What the button calls them: “the accounts of CUF”.
    oidc_name: str = ""
    # ``smtp+starttls://user:password@host:587``; without one no mail is sent.
    smtp_url: str = ""
    mail_from: str = ""
    # A PKCS#12 file with an RSA key and its certificate; without one documents are not signed.
    signing_key: str = ""
    signing_passphrase: str = ""

    @property
    def is_strict(self) -> bool:
        """Whether a second factor is asked of some, and a factor again of everybody at times."""
        return self.wants_second_factor and not self.is_demonstration

    @property
    def has_mail(self) -> bool:
        """Whether letters reach somebody: by a mail server, or on the demonstration's page."""
        return bool(self.smtp_url) or self.is_demonstration

    @classmethod
    def from_env(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read ``FUNDTRACKER_…``; raise MissingSetting where a production secret is missing.

        With no database named, the embedded default is used: SQLite under ``instance/``, with
        secrets made at the first start and kept beside it.
        """
        instance = Path(environment.get("FUNDTRACKER_INSTANCE", str(INSTANCE)))
        url = environment.get("FUNDTRACKER_DATABASE_URL", "")
        is_embedded = not url or url.startswith("sqlite")
        if not url:
            instance.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{instance / 'fundtracker.db'}"

        def secret(name: str) -> str:
            value = environment.get(name, "")
            if value:
                return value
            if not is_embedded:
                raise MissingSetting(name)
            return _kept_secret(instance, name)

        smtp_url = environment.get("FUNDTRACKER_SMTP_URL", "")
        for name in ("FUNDTRACKER_URL", "FUNDTRACKER_MAIL_FROM") if smtp_url else ():
            if not environment.get(name):
                raise MissingSetting(name)
        oidc_issuer = environment.get("FUNDTRACKER_OIDC_ISSUER", "").rstrip("/")
        needed = ("FUNDTRACKER_OIDC_CLIENT_ID", "FUNDTRACKER_OIDC_CLIENT_SECRET")
        for name in needed if oidc_issuer else ():
            if not environment.get(name):
                raise MissingSetting(name)
        return cls(
            database_url=url,
            secret_key=secret("FUNDTRACKER_SECRET_KEY"),
            password_salt=secret("FUNDTRACKER_PASSWORD_SALT"),
            instance=instance,
            is_demonstration=environment.get("FUNDTRACKER_DEMONSTRATION", "") == "1",
            is_behind_tls=environment.get("FUNDTRACKER_TLS", "") == "1",
            wants_second_factor=environment.get("FUNDTRACKER_SECOND_FACTOR", "") != "off",
            url=environment.get("FUNDTRACKER_URL", "").rstrip("/"),
            oidc_issuer=oidc_issuer,
            oidc_client_id=environment.get("FUNDTRACKER_OIDC_CLIENT_ID", ""),
            oidc_client_secret=environment.get("FUNDTRACKER_OIDC_CLIENT_SECRET", ""),
            oidc_name=environment.get("FUNDTRACKER_OIDC_NAME", ""),
            smtp_url=smtp_url,
            mail_from=environment.get("FUNDTRACKER_MAIL_FROM", ""),
            signing_key=environment.get("FUNDTRACKER_SIGNING_KEY", ""),
            signing_passphrase=environment.get("FUNDTRACKER_SIGNING_PASSPHRASE", ""),
        )


def _kept_secret(instance: Path, name: str) -> str:
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / f"{name.lower()}.txt"
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
