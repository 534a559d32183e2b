"""What every writer is given. Knows no writer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reelpress.content.blocks import Block


@dataclass(frozen=True)
class Source:
    """A post as a writer sees it; `images` maps an image's address in the body to its path below the media folder."""

    title: str
    author: str = ""
    summary: str = ""
    blocks: tuple[Block, ...] = ()
    images: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    language: str = "en"
    target_seconds: int = 60
