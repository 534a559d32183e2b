"""Reelpress: a blog post goes in; a narrated, captioned video comes out and is published.

This package only holds the rooms. `docs/architecture.md` says which room does what and who may import whom.
"""

__version__ = "0.1.0"
