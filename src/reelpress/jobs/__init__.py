"""Tracked background work: the row is the truth, the queue is a bell. Knows no post and no video."""
