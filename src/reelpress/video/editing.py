"""What a person changes of a video: its storyboard. The files follow at the next making; renders nothing itself."""

from typing import Any

from django.db.models.functions import Now

from reelpress.video.models import Video
from reelpress.video.writing import read_storyboard


def edit_storyboard(video: Video, storyboard: dict[str, Any]) -> Video:
    """Replace the storyboard by a person's; raises BadInput when it is none. The files follow at the next making."""
    board = read_storyboard(storyboard, means="Nothing was changed.")
    Video.objects.filter(pk=video.pk).update(
        storyboard=board.to_dict(), post_digest=video.post_digest or video.post.digest, edited=True, updated_at=Now()
    )
    video.refresh_from_db()
    return video
