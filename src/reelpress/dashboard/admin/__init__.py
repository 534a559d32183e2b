"""What each list shows. Django finds the registrations here; pages and buttons are in `views`."""

from reelpress.dashboard.admin import account, job, people, post, pronunciation, publication, video  # noqa: F401
