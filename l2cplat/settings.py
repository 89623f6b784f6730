"""All settings, read from the environment. docs/operations.md lists the variables in words.

Where DATABASE_URL and REDIS_URL are not given, `services.find` fills in the services that `make up` started.
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.logs import logging_settings
from services import find

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
find.fill_environment()
IN_TESTS = find.in_tests()
STATE_DIR = find.place().base

# --- What kind of installation -----------------------------------------------------------------------

DEBUG = env.bool("L2C_DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or find.secret_key()
HTTPS = env.bool("L2C_HTTPS", False)
BASE_URL = env.str("L2C_BASE_URL", f"http://localhost:{env.str('PORT', '8000')}")  # for links in mails
ALLOWED_HOSTS = env.list("L2C_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("L2C_TRUSTED_ORIGINS", default=[])
# How many proxies of ours stand in front; only then is X-Forwarded-For believed (decision 36).
TRUSTED_PROXIES = env.int("L2C_PROXIES", 0)
DEMO = env.bool("L2C_DEMO", True)

# --- The parts, lowest first: an app may import those above it in this list, not those below ---------------

INSTALLED_APPS = [
    "core",  # before Django's own: its migrate command is the one used
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "tenancy",
    "approvals",
    "desk",
    "catalogue",
    "customers",
    "deals",
    "leads",
    "opportunities",
    "contracts",
    "delivery",
    "receivables",
    "insights",
    "integrations",
]
AUTH_USER_MODEL = "tenancy.User"
ROOT_URLCONF = "l2cplat.urls"
WSGI_APPLICATION = "l2cplat.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "core.health.Health",
    "core.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.ContentPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.DeviceRights",
    "core.middleware.Refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenancy.middleware.TenantMiddleware",
    "core.once.OncePerForm",
]

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
                "insights.shell.shell",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database: two roles on one database (decision 7) -------------------------------------------------------


def database(variable):
    """Settings of one role. A dead server is noticed after 5 s; a page does not wait for ever on a lock."""
    settings = env.db_url(variable, default="postgres://not-configured/")
    options = settings.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)
    options.setdefault("application_name", "l2cplat")
    # What core.prepared has the server plan is planned once, for any values.
    options["options"] = f"{options.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
    return settings | {"ENGINE": "core.postgres", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": database("DATABASE_URL"), "owner": database("DATABASE_OWNER_URL")}
# Only the processes that answer people set a limit: a migration or an export may take its time.
if statement_timeout := env.int("L2C_STATEMENT_TIMEOUT_MS", 0):
    DATABASES["default"]["OPTIONS"]["options"] += (
        f" -c statement_timeout={statement_timeout} -c lock_timeout=10000"
    )

# --- Queue and cache ----------------------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "l2c",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)},
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The longest task must end before its message counts as lost, or it would run twice.
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 570
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
}
# A task is taken off the queue when it is done: a killed worker's tasks run again.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
# What is printed is meant to be read as it is, not as a warning of the log.
CELERY_WORKER_REDIRECT_STDOUTS = False
# Away means away: the outbox keeps the message and the relay tries again.
CELERY_TASK_PUBLISH_RETRY = False

# --- People, sessions, protection -----------------------------------------------------------------------------

# Sessions live in PostgreSQL: with Valkey away people go on working (decision 29).
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = env.int("L2C_SESSION_HOURS", 12) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "core.middleware.csrf_failed"
# Memory-hard and still quick to check: about 50 ms.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["tenancy.signin.LoginBackend"]
# How long the link by mail to a new password is good, in seconds.
PASSWORD_RESET_TIMEOUT = 1800
LOGIN_URL = "tenancy:sign-in"
LOGIN_REDIRECT_URL = "insights:workbench"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("L2C_HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# No inline script or style anywhere: pages say what they mean with classes and data attributes.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Sizes (a larger body is a 413) --------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # a JSON or form body
LARGEST_FILE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # above this a file is put down on disk while it arrives
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Language and time ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # stored; shown in the tenant's own zone

# --- Files ----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("L2C_STATIC_ROOT", str(STATE_DIR / "staticfiles"))
MEDIA_ROOT = env.str("L2C_MEDIA_ROOT", str(STATE_DIR / "files"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.static.HashedStorage"},
}
WHITENOISE_MAX_AGE = 3600  # for files without a hash in their name; the others may be kept for ever

# --- The API ----------------------------------------------------------------------------------------------------

API_CALLS_PER_MINUTE = env.int("L2C_API_CALLS_PER_MINUTE", 12_000)  # per user; 0 lifts the limit
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["core.api.renderers.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tenancy.authentication.ApiKeyAuthentication",
        "tenancy.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["core.throttle.PerCaller"],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_PAGINATION_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "core.openapi.Schema",
    "EXCEPTION_HANDLER": "core.api.problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "L2Cplat",
    "DESCRIPTION": "Lead to cash: anything a user can do in the browser, under the same rights and rules.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Enumerations stay where they are used: ten machines have a `state`, each with its own values.
    "POSTPROCESSING_HOOKS": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
# host:port of targets in the house that outgoing calls may reach (decision 34).
OUTGOING_ALLOW = env.list("L2C_OUTGOING_ALLOW", default=[])

# --- Mail: kept and announced on the terminal unless EMAIL_URL names a server --------------------------------

MAILBOX = str(STATE_DIR / "mails")
EMAIL_BACKEND = "core.mailbox.Mailbox"
if env.str("EMAIL_URL", ""):
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("L2C_MAIL_FROM", "L2Cplat <no-reply@localhost>")

# --- History, logs, error reports ---------------------------------------------------------------------------------

LOG_AS_JSON = env.bool("L2C_LOG_JSON", not DEBUG)
LOGGING = logging_settings(
    as_json=LOG_AS_JSON, level=env.str("L2C_LOG_LEVEL", "WARNING" if IN_TESTS else "INFO")
)

if sentry_dsn := env.str("SENTRY_DSN", ""):
    import sentry_sdk

    sentry_sdk.init(dsn=sentry_dsn, send_default_pii=False, traces_sample_rate=0)

# --- Tests ------------------------------------------------------------------------------------------------------

if IN_TESTS:
    # A cheap hash and plain file names: neither is what any test is about.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
    # Two runs share the tests' Valkey: every key, unacknowledged tasks among them, carries the database's name.
    CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{env.str('L2C_TEST_DB', 'test_l2c')}:"
    CACHES["default"]["KEY_PREFIX"] = env.str("L2C_TEST_DB", "test_l2c")
    API_CALLS_PER_MINUTE = 0
