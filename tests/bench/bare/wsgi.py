"""Settings, addresses and views of the bare site, in one file; the database's address stands in DATABASE_URL."""

import os
import secrets

import environ
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

ROWS = 30

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    AUTH_USER_MODEL="bare.Person",
    DATABASES={"default": environ.Env.db_url_config(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": 60}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "tests.bench.bare",
    ],
    LANGUAGE_CODE="zh-hans",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY=os.environ["SECRET_KEY"],  # the portal's: whoever signed in there is signed in here
    STATIC_URL="/static/",
    TEMPLATES=[
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
    ],
    TIME_ZONE="Asia/Shanghai",
)
application = get_wsgi_application()

from .models import Event, Membership, Registration, Society  # models exist only after the set-up


def societies(request):
    """Thirty societies by their code, for everybody."""
    rows = Society.objects.select_related("organisation").order_by("code")[:ROWS]
    return render(request, "bare/societies.html", {"rows": rows})


@login_required
def roster(request, code):
    """Thirty members of a society by their number, for whoever is signed in."""
    members = Membership.objects.filter(organisation__society__code=code)
    return render(request, "bare/roster.html", {"rows": members.select_related("person").order_by("number")[:ROWS]})


@require_POST
@login_required
@transaction.atomic
def register(request, public_id):
    """A place under the event's row lock, or one in line, for whoever is signed in."""
    event = Event.objects.select_for_update().get(public_id=public_id)
    is_in = event.taken < event.capacity
    event.taken, event.last_place = event.taken + is_in, event.last_place + 1
    event.save(update_fields=["taken", "last_place"])
    Registration.objects.create(
        public_id=secrets.token_hex(8), event=event, person=request.user, place=event.last_place, asked_at=timezone.now(),
        state="registered" if is_in else "waiting",
    )  # fmt: skip
    return redirect("/")


urlpatterns = [
    path("", societies),
    path("roster/<str:code>/", roster),
    path("register/<str:public_id>/", register),
]
