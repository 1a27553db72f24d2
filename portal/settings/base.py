"""What every portal shares. Everything a city may want to change comes from the environment."""

import os
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env("PORTAL_VAR", default=str(BASE_DIR / "var"))).resolve()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "portal.ground",
    "members",
    "events",
    "societies",
    "outreach",
    "portal.home",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.ground.middleware.AddressMiddleware",
    "portal.ground.middleware.RequestSizeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.ground.pages.KeptPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.TooOftenMiddleware",
    "members.middleware.ActingOfficeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "members.gate.ConsentGateMiddleware",
    "members.gate.DeskGateMiddleware",
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
                "portal.ground.context.portal",
                "members.context.acting",
                "portal.ground.context.desk_menu",
                "members.context.browser",
                "outreach.context.demo_second_factor",
            ]
        },
    }
]
FORM_RENDERER = "portal.ground.form_renderer.DirectRenderer"
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "members.accounts.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone", "email", "username"}
# Not required by name: accounts made by an administrator may have no phone. Our form requires it of who signs up, and
# asks for no password, whose name here keeps it on the page to sign in.
ACCOUNT_SIGNUP_FIELDS = ["phone", "password1"]
SILENCED_SYSTEM_CHECKS = ["account.W001"]  # which looks for the phone required by name, see above
ACCOUNT_FORMS = {
    "signup": "members.account_forms.SignUpForm",
    "login": "members.account_forms.SignInForm",
    "confirm_login_code": "members.account_forms.SignInCodeForm",
    "verify_phone": "members.account_forms.PhoneCodeForm",
    "request_login_code": "members.account_forms.AskForCodeForm",
    "reset_password": "members.account_forms.ResetPasswordForm",  # nosec B105
}
ACCOUNT_SIGNUP_FORM_CLASS = "members.joining.AboutMe"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # letters take their time; the page says so
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
# Five failures lock a login name for a quarter of an hour; an office shares one address, so that may fail more often.
# Wrong codes of the second factor count alike.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/15m/ip,5/15m/key", "verify_phone": "1/30s/key,30/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "members.accounts.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "members.passkey_forms.AddForm",
    "authenticate_webauthn": "members.passkey_forms.SecondFactorForm",
    "login_webauthn": "members.passkey_forms.LoginForm",
    "reauthenticate_webauthn": "members.passkey_forms.ConfirmForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address nobody verified opens nothing: see account_forms.owners_of
MFA_TOTP_ISSUER = "科技工作者之家"
MFA_TOTP_TOLERANCE = 1  # a code typed as its half minute ends, or on a phone whose clock is a little off
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("PORTAL_STATIC", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE  # what is typed; files are counted by the settings below
PORTAL_REQUEST_SIZE = env.int("PORTAL_REQUEST_MB", default=25) * MEGABYTE
PORTAL_ATTACHMENT_SIZE = env.int("PORTAL_ATTACHMENT_MB", default=10) * MEGABYTE
PORTAL_ATTACHMENT_COUNT = env.int("PORTAL_ATTACHMENT_COUNT", default=20)
CLAMD_ADDRESS = env("CLAMD_ADDRESS", default="")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("MAIL_FROM", default="no-reply@localhost")
ADMINS = [("", address) for address in env.list("ERROR_MAIL", default=[])]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "masked": {
            "class": "portal.ground.logs.MaskedFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "masked"},
        "mail": {"class": "portal.ground.logs.MaskedMailHandler", "level": "ERROR"},
    },
    "root": {"handlers": ["console", "mail"], "level": env("LOG_LEVEL", default="WARNING")},
    # Django's own handlers would write and mail what is not masked.
    "loggers": {
        "django": {"handlers": [], "level": env("LOG_LEVEL", default="WARNING"), "propagate": True},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},  # scanners; they are answered with 400
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_CLASSES": ["portal.ground.throttling.AddressThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": env("API_RATE", default="120/min")},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,  # a forged X-Forwarded-For must not make a new caller
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "科技工作者之家 开放接口",
    "DESCRIPTION": "只读接口：行政区划、基层组织和学会的公开信息、已签发的组织覆盖指标、会员核验、本人资料、学会名册。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 280
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "global_keyprefix": env("BROKER_PREFIX", default=""),
}
CELERY_TIMEZONE = TIME_ZONE  # the hours of the clock's jobs
CELERY_BEAT_SCHEDULE = {
    "erase-abandoned-files": {"task": "portal.ground.tasks.erase_abandoned_files", "schedule": 3600.0},
    "sweep": {"task": "portal.ground.tasks.sweep", "schedule": 15.0},
    "catch-up-search": {"task": "portal.ground.tasks.catch_up_search", "schedule": 24 * 3600.0},
    "seal-journal": {"task": "portal.ground.tasks.seal_journal", "schedule": 60.0},
    "check-identities": {"task": "members.tasks.check_identities", "schedule": 15.0},
    "disable-idle-accounts": {"task": "members.tasks.disable_idle_accounts", "schedule": 3600.0},
    "finish-recoveries": {"task": "members.tasks.finish_recoveries", "schedule": 300.0},
    "forget-old-statements": {"task": "members.tasks.forget_old_statements", "schedule": 86400.0},
    "forget-unfinished-sign-ups": {"task": "members.tasks.forget_unfinished_sign_ups", "schedule": 3600.0},
    "forget-closed-accounts": {"task": "members.tasks.forget_closed_accounts", "schedule": 3600.0},
    "forget-old-notices": {"task": "members.tasks.forget_old_notices", "schedule": 24 * 3600.0},
    "erase-untaken-data": {"task": "members.tasks.erase_untaken_data", "schedule": 3600.0},
    "tell-of-grown-children": {"task": "members.tasks.tell_of_grown_children", "schedule": 3600.0},
    "remind-late-counties": {"task": "outreach.tasks.remind_late_counties", "schedule": 3600.0},
    "remind-of-dossiers": {"task": "events.tasks.remind_of_dossiers", "schedule": 3600.0},
    "remind-members": {"task": "members.tasks.remind_members", "schedule": 3600.0},
    "remind-reviewers": {"task": "members.tasks.remind_reviewers", "schedule": 1800.0},
    "take-reads": {"task": "portal.home.tasks.take_reads", "schedule": 60.0},
    "check-links": {"task": "portal.home.tasks.check_links", "schedule": crontab(minute="*/10", hour="1-4")},
    "publish-due-posts": {"task": "portal.home.tasks.publish_due_posts", "schedule": 30.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

PORTAL = {
    "name": env("PORTAL_NAME", default="科技工作者之家"),
    "association": env("PORTAL_ASSOCIATION", default="贵阳市科学技术协会"),
    "organiser": env("PORTAL_ORGANISER", default="贵阳市科学技术协会"),
    "undertaker": env("PORTAL_UNDERTAKER", default=""),
    "support": env("PORTAL_SUPPORT", default=""),
    "address": env("PORTAL_ADDRESS", default=""),
    "phone": env("PORTAL_PHONE", default=""),
    "icp": env("PORTAL_ICP", default=""),
    "psb": env("PORTAL_PSB", default=""),
    "report_url": env("PORTAL_REPORT_URL", default=""),
}
PORTAL_CITY = env("PORTAL_CITY", default="5201")
PORTAL_COMMENTS_OPEN = env.bool("COMMENTS_OPEN", default=True)
PORTAL_SHOW_COUNTIES = env.bool("PORTAL_SHOW_COUNTIES", default=True)
PORTAL_SMS_BACKEND = env("SMS_BACKEND", default="portal.ground.sms.ConsoleSms")
PORTAL_SHOW_DEMO_CODE = False
PORTAL_SIGN_UP = env.bool("SIGN_UP", default=True)
PORTAL_IP_PLACES = env("IP_PLACES", default="")
PORTAL_DESK_ADDRESSES = env.list("DESK_ADDRESSES", default=[])
PORTAL_LINK_NETWORKS = env.list("LINK_NETWORKS", default=[])
PORTAL_DESK_IDLE_SECONDS = env.int("DESK_IDLE_SECONDS", default=30 * 60)
PORTAL_FIELD_KEYS = {
    number: key for number, _colon, key in (item.partition(":") for item in env.list("FIELD_KEYS", default=[]))
}
PORTAL_SMS = {
    "endpoint": env("SMS_ENDPOINT", default="https://dysmsapi.aliyuncs.com"),
    "key_id": env("SMS_KEY_ID", default=""),
    "key_secret": env("SMS_KEY_SECRET", default=""),
    "sign_name": env("SMS_SIGN_NAME", default=""),
    "code_template": env("SMS_CODE_TEMPLATE", default=""),
    "notice_template": env("SMS_NOTICE_TEMPLATE", default=""),
}
PORTAL_IDENTITY = {
    "backend": env("IDENTITY_BACKEND", default="portal.ground.identity.NoIdentity"),
    "endpoint": env("IDENTITY_ENDPOINT", default="https://cloudauth.aliyuncs.com"),
    "key_id": env("IDENTITY_KEY_ID", default=""),
    "key_secret": env("IDENTITY_KEY_SECRET", default=""),
}
PORTAL_WECHAT = {
    "open": env("WECHAT_OPEN", default="https://open.weixin.qq.com"),
    "api": env("WECHAT_API", default="https://api.weixin.qq.com"),
    "account_id": env("WECHAT_ACCOUNT_ID", default=""),
    "account_secret": env("WECHAT_ACCOUNT_SECRET", default=""),
    "web_id": env("WECHAT_WEB_ID", default=""),
    "web_secret": env("WECHAT_WEB_SECRET", default=""),
}
PORTAL_APPLICATION_ROLE = env("DATABASE_APPLICATION_ROLE", default="")


def use_servers(database, owner, redis, cache=""):
    """The settings that follow from where PostgreSQL and Redis answer; the broker keeps the cache too unless told."""
    as_owner = os.environ.get("PORTAL_DATABASE_ROLE") == "owner"
    config = env.db_url_config(owner if as_owner else database, engine="portal.ground.postgres")
    config |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {
        "DATABASES": {"default": config},
        "CELERY_BROKER_URL": redis.replace("unix://", "redis+socket://"),
        "CACHES": {
            "default": {
                "BACKEND": "portal.ground.caches.VanishingCache",
                "LOCATION": cache or redis,
                "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
            }
        },
    }


import portal.celery  # noqa: E402, F401  # the queue's application, there before any task is declared
