"""A long video on its way to Facebook, window by window: Facebook says which bytes it wants next. Publishes nothing."""

from collections.abc import Iterator

from reelpress.lib import clock
from reelpress.lib.http import Answer, FileRange, HttpFailure, Multipart, Unsendable
from reelpress.publishing.platforms.base import Listen, Media, State, Tuning
from reelpress.publishing.platforms.calls import count, part
from reelpress.publishing.platforms.errors import ErrorClass, PublishError, from_silence
from reelpress.publishing.platforms.facebook_errors import NAME, WRONG_OFFSET
from reelpress.publishing.platforms.graph import Graph, of_upload, stalled
from reelpress.publishing.platforms.graph_errors import codes


class Windows:
    """The transfer of one file. There is no call that asks how far it is, so what Facebook last said is saved."""

    def __init__(self, graph: Graph, page: str, media: Media, state: State, tuning: Tuning) -> None:
        self.graph = graph
        self.page = page
        self.media = media
        self.state = state
        self.tuning = tuning

    def send(self, listen: Listen) -> Iterator[tuple[State, float]]:
        """Send until nothing more is wanted; yield the state to save and the percentage after each window."""
        stuck = 0
        while self.state["start"] < self.state["end"]:
            before = self.state["start"]
            trouble = self._window(listen)
            if trouble is not None and (trouble.error_class is not ErrorClass.SERVER or trouble.start_over):
                raise trouble
            yield self.state, 100 * self.state["start"] / self.media.bytes
            stuck = 0 if self.state["start"] > before else stuck + 1
            if stuck > len(self.tuning.pauses):
                raise trouble or stalled(self.graph.calls, f"did not move in {stuck} tries of the upload.")
            if stuck:
                clock.sleep(self.tuning.pauses[stuck - 1])

    def _window(self, listen: Listen) -> PublishError | None:
        """Send the bytes that are wanted and note what is wanted next; return what went wrong."""
        start, end, total = self.state["start"], self.state["end"], self.media.bytes
        fields = {
            "upload_phase": "transfer",
            "upload_session_id": str(self.state["session"]),
            "start_offset": str(start),
        }
        chunk = FileRange(self.media.path, start, end - start)
        body = Multipart(fields, "video_file_chunk", self.media.path.name, chunk, "application/octet-stream")
        try:
            answer = self.graph.calls.send(
                "POST",
                f"{self.graph.host}/{self.page}/videos",
                body=body,
                listen=lambda sent, _: listen(100 * (start + min(sent, end - start)) / total),
            )
        except (HttpFailure, Unsendable) as error:
            return from_silence(error, platform=NAME)
        wanted = _wanted(answer)
        if wanted is None:
            return of_upload(self.graph.calls, self.graph.calls.refuse(answer))
        if not 0 <= wanted[0] <= wanted[1] <= total:
            raise stalled(self.graph.calls, "asks for bytes that there are not.")
        self.state = {**self.state, "start": wanted[0], "end": wanted[1]}
        return None


def _wanted(answer: Answer) -> tuple[int, int] | None:
    """Return the window that an answer names; a refusal for a wrong offset names one too."""
    said = answer.json()
    if codes(answer)[1] == WRONG_OFFSET:
        said = part(said, "error", "error_data")
    start, end = count(said.get("start_offset")), count(said.get("end_offset"))
    return None if start is None or end is None else (start, end)
