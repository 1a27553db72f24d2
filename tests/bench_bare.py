"""The least a Django page can be, to measure others against: one indexed query, a template of thirty rows, nothing else.

Served by the same gunicorn as the portal, on the same database, whose address it takes from DATABASE_URL.
"""

import os

import django
import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.urls import path

ROWS = """<!doctype html><html lang="zh-CN"><title>{{ title }}</title><table>{% for name, code in rows %}
<tr><td><a href="/{{ code }}/">{{ name }}</a></td><td>{{ code }}</td></tr>{% endfor %}</table></html>"""
QUERY = "SELECT o.name, s.code FROM societies_society s JOIN members_organisation o ON o.id = s.organisation_id ORDER BY s.code LIMIT 30"

settings.configure(
    DATABASES={"default": environ.Env.db_url_config(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": None}},
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="bench",  # signs nothing
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()
TEMPLATE = engines["django"].from_string(ROWS)


def bare(request):
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        return HttpResponse(TEMPLATE.render({"title": "学会", "rows": cursor.fetchall()}))


urlpatterns = [path("", bare)]
application = get_wsgi_application()
