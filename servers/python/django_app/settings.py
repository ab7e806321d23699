"""
As `startproject` writes them, admin and all, so that what is measured is the Django that people deploy; what differs
says why.
"""

from attendance.contract import TEMPLATE_FOLDER
from attendance.environment import read_environment

ENVIRONMENT = read_environment()

SECRET_KEY = ENVIRONMENT.secret
DEBUG = ENVIRONMENT.show_errors
# Whatever name it is asked by: it listens to this machine only.
ALLOWED_HOSTS = ["*"]

# Without `staticfiles`, which would answer for `/static/` in development only: the contract has a route for it.
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]

# Without `CsrfViewMiddleware`, which refuses a form without a token before the contract lets it; `login.py` checks it.
MIDDLEWARE = [
    "django_app.middleware.no_body_for_head",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_app.middleware.ErrorsInJson",
    "django_app.middleware.take_body",
]

ROOT_URLCONF = "django_app.urls"
WSGI_APPLICATION = "django_app.wsgi.application"
# `/plain/` is a path without a route, not another spelling of one.
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [TEMPLATE_FOLDER],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The app asks it through the store that all Python stacks share, not through Django's models.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ENVIRONMENT.database,
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In a signed cookie, as Flask's are.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
USE_L10N = True
USE_TZ = True

if not DEBUG:
    # As shipped, production errors are mailed to ADMINS, of which there are none.
    LOGGING = {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"stderr": {"class": "logging.StreamHandler"}},
        "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
    }
