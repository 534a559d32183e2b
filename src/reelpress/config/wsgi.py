"""The WSGI application, for waitress, gunicorn or any other server."""

from django.core.wsgi import get_wsgi_application

from reelpress.config.env import set_default

set_default("DJANGO_SETTINGS_MODULE", "reelpress.config.settings")
application = get_wsgi_application()
