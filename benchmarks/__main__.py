"""`python -m benchmarks queue ...` and `python -m benchmarks scale ...`."""

import sys
from importlib import import_module

SCRIPTS = ("queue", "scale")

if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) > 1 else "queue"
    if name not in SCRIPTS:
        raise SystemExit(f"There is no benchmark {name!r}. Choose from {', '.join(SCRIPTS)}.")
    import_module(f"benchmarks.{name}").main(sys.argv[2:])
