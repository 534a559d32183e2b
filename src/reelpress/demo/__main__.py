"""`python -m reelpress.demo --port N --data DIR`: run the demo network until it is told to stop."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from reelpress.demo.network import Network
from reelpress.demo.server import HOST, make_server
from reelpress.demo.store import Store
from reelpress.lib import proc


def main() -> None:
    """Serve on loopback."""
    parser = argparse.ArgumentParser(prog="python -m reelpress.demo", description="A network to publish to, for demos.")
    parser.add_argument("--port", type=int, default=8700, help="where to listen, on this machine only")
    parser.add_argument("--data", type=Path, required=True, help="where posts and videos are kept")
    parser.add_argument("--die-with-parent", action="store_true", help="end when who started it is killed (Linux)")
    chosen = parser.parse_args()
    if chosen.die_with_parent:
        proc.die_with_parent()
    server = make_server(Network(Store(chosen.data)), chosen.port)
    signal.signal(signal.SIGTERM, _stop)
    sys.stdout.write(f"The demo network listens on http://{HOST}:{server.server_address[1]}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
