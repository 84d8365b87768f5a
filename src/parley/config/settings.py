"""Django's settings, made from the configuration of the data folder. Nothing here is to be edited by a publisher."""

import secrets
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from parley.config import sqlite
from parley.config.configuration import read_configuration, read_secret
from parley.config.connections import database_settings, mail_settings
from parley.config.locations import data_folder, theme_folder
from parley.config.logs import logging_settings

sqlite.use_sound_sqlite()

DATA = data_folder()
PARLEY = read_configuration(DATA)
SECRET_KEY = read_secret(DATA)

_SRC = Path(__file__).resolve().parent.parent
_HOST = urlsplit(PARLEY.base_url).hostname or "localhost"
_IS_HTTPS = PARLEY.base_url.startswith("https://")

BASE_URL = PARLEY.base_url
SITE_HOST = urlsplit(PARLEY.base_url).netloc
PUBLIC_ROOT = DATA / "public"
MAILBOX = DATA / "mailbox"
MAIL_SERVER = mail_settings(PARLEY)
MAIL_FROM = PARLEY.mail_from or f"conversation@{_HOST}"
MAIL_INBOX = PARLEY.mail_inbox
MAIL_KEYS = DATA
DKIM_SELECTOR = PARLEY.dkim_selector
DKIM_DOMAIN = PARLEY.dkim_domain or parseaddr(MAIL_FROM)[1].rpartition("@")[2]
DNS_SERVER = PARLEY.dns_server
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
# Django's own mails (a forgotten password of the staff) go the same way as ours.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_SERVER else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = MAILBOX / "staff"
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.get("host", "localhost"), MAIL_SERVER.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.get("username", ""), MAIL_SERVER.get("password", "")
EMAIL_USE_TLS = MAIL_SERVER.get("security") == "starttls"
EMAIL_USE_SSL = MAIL_SERVER.get("security") == "tls"
EMAIL_TIMEOUT = 30

DEBUG = False
ALLOWED_HOSTS = [_HOST, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PARLEY.base_url]
ROOT_URLCONF = "parley.config.urls"
WSGI_APPLICATION = "parley.config.wsgi.application"

INSTALLED_APPS = [
    "parley.config.apps.ParleyConfig",
    "parley.importers",
    "parley.embed",
    "parley.api",
    "parley.readers",
    "parley.search",
    "parley.materializer",
    "parley.notifications",
    "parley.publication",
    "parley.conversation",
    "parley.accounts",
    "parley.outbox",
    "wagtail.contrib.redirects",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

if PARLEY.sign_in_with:
    INSTALLED_APPS += [
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ]

if PARLEY.mail_webhooks:
    INSTALLED_APPS.append("anymail")
ANYMAIL = {
    # Without a secret of the publisher's nobody knows this one, and every call is refused.
    "WEBHOOK_SECRET": PARLEY.mail_webhook_secret or f"nobody:{secrets.token_urlsafe()}",
    "MAILGUN_WEBHOOK_SIGNING_KEY": PARLEY.mail_webhook_key or secrets.token_urlsafe(),
}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "parley.keeping.metrics.RequestTimer",
    "parley.config.headers.SecurityHeadersMiddleware",
    "parley.keeping.switching.SwitchesMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "parley.config.previewing.PreviewMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

if PARLEY.sign_in_with:
    MIDDLEWARE.append("allauth.account.middleware.AccountMiddleware")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider.id,
                "name": provider.name,
                "client_id": provider.client_id,
                "secret": provider.secret,
                "settings": {"server_url": provider.server_url},
            }
            for provider in PARLEY.sign_in_with
        ],
    }
}
SOCIALACCOUNT_ADAPTER = "parley.readers.social.ReaderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link, since form-action 'self' forbids a form that ends at another site
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_ONLY = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody gets an account: the adapter makes readers, see there

# A theme's folder comes first, so that it replaces any room's template piece by piece.
THEME_FOLDER = theme_folder(PARLEY.theme)
PUBLIC_TEMPLATES = [
    THEME_FOLDER / "templates",
    *(
        _SRC / room / "templates"
        for room in ("publication", "conversation", "notifications", "embed", "readers", "search", "keeping", "config")
    ),
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": PUBLIC_TEMPLATES,
        "OPTIONS": {"environment": "parley.config.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": database_settings(PARLEY, DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "/moderation/"

USE_TZ = True
TIME_ZONE = PARLEY.time_zone
LANGUAGE_CODE = PARLEY.language
USE_I18N = True
LOCALE_PATHS = [_SRC / "config" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a moderator's bulk form and Wagtail's page form

SESSION_COOKIE_NAME = "__Host-session" if _IS_HTTPS else "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = _IS_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if _IS_HTTPS else "csrf"
CSRF_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
SECURE_CONTENT_TYPE_NOSNIFF = False  # config.headers sends it, and the gate and nginx send the same list
SECURE_REFERRER_POLICY = None
SECURE_CROSS_ORIGIN_OPENER_POLICY = None
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PARLEY.trusted_proxies else None
X_FRAME_OPTIONS = "SAMEORIGIN"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

WAGTAIL_SITE_NAME = "Parley"
WAGTAILADMIN_BASE_URL = PARLEY.base_url
WAGTAILIMAGES_IMAGE_MODEL = "publication.Picture"
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no request to a third party
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

LOGGING = logging_settings(PARLEY.log_format)
