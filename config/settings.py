"""Settings: everything comes from the environment, with defaults that run the demo. See .env.example."""

from __future__ import annotations

import os
import warnings
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.contrib.messages import ERROR, INFO, SUCCESS, WARNING

from config import logs, secrets

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env")

# --- where and how it runs -------------------------------------------------------------------------------------------
DATA_DIR = BASE_DIR / env.str("DATA_DIR", default="var")
DATA_DIR.mkdir(parents=True, exist_ok=True)
DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
PUBLIC = HTTPS and not DEBUG
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or [urlsplit(BASE_URL).hostname, "127.0.0.1", "localhost"]
REDIS_URL = env.str("REDIS_URL", default="")
CLAMD_URL = env.str("CLAMD_URL", default="")
SOFFICE = env.str("SOFFICE", default="")
BILLING_HOSTS = env.list("BILLING_HOSTS", default=[])  # "host" or "host:port" of billing systems in our own network

_keys = secrets.load(os.environ, keep_in=DATA_DIR / "secrets.env", public=PUBLIC)
SECRET_KEY = _keys["SECRET_KEY"]
JOURNAL_KEY = _keys["JOURNAL_KEY"]

# --- what it is made of ----------------------------------------------------------------------------------------------
PROCESSES = sorted(f"workflows.{found.parent.name}" for found in (BASE_DIR / "workflows").glob("*/apps.py"))
INSTALLED_APPS = [
    "config",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "simple_history",
    "viewflow.workflow",
    "axes",
    "csp",
    "django_htmx",
    "django_structlog",
    "registry",
    "cases",
    "documents",
    "contracts",
    "billing",
    "desk",
    *PROCESSES,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "config.sessions.IdleLimit",
    "desk.middleware.PrivatePages",
    "desk.middleware.UserLanguage",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",  # last, so that its lock-out answer is the one that is seen
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "desk.forms.rendering.DeskRenderer"
MESSAGE_TAGS = {INFO: "run", SUCCESS: "good", WARNING: "wait", ERROR: "bad"}  # the tones of the style sheet
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the database: SQLite for the demo, PostgreSQL in production ------------------------------------------------------
_database = env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'pratica.sqlite3'}")
if _database["ENGINE"].endswith("sqlite3"):
    _database["NAME"] = str(BASE_DIR / _database["NAME"])
    _database["OPTIONS"] = {  # without these, concurrent writers are refused: "database is locked"
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    _database |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DATABASES = {"default": _database}
MIGRATION_MODULES = {"viewflow": "cases.stages.migrations"}  # its own twenty take three times as long as all of ours

# --- Redis where it is: cache, Celery; never a lock or a source of truth ------------------------------------
_redis_cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
_local_cache = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = {"default": _redis_cache if REDIS_URL else _local_cache}
CELERY_BROKER_URL = REDIS_URL or "memory://"
_patience = {"socket_connect_timeout": 0.25, "socket_timeout": 5}  # a Redis that is down must not hold up a click:
_patience |= {"max_retries": 1, "interval_start": 0, "interval_step": 0}  # as delivered, each hint would wait 6 s
CELERY_BROKER_TRANSPORT_OPTIONS = _patience if REDIS_URL else {}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# --- who signs in, and for how long ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validation}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_validation}.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger elsewhere cannot lock the victim out
AXES_CLIENT_IP_CALLABLE = "config.addresses.client_address"
AXES_USERNAME_CALLABLE = "config.addresses.tried_name"
AXES_USERNAME_FORM_FIELD = "username"  # of the sign-in form; django-axes would look for "email", the model's field
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "desk/pages/locked_out.html"

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a cache in front of it would answer 500 while Redis is down
SESSION_COOKIE_AGE = 10 * 3600
SESSION_IDLE_SECONDS = 2 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

# --- what the browser is told ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # the style sheet draws its check marks from data addresses
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "upgrade-insecure-requests": HTTPS,
    },
}
_closed = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in _closed}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "documents.receiving.Capped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- files and mail --------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "config.finders.OurAppsFinder",
    "config.finders.NodeFinder",
]
_static = "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "config.storage.StaticFiles"
UPLOAD_FILES_A_DAY = env.int("UPLOAD_FILES_A_DAY", default=1_000)  # of one person
UPLOAD_MB_A_DAY = env.int("UPLOAD_MB_A_DAY", default=5 * 1024)  # of one person
UPLOAD_COMPANY_GB = env.int("UPLOAD_COMPANY_GB", default=500)
UPLOAD_DISK_FREE_PERCENT = env.int("UPLOAD_DISK_FREE_PERCENT", default=10)
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("woff", "woff2", "ttf", "png", "jpg", "ico", "gz", "br")
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
warnings.filterwarnings("ignore", "No directory at", UserWarning)  # WhiteNoise before the first collectstatic
if env.str("EMAIL_URL", default="file") == "file":
    EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", DATA_DIR / "mail"
else:
    vars().update(env.email("EMAIL_URL"))

# --- language, time, logs --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "it"
LANGUAGES = [("it", "Italiano"), ("en", "English")]
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Rome"
USE_TZ = True
LOGGING = logs.configure(env.str("LOG_LEVEL", default="INFO").upper())
