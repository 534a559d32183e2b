"""One program a contender: its app, its job that does nothing, its side that enqueues. Loads nothing of Reelpress."""
