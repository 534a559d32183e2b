"""`reelpress`, and `python -m reelpress`: the command line."""

import sys

from reelpress.cli.app import app
from reelpress.cli.errors import FAILED, complain_unexpected, debugging


def main() -> None:
    """Run the command that the arguments name."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app(prog_name="reelpress")
    except Exception as error:
        if debugging():
            raise
        complain_unexpected(error)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
