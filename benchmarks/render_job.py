"""`python -m benchmarks.render_job VIDEO`: make one video as a job, as a worker does; then wait, as a worker does.

It says each message of its progress, and ends when its stdin closes.
"""

import json
import sys

import django


def main():
    """Do the job of the video whose row is named until it is cancelled."""
    django.setup()
    from reelpress.lib.errors import Failure
    from reelpress.pipeline import flow
    from reelpress.video.models import Video

    def tell(percent, message):
        print(json.dumps({"percent": percent, "message": message}), flush=True)

    video = Video.objects.get(pk=int(sys.argv[1]))
    try:
        flow.make_now(video.post, video.format, tell)
    except Failure as failure:
        print(json.dumps({"ended": str(failure)}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
