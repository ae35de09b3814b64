"""The bare limit: the product's database and sign-in, and two views of one statement each."""

from parkservice.settings import *  # noqa: F403 - the same settings but for what follows

ROOT_URLCONF = "tests.bench.limit_views"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
