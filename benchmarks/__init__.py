"""Measurements of the job layer: beside other queues (`queue`), and on a million rows (`scale`). Not shipped."""
