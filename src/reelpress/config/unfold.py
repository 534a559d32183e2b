"""The look of the dashboard, as one dict for Unfold. Callbacks are dotted paths; nothing is imported here."""

UNFOLD = {
    "SITE_TITLE": "Reelpress",
    "SITE_HEADER": "Reelpress",
    "SITE_SYMBOL": "movie",
    "SHOW_HISTORY": False,
}
