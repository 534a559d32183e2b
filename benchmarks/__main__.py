"""`python -m benchmarks queue ...` and `python -m benchmarks scale ...`."""

import signal
import sys
from importlib import import_module

SCRIPTS = ("queue", "scale", "posts", "words", "render", "publish", "screens")


def main():
    """Run the script that the arguments name; told to stop, it takes away what it made."""
    name = sys.argv[1] if len(sys.argv) > 1 else SCRIPTS[0]
    if name not in SCRIPTS:
        raise SystemExit(f"There is no benchmark {name!r}. Choose from {', '.join(SCRIPTS)}.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        import_module(f"benchmarks.{name}").main(sys.argv[2:])
    except KeyboardInterrupt:
        raise SystemExit("Stopped; what was made for the measurement is gone.") from None


if __name__ == "__main__":
    main()
