"""The demo network: a small server that speaks the platforms' protocols and shows what was posted. Knows no room."""
