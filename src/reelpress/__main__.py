"""`reelpress`, and `python -m reelpress`: the command line."""

import sys

STOPPED = 130


def main() -> None:
    """Run the command that the arguments name."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        _run()
    except KeyboardInterrupt:  # before there is a command that could end tidily
        sys.stderr.write("Stopped.\n")
        sys.exit(STOPPED)


def _run() -> None:
    # Imported here: it takes a moment, in which a person may have thought better of it.
    from reelpress.cli.app import app
    from reelpress.cli.errors import FAILED, complain_unexpected, debugging

    try:
        app(prog_name="reelpress")
    except Exception as error:
        if debugging():
            raise
        complain_unexpected(error)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
