"""Every setting of Reelpress, in one file, a section a room. docs/settings.md lists each variable.

Knows no room but by name.
"""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from reelpress.config.env import (
    BadSetting,
    env_addresses,
    env_bool,
    env_choices,
    env_counts,
    env_int,
    env_job_options,
    env_list,
    env_seconds,
    env_str,
    env_time_zone,
    env_url,
    has_port_or_none,
)
from reelpress.config.home import home_folder, prepare, served_addresses, unwritable
from reelpress.config.unfold import UNFOLD as UNFOLD  # Django reads it from here

# --- Where things live ------------------------------------------------------------------------------------
HOME = home_folder()
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "/media/"
ARTEFACTS = HOME / "artefacts"
RUN = HOME / "run"
LOGS = HOME / "logs"
prepare(HOME)


def _keep_new_key(kept: Path) -> None:
    """Put a new key at `kept`, whole or not at all; one that is there stays, also that of a start beside this one."""
    part = kept.with_name(f".secret_key.{secrets.token_hex(4)}.part")
    try:
        with part.open("x", encoding="utf-8") as new:
            part.chmod(0o600)
            new.write(secrets.token_urlsafe(48))
        try:
            kept.hardlink_to(part)  # unlike a rename, never over what is there
        except FileExistsError:
            pass
        except OSError:  # a disk that knows no links
            if not kept.exists():
                part.replace(kept)
    finally:
        part.unlink(missing_ok=True)


def _secret_key() -> str:
    """Return the configured key, else the one kept in the home, made on first start."""
    given = env_str("REELPRESS_SECRET_KEY")
    if given:
        return given
    kept = HOME / "secret_key"
    try:
        if not kept.exists():
            _keep_new_key(kept)
        key = kept.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise unwritable(HOME, error.strerror or str(error)) from None
    if not key:
        raise ImproperlyConfigured(f"{kept} is empty. Put back the key it held, or delete the file to make a new one.")
    return key


SERVED = served_addresses(RUN)  # what `reelpress up` serves now

# --- Django -----------------------------------------------------------------------------------------------
# Tokens are sealed with the first key and opened with any; put a new key in front to rotate.
SECRET_KEYS = [part for part in _secret_key().split(",") if part]
SECRET_KEY = SECRET_KEYS[0]
SECRET_KEY_FALLBACKS = SECRET_KEYS[1:]
DEBUG = env_bool("REELPRESS_DEBUG", False)
REELPRESS_URL = env_url("REELPRESS_URL", default=SERVED.get("web", "http://127.0.0.1:8000")).rstrip("/")
_public_host = urlsplit(REELPRESS_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = [*env_list("REELPRESS_ALLOWED_HOSTS"), _public_host, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [REELPRESS_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = REELPRESS_URL.startswith("https:")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
X_FRAME_OPTIONS = "SAMEORIGIN"
INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "reelpress.jobs",
    "reelpress.content",
    "reelpress.video",
    "reelpress.publishing",
    "reelpress.metrics",
    "reelpress.pipeline",
    "reelpress.dashboard",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "reelpress.config.urls"
WSGI_APPLICATION = "reelpress.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = env_time_zone("REELPRESS_TIME_ZONE", "UTC")
LANGUAGE_CODE = "en-us"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]


# --- Database ---------------------------------------------------------------------------------------------
def _database() -> dict[str, Any]:
    url = env_str("DATABASE_URL")
    wanted = "like postgresql://user:password@host:5432/name, or unset for SQLite"
    if not has_port_or_none(url):
        raise BadSetting("DATABASE_URL", url, wanted)
    parts = urlsplit(url)
    if not url or parts.scheme == "sqlite":
        path = HOME / "db.sqlite3" if not url else Path(unquote(parts.path))
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
            },
            "TEST": {"NAME": HOME / "test.sqlite3"},
            "CONN_MAX_AGE": 60,  # opening one for every job would be a tenth of a short job's cost
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            # Such as sslmode=verify-full; a host that swallows packets must not hold a worker for minutes.
            "OPTIONS": {"connect_timeout": "10", **dict(parse_qsl(parts.query))},
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise BadSetting("DATABASE_URL", url, wanted)


DATABASES = {"default": _database()}

# --- Jobs -------------------------------------------------------------------------------------------------
QUEUE_MODE = env_str("REELPRESS_QUEUE", "celery", choices=("celery", "immediate", "manual"))
# In the order in which one worker that serves all of them takes jobs.
BROKERS = ("redis", "rediss", "redis+socket", "sentinel", "amqp", "amqps")
QUEUES = ("video", "social", "default", "low-priority")
BROKER_URL = env_url("BROKER_URL", BROKERS) or env_url("REDIS_URL", BROKERS)  # empty: the embedded Valkey in the home
JOB_OVERRIDES = env_job_options("REELPRESS_JOBS", QUEUES)  # {"video-generation": {"timeout": 1200, "max_attempts": 5}}
# How many jobs with one concurrency key may run at once, by what stands before its colon: {"account": 2}; else one.
CONCURRENCY = env_counts("REELPRESS_CONCURRENCY")
# How many days a job is kept after its end; 0 is for ever.
KEEP_DAYS = {
    "completed": env_int("REELPRESS_KEEP_COMPLETED_DAYS", 30),
    "cancelled": env_int("REELPRESS_KEEP_CANCELLED_DAYS", 30),
    "failed": env_int("REELPRESS_KEEP_FAILED_DAYS", 90),
}
JOB_GRACE_SECONDS = env_int("REELPRESS_GRACE", 10)  # what a cancelled handler gets before it is killed

# --- Video ------------------------------------------------------------------------------------------------
# What videos are made of is kept, so that an edit makes little anew: days since the last use, and gigabytes of all.
KEEP_ARTEFACTS_DAYS = env_int("REELPRESS_KEEP_ARTEFACTS_DAYS", 14, least=1)
MOST_ARTEFACTS_GB = env_int("REELPRESS_MOST_ARTEFACTS_GB", 20, least=1)
RENDER_WORKERS = env_int("REELPRESS_RENDER_WORKERS", 0, most=64)  # 0: as many as there are cores, four at most
TEMPLATE = env_str("REELPRESS_TEMPLATE")  # empty: the default one
TARGET_SECONDS = env_int("REELPRESS_TARGET_SECONDS", 60, least=10)
MAX_POST_MEGABYTES = env_int("REELPRESS_MAX_POST_MB", 10, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = (MAX_POST_MEGABYTES + 1) << 20  # of a post that is pasted
IMPORT_PRIVATE = env_bool("REELPRESS_IMPORT_PRIVATE", False)
MUSIC = env_str("REELPRESS_MUSIC", str(HOME / "music"))
VOICES = env_str("REELPRESS_VOICES", str(HOME / "voices"))  # Piper's
NARRATORS = ("hibari", "piper", "openai", "elevenlabs", "espeak")
SPEECH_KEY = env_str("REELPRESS_SPEECH_KEY")
SPEECH = {
    "order": tuple(env_choices("REELPRESS_NARRATORS", "hibari,piper,espeak", NARRATORS, more="VOICE")),
    "piper": env_str("REELPRESS_PIPER", "piper"),
    "speech_url": env_url("REELPRESS_SPEECH_URL") or ("https://api.openai.com/v1" if SPEECH_KEY else ""),
    "speech_key": SPEECH_KEY,
    "speech_model": env_str("REELPRESS_SPEECH_MODEL", "gpt-4o-mini-tts"),
    "speech_voice": env_str("REELPRESS_SPEECH_VOICE", "alloy"),
    "speech_languages": tuple(env_list("REELPRESS_SPEECH_LANGUAGES")),
    "elevenlabs_url": env_url("REELPRESS_ELEVENLABS_URL") or "https://api.elevenlabs.io",
    "elevenlabs_key": env_str("REELPRESS_ELEVENLABS_KEY"),
    "elevenlabs_model": env_str("REELPRESS_ELEVENLABS_MODEL", "eleven_multilingual_v2"),
    "elevenlabs_voice": env_str("REELPRESS_ELEVENLABS_VOICE", "21m00Tcm4TlvDq8ikWAM"),
}
WRITER = env_str("REELPRESS_WRITER", "extractive", choices=("extractive", "llm"))
LLM_URL = env_url("REELPRESS_LLM_URL")
LLM_MODEL = env_str("REELPRESS_LLM_MODEL")
LLM_KEY = env_str("REELPRESS_LLM_KEY")
LLM_SECONDS = env_int("REELPRESS_LLM_SECONDS", 120, least=1)
LLM_INPUT_TOKENS = env_int("REELPRESS_LLM_INPUT_TOKENS", 6000, least=500)
LLM_OUTPUT_TOKENS = env_int("REELPRESS_LLM_OUTPUT_TOKENS", 4000, least=500)
for _name, _value in (("REELPRESS_LLM_URL", LLM_URL), ("REELPRESS_LLM_MODEL", LLM_MODEL)):
    if WRITER == "llm" and not _value:
        raise BadSetting(_name, "", "set, as REELPRESS_WRITER is llm")
STOCK = env_str("REELPRESS_STOCK", "never", choices=("never", "fill"))
PEXELS_KEY = env_str("REELPRESS_PEXELS_KEY")
if STOCK == "fill" and not PEXELS_KEY:
    raise BadSetting("REELPRESS_PEXELS_KEY", "", "set, as REELPRESS_STOCK is fill")
PEXELS_URL = env_url("REELPRESS_PEXELS_URL")

# --- Publishing -------------------------------------------------------------------------------------------
PLATFORMS = ("youtube", "instagram", "twitter", "facebook", "linkedin", "tiktok", "telegram")
_stagger = env_seconds("REELPRESS_STAGGER", (*PLATFORMS, "x"))
# Seconds that each further account waits for the one before it, by platform.
STAGGER_SECONDS = {
    "youtube": 30,
    "instagram": 60,
    "twitter": 15,
    "facebook": 30,
    "linkedin": 45,
    "telegram": 0,
    **{"twitter" if name == "x" else name: seconds for name, seconds in _stagger.items()},
}
_demo_network = SERVED.get("demo_network", "")
PLATFORM_URLS = {
    "youtube": env_url("REELPRESS_YOUTUBE_URL", default=_demo_network),
    "instagram": env_url("REELPRESS_INSTAGRAM_URL", default=_demo_network),
    "twitter": env_url("REELPRESS_TWITTER_URL", default=env_url("REELPRESS_X_URL", default=_demo_network)),
    "facebook": env_url("REELPRESS_FACEBOOK_URL", default=_demo_network),
    "linkedin": env_url("REELPRESS_LINKEDIN_URL", default=_demo_network),
    "tiktok": env_url("REELPRESS_TIKTOK_URL", default=_demo_network),
    "telegram": env_url("REELPRESS_TELEGRAM_URL", default=_demo_network),
}
PUBLIC_MEDIA_URL = env_url("REELPRESS_PUBLIC_MEDIA_URL").rstrip("/")
YOUTUBE_CLIENT_ID = env_str("REELPRESS_YOUTUBE_CLIENT_ID")
YOUTUBE_CLIENT_SECRET = env_str("REELPRESS_YOUTUBE_CLIENT_SECRET")
YOUTUBE_CAPTIONS = env_bool("REELPRESS_YOUTUBE_CAPTIONS", True)
YOUTUBE_POSTS_PER_DAY = env_int("REELPRESS_YOUTUBE_POSTS_PER_DAY", 100, least=1)  # by client: of all accounts
YOUTUBE_PRIVACY = env_str("REELPRESS_YOUTUBE_PRIVACY", "private", choices=("private", "unlisted", "public"))
TWITTER_CLIENT_ID = env_str("REELPRESS_X_CLIENT_ID")
TWITTER_CLIENT_SECRET = env_str("REELPRESS_X_CLIENT_SECRET")
TIKTOK_CLIENT_ID = env_str("REELPRESS_TIKTOK_CLIENT_ID")
TIKTOK_CLIENT_SECRET = env_str("REELPRESS_TIKTOK_CLIENT_SECRET")
TIKTOK_PRIVACY = env_str(
    "REELPRESS_TIKTOK_PRIVACY",
    "SELF_ONLY",
    choices=("SELF_ONLY", "FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "PUBLIC_TO_EVERYONE"),
)
FACEBOOK_CLIENT_ID = env_str("REELPRESS_FACEBOOK_CLIENT_ID")
FACEBOOK_CLIENT_SECRET = env_str("REELPRESS_FACEBOOK_CLIENT_SECRET")
LINKEDIN_CLIENT_ID = env_str("REELPRESS_LINKEDIN_CLIENT_ID")
LINKEDIN_CLIENT_SECRET = env_str("REELPRESS_LINKEDIN_CLIENT_SECRET")
TELEGRAM_LOCAL = env_bool("REELPRESS_TELEGRAM_LOCAL", False)
LINKEDIN_PAGES = env_bool("REELPRESS_LINKEDIN_PAGES", False)
X_LINK = env_str("REELPRESS_X_LINK", "post", choices=("post", "reply", "none"))

# --- Notifications ----------------------------------------------------------------------------------------
NOTIFY = env_addresses("REELPRESS_NOTIFY")
WEBHOOKS = env_addresses("REELPRESS_WEBHOOKS", ("http", "https"))
WEBHOOK_SECRET = env_str("REELPRESS_WEBHOOK_SECRET")
if WEBHOOKS and not WEBHOOK_SECRET:
    raise BadSetting(
        "REELPRESS_WEBHOOK_SECRET", "", "a long random text, as REELPRESS_WEBHOOKS is set and it signs them"
    )
NOTICES = ("job-failed", "queue-waits", "batch-done", "account-ended", "publication-waits")
NOTIFY_EVENTS = env_choices("REELPRESS_NOTIFY_EVENTS", ",".join(NOTICES), NOTICES)
NOTIFY_QUIET = env_int("REELPRESS_NOTIFY_QUIET", 600)  # seconds between two notices of the same reason
NOTIFY_PRIVATE = env_bool("REELPRESS_NOTIFY_PRIVATE", False)
WAIT_ALERT = env_int("REELPRESS_WAIT_ALERT", 900)  # seconds of waiting in a queue that are worth a notice; 0: never

# --- Logging ----------------------------------------------------------------------------------------------
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env_str("REELPRESS_LOG_LEVEL", "WARNING", choices=LOG_LEVELS)},
    "loggers": {"httpx": {"level": "WARNING"}, "httpcore": {"level": "WARNING"}},
}
