"""The order of things: what follows what. The only room that knows both jobs and the rooms of the chain."""
