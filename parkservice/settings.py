"""Settings, read from the environment alone (design section 7).

Names begin with PARKSERVICE_, except DATABASE_URL, CACHE_URL and EMAIL_URL, which keep the form that hosting
services use. A missing or bad value stops the start; production (PARKSERVICE_MODE=production) refuses the demo
key, DEBUG and the demo accounts, see parkservice.accounts.checks.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from parkservice.kit import webhooks
from parkservice.kit.stores import database

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO_KEY = "demo-key-for-machines-that-hold-nothing-real-0000000000000000"
MODE = env.str("PARKSERVICE_MODE", default="demo")
if MODE not in {"demo", "production"}:
    raise ImproperlyConfigured("PARKSERVICE_MODE is either demo or production.")
PRODUCTION = MODE == "production"
DEBUG = env.bool("PARKSERVICE_DEBUG", default=False)
SECRET_KEY = env.str("PARKSERVICE_SECRET_KEY", default=DEMO_KEY)
SECRET_KEY_FALLBACKS = env.list("PARKSERVICE_SECRET_KEY_FALLBACKS", default=[])
VAR_DIR = Path(env.str("PARKSERVICE_VAR", default=str(BASE_DIR / "var")))
ALLOWED_HOSTS = env.list("PARKSERVICE_HOSTS", default=["127.0.0.1", "localhost", "testserver"])
SITE_URL = env.str("PARKSERVICE_URL", default="http://127.0.0.1:8000")
TRUSTED_PROXIES = env.list("PARKSERVICE_TRUSTED_PROXIES", default=[])
HEADS_FILE = env.str("PARKSERVICE_HEADS", default="")

INSTALLED_APPS = [
    "parkservice.journal",
    "parkservice.ui",
    "parkservice.parks",
    "parkservice.accounts",
    "parkservice.estate",
    "parkservice.paperwork",
    "parkservice.messaging",
    "parkservice.tasks",
    "complaints",
    "fees",
    "parkservice.home",
    "parkservice.kit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "js_lib_bootstrap5",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "parkservice.ui.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parkservice.accounts.middleware.SessionLimitsMiddleware",
    "parkservice.accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "parkservice.accounts.middleware.AccessMiddleware",
]

ROOT_URLCONF = "parkservice.urls"
WSGI_APPLICATION = "parkservice.wsgi.application"
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
                "parkservice.ui.context.shell",
            ],
            "builtins": [
                "parkservice.ui.templatetags.ui",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.cache",
            ],
        },
    }
]

# ---- data stores (design section 8) ----
DATABASES = {
    "default": database(
        env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
        pool=env.int("PARKSERVICE_POOL", default=8),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": env.cache("CACHE_URL", default="dbcache://cache_entries"),
    # Drawn pieces of a page, each kept under everything that it shows.
    "template_fragments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fragments"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
MEDIA_ROOT = VAR_DIR / "files"
OUTBOX_DIR = VAR_DIR / "outbox"
CLAMAV_SOCKET = env.str("PARKSERVICE_CLAMAV", default="")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# ---- log lines: readable at a terminal, JSON in production ----
LOG_LEVEL = env.str("PARKSERVICE_LOG_LEVEL", default="INFO")
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise ImproperlyConfigured("PARKSERVICE_LOG_LEVEL is DEBUG, INFO, WARNING or ERROR.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "parkservice.kit.logs.RequestNumber", "variable": "parkservice.ui.middleware.current"},
    },
    "formatters": {
        "json": {"()": "parkservice.kit.logs.JsonFormatter"},
        "plain": {"format": "{levelname} {name} {request_id} {message}", "style": "{"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["request"],
            "formatter": "json" if PRODUCTION else "plain",
        },
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}

# ---- mail and messages: the demo sends nothing, it writes what it would send into OUTBOX_DIR ----
globals().update(env.email("EMAIL_URL", default="filemail://"))
EMAIL_FILE_PATH = str(OUTBOX_DIR)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("PARKSERVICE_MAIL_FROM", default="service@park.invalid")
CHANNEL_TIMEOUT = 10
try:
    SMS_URL = webhooks.checked_url(env.str("PARKSERVICE_SMS_URL", default=""), secure=PRODUCTION)
    ROBOT_SECRETS = {
        "wecom": webhooks.per_park(env.str("PARKSERVICE_ROBOT_WECOM", default=""), secure=PRODUCTION),
        "dingtalk": webhooks.per_park(env.str("PARKSERVICE_ROBOT_DINGTALK", default=""), secure=PRODUCTION),
    }
except ValueError as error:
    raise ImproperlyConfigured(f"PARKSERVICE_SMS_URL and PARKSERVICE_ROBOT_…: {error}.") from None
SMS_TOKEN = env.str("PARKSERVICE_SMS_TOKEN", default="")
if SMS_URL and not SMS_TOKEN:
    raise ImproperlyConfigured("PARKSERVICE_SMS_URL needs PARKSERVICE_SMS_TOKEN beside it.")

# ---- people ----
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["parkservice.accounts.backend.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/welcome/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = env.int("PARKSERVICE_IDLE_MINUTES", default=30) * 60
SESSION_ABSOLUTE_SECONDS = env.int("PARKSERVICE_SESSION_HOURS", default=12) * 3600

# ---- sign-in (accounts; the library is django-allauth) ----
ACCOUNT_ADAPTER = "parkservice.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "parkservice.accounts.library_forms.SignInForm",
    "reauthenticate": "parkservice.accounts.library_forms.ReauthenticateForm",
    "change_password": "parkservice.accounts.library_forms.ChangePasswordForm",
    "set_password": "parkservice.accounts.library_forms.SetPasswordForm",
    "reset_password": "parkservice.accounts.library_forms.ResetPasswordForm",
    "reset_password_from_key": "parkservice.accounts.library_forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
# Passwords are counted per account and device by accounts.throttle; "login_failed" here counts second factors.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "5/15m/key"}
MFA_ADAPTER = "parkservice.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "parkservice.accounts.library_forms.AuthenticateForm",
    "reauthenticate": "parkservice.accounts.library_forms.ReauthenticateCodeForm",
    "activate_totp": "parkservice.accounts.library_forms.ActivateTOTPForm",
    "add_webauthn": "parkservice.accounts.library_forms.AddKeyForm",
    "edit_webauthn": "parkservice.accounts.library_forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "parkservice"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# ---- end of sign-in ----

# ---- words ----
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# ---- assets ----
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FONT_DIR = env.str("PARKSERVICE_FONTS", default="")

# ---- the browser's own protections ----
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# ---- the public form: counts within an hour above which a matter is held for a look, or not taken for now; the count
# of an address within a day only holds ----
PUBLIC_HOLD_PER_PHONE = env.int("PARKSERVICE_PUBLIC_HOLD_PER_PHONE", default=5)
PUBLIC_HOLD_PER_ADDRESS = env.int("PARKSERVICE_PUBLIC_HOLD_PER_ADDRESS", default=20)
PUBLIC_HOLD_PER_DAY = env.int("PARKSERVICE_PUBLIC_HOLD_PER_DAY", default=100)
PUBLIC_REFUSE_PER_ADDRESS = env.int("PARKSERVICE_PUBLIC_REFUSE_PER_ADDRESS", default=200)
PUBLIC_REMARKS_PER_HOUR = env.int("PARKSERVICE_PUBLIC_REMARKS_PER_HOUR", default=20)
TRACK_MISSES = env.int("PARKSERVICE_TRACK_MISSES", default=10)
TRACK_WINDOW_MINUTES = env.int("PARKSERVICE_TRACK_WINDOW_MINUTES", default=10)

# ---- the interface for programs: requests a token may send in a minute ----
API_PER_MINUTE = env.int("PARKSERVICE_API_PER_MINUTE", default=120)

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_SSL_REDIRECT = env.bool("PARKSERVICE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
