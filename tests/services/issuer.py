"""An issuer of accounts (OpenID Connect) that listens on a port, as a town hall's own does.

It checks what a client sends as the standard says: the address to come back to, the client's
secret, the code's single use, and the proof of its possession (RFC 7636).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import waitress
from flask import Flask, Response, abort, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug import Response as Answer

CLIENT = "fundtracker"
SECRET = "a secret of the test"


@dataclass
class Issuer:
    """What the issuer says of whoever comes; tests change it."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    # Claims of the signed token that are put over the right ones.
    wrong: dict[str, Any] = field(default_factory=dict)
    # Signs with a key that it does not publish.
    is_forged: bool = False
    is_down: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Flask:
        """Build its pages."""
        app = Flask("issuer")
        app.before_request(self._check)
        app.get("/.well-known/openid-configuration")(self._configuration)
        app.get("/keys")(self._keys)
        app.get("/authorize")(self._authorize)
        app.post("/token")(self._token)
        return app

    def _check(self) -> None:
        if self.is_down:
            abort(503)

    def _configuration(self) -> Response:
        return jsonify(
            issuer=self.url,
            authorization_endpoint=f"{self.url}/authorize",
            token_endpoint=f"{self.url}/token",
            jwks_uri=f"{self.url}/keys",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
            code_challenge_methods_supported=["S256"],
        )

    def _keys(self) -> Response:
        return jsonify(keys=[self.key.as_dict(private=False)])

    def _authorize(self) -> Answer:
        asked = request.args
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = dict(asked)
        return redirect(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

    def _token(self) -> Response:
        given = base64.b64decode(request.headers["Authorization"].removeprefix("Basic "))
        if given.decode() not in {f"{CLIENT}:{SECRET}", f"{CLIENT}:a+secret+of+the+test"}:
            abort(401)
        asked = self._codes.pop(request.form["code"], None)
        if asked is None or asked["redirect_uri"] != request.form["redirect_uri"]:
            abort(400)
        proof = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != asked["code_challenge"]:
            abort(400)
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "somebody",
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            **self.claims,
            **self.wrong,
        }
        key = RSAKey.generate_key(2048, {"kid": "one"}) if self.is_forged else self.key
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
        body = {"access_token": "none", "token_type": "Bearer", "id_token": token}
        return Response(json.dumps(body), mimetype="application/json")


@contextmanager
def listening() -> Iterator[Issuer]:
    """Let an issuer listen on a port of this machine."""
    issuer = Issuer()
    server = waitress.create_server(
        issuer.app(), host="127.0.0.1", port=0, threads=2, asyncore_loop_timeout=0.05
    )
    issuer.url = f"http://localhost:{server.effective_port}"

    def serve() -> None:
        with suppress(OSError):
            server.run()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield issuer
    server.close()
    thread.join(timeout=5)
