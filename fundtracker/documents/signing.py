"""Signing issued files (PAdES, ETSI EN 319 142-1, level B-B), and reading such signatures.

By a certificate of the organisation's, where the installation names one. It takes pyHanko, which
comes with the extra ``signing``; files are issued unsigned without it.
"""

from __future__ import annotations

import importlib.util
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from fundtracker.errors import Refusal
from fundtracker.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_Result = TypeVar("_Result")

_FIELD = "Signature"


class NoSigningLibrary(Refusal):
    """A key is named, and nothing is there that signs."""

    sentence = N_("To sign documents, install FundTracker with its extra “signing”.")


class WrongSigningKey(Refusal):
    """A key that cannot be read."""

    sentence = N_(
        "The key that signs documents cannot be read: FUNDTRACKER_SIGNING_KEY must name a PKCS#12"
        " file with an RSA key, FUNDTRACKER_SIGNING_PASSPHRASE its passphrase."
    )


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of a file: by whom, when as the signer's clock said, whether it still holds.

    ``is_intact``: not a byte that was signed has changed. ``is_whole``: nothing was added since.
    """

    signed_by: str
    signed_at: datetime | None
    is_intact: bool
    is_whole: bool


class Signer:
    """Signs files by one key."""

    def __init__(self, signer: Any) -> None:  # noqa: ANN401 - of a library that may be absent
        self._signer = signer

    @classmethod
    def of(cls, path: Path, passphrase: str) -> Self:
        """Read a key; raise NoSigningLibrary or WrongSigningKey."""
        if importlib.util.find_spec("pyhanko") is None:
            raise NoSigningLibrary
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415
        from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

        try:
            content = path.read_bytes()
            key, certificate, _others = pkcs12.load_key_and_certificates(
                content, passphrase.encode() or None
            )
        except (OSError, ValueError) as error:
            raise WrongSigningKey from error
        if not isinstance(key, RSAPrivateKey) or certificate is None:
            raise WrongSigningKey
        return cls(SimpleSigner.load_pkcs12_data(content, [], passphrase.encode() or None))

    def sign(self, file: bytes, *, reason: str) -> bytes:
        """Return a file with a signature over all of it; it shows on no page."""
        from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415
            IncrementalPdfFileWriter,
        )
        from pyhanko.sign import signers  # noqa: PLC0415
        from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter  # noqa: PLC0415

        target = BytesIO()
        _aside(
            lambda: signers.sign_pdf(
                IncrementalPdfFileWriter(BytesIO(file)),
                signers.PdfSignatureMetadata(
                    field_name=_FIELD,
                    md_algorithm="sha256",
                    reason=reason,
                    subfilter=SigSeedSubFilter.PADES,
                ),
                signer=self._signer,
                new_field_spec=SigFieldSpec(_FIELD),
                output=target,
            )
        )
        return target.getvalue()


def named(path: str, passphrase: str) -> Signer | None:
    """Return what signs by the key that the settings name; None where they name none."""
    return Signer.of(Path(path), passphrase) if path else None


def signature_of(file: bytes) -> Signature | None:
    """Read the last signature of a file; None where it bears none, or nothing here reads it.

    Whether the certificate is to be trusted is no matter of the file's: whoever issued it is known
    by its hash.
    """
    if b"/ByteRange" not in file or importlib.util.find_spec("pyhanko") is None:
        return None
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    try:
        signatures = PdfFileReader(BytesIO(file), strict=False).embedded_signatures
        if not signatures:
            return None
        found = signatures[-1]
        found.compute_integrity_info()
        status = found.summarise_integrity_info()
        subject = found.signer_cert.subject.native if found.signer_cert else {}
        signed_at = found.self_reported_timestamp
        is_intact = _holds(found)
        is_whole = status["coverage"] is SignatureCoverageLevel.ENTIRE_FILE
    except Exception:  # noqa: BLE001 - whoever changed it may have broken anything in it
        return Signature(signed_by="", signed_at=None, is_intact=False, is_whole=False)
    name = subject.get("common_name") or subject.get("organization_name") or ""
    return Signature(
        signed_by=str(name), signed_at=signed_at, is_intact=is_intact, is_whole=is_whole
    )


def _holds(signature: Any) -> bool:  # noqa: ANN401 - of a library that may be absent
    """Tell whether what was signed is what is there, and was signed by the certificate's key."""
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    # Trusting the certificate itself: what is asked is the arithmetic alone, and no network.
    context = ValidationContext(
        trust_roots=[signature.signer_cert], allow_fetching=False, revocation_mode="soft-fail"
    )
    status = _aside(lambda: validate_pdf_signature(signature, signer_validation_context=context))
    return bool(status.intact and status.valid) and _is_bare(signature)


def _aside(work: Callable[[], _Result]) -> _Result:
    """Do it in a thread of its own: pyHanko starts an event loop, and a thread runs one at most."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


def _is_bare(signature: Any) -> bool:  # noqa: ANN401 - of a library that may be absent
    """Tell whether nothing is hidden in the room that the signature does not fill."""
    from asn1crypto.parser import peek  # type: ignore[import-untyped]  # noqa: PLC0415

    content = signature.pkcs7_content
    return not content[peek(content) :].strip(b"\0")
