"""One of the two applications behind waitress: ``python -m benchmarks.live ours|reference URL``."""

from __future__ import annotations

import sys

from waitress.server import create_server

from benchmarks.clients import our_app
from benchmarks.reference.app import create as create_reference

N_THREADS = 8


def main(which: str, url: str) -> None:
    """Serve on a free port of this machine, and say which."""
    app = our_app(url) if which == "ours" else create_reference(url)
    server = create_server(app, host="127.0.0.1", port=0, threads=N_THREADS)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
