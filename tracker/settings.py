"""All settings: read from the environment on top, safe by default, relaxed only by LOCAL=true for a try-out."""

import os
from datetime import timedelta
from pathlib import Path

import environ

from tracker.environment import UnsetEnvironmentError

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS") if not os.environ.get(name)]
if missing:
    names = " and ".join(missing)
    raise UnsetEnvironmentError(f"Set {names} in the environment; to try the tracker out, run: python manage.py demo")

LOCAL = env.bool("LOCAL", False)
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'tracker.sqlite3'}")}
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 0 if LOCAL else 31_536_000)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", not LOCAL)
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", False)
DEBUG = env.bool("DEBUG", False)
TEAM_OF_ONE = env.bool("TEAM_OF_ONE", False)  # one person may decide on their own work, and the record says so
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", False)  # of whoever reviews or manages accounts
LOGIN_FAILURES = env.int("LOGIN_FAILURES", 5)  # as one account from one address, before log-in is locked
LOGIN_LOCK_MINUTES = env.int("LOGIN_LOCK_MINUTES", 15)
SESSION_HOURS = env.int("SESSION_HOURS", 12)  # from log-in on
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 120)
CONTACT = env("CONTACT", default="")  # whom to ask when locked out: a name, an address
API_RATE_PER_TOKEN = env("API_RATE_PER_TOKEN", default="600/minute")
API_RATE_PER_ADDRESS = env("API_RATE_PER_ADDRESS", default="60/minute")
MEDIA_ROOT = env.path("CAPTURES_DIR", default=str(VAR_DIR / "captures"))()  # captured copies: no address leads there
IMPORT_SECONDS = env.int("IMPORT_SECONDS", 45)  # how long one request reads or writes a spreadsheet before it gives up
CAPTURE_LIMIT = env.int("CAPTURE_MAX_MB", 50) * 1_000_000  # the most bytes one captured copy may have

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Many readers beside one writer, and a writer that waits its turn instead of failing, even behind twenty others
    # or behind the longest import.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": IMPORT_SECONDS + 15,
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Compiling the queries of the public log takes PostgreSQL seconds, and answering them a fraction of one.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")

INSTALLED_APPS = [
    "agreements",
    "tracker.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "tracker.access_apps.LogInConfig",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "tracker.access_apps.SecondFactorConfig",
    "rest_framework",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tracker.headers.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "agreements.admin.gate.GateMiddleware",
    "agreements.admin.kept.KeepTyped",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses whoever is locked out, before anything is compared
    "django.contrib.auth.backends.ModelBackend",
    "agreements.access.SecondFactorBackend",
]
LOGIN_URL = "admin:login"

# A log-in that failed too often is locked for a while, for that account from that address.
AXES_FAILURE_LIMIT = LOGIN_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=LOGIN_LOCK_MINUTES)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # nobody keeps an account locked by trying on
AXES_USERNAME_CALLABLE = "agreements.visitors.claimed_name"
AXES_CLIENT_IP_CALLABLE = "agreements.visitors.visitor_address"
AXES_LOCKOUT_CALLABLE = "agreements.admin.lockout.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_DISABLE_ACCESS_LOG = True  # where people log in from is kept of failures alone
AXES_ENABLE_ADMIN = False  # agreements.admin.access_log has pages of its own
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Agreement tracker"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["agreements.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["agreements.api.throttles.TokenThrottle", "agreements.api.throttles.AddressThrottle"],
    "DEFAULT_THROTTLE_RATES": {"token": API_RATE_PER_TOKEN, "address": API_RATE_PER_ADDRESS},
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["agreements.api.parsers.BoundedJsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "agreements.api.negotiation.JsonAlways",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "agreements.api.problems.problem",
}

CACHES = {
    # Counts and drawn charts, kept by what they depend on.
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    # Who asked the API how often, apart so that asking from many addresses pushes no chart out.
    "throttles": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttles",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

FILTERS_EMPTY_CHOICE_LABEL = "Any"

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "tracker.formats"
TIME_ZONE = "UTC"
USE_TZ = True
FORMS_URLFIELD_ASSUME_HTTPS = True  # what Django 6 does by itself
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000  # a note far too long gets a message and is not lost
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a piece of evidence may have hundreds of citations
CSRF_FAILURE_VIEW = "agreements.admin.kept.csrf_failure"

STATIC_URL = "static/"
STATIC_ROOT = None if LOCAL else VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = LOCAL

SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS_PROXY else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
COOKIE_PREFIX = "" if LOCAL else "__Host-"  # by which browsers refuse a cookie that another host or plain HTTP set
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
