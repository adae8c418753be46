"""The command line: everything that runs on the server, and the reading of it from a shell.

It speaks French where the shell does (``LANG``), else English. A refusal is one sentence on the
standard error and exit code 1; a wrong command, exit code 2.
"""

from fundtracker.cli.program import main, program

__all__ = ["main", "program"]
