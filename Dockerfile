# The portal: one image for web, worker, clock, migrations and backups.
FROM python:3.11-slim-trixie AS wheels
COPY requirements/prod.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /requirements.txt

FROM python:3.11-slim-trixie
# pg_dump and pg_restore, of the same major version as the database in docker-compose.yml.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 portal && useradd --uid 10001 --gid portal --home-dir /srv/portal --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0700 /var/lib/portal /backups
COPY --from=wheels /venv /venv
WORKDIR /srv/portal
COPY manage.py ./
COPY portal portal
COPY members members
COPY events events
COPY outreach outreach
COPY societies societies
COPY templates templates
COPY static static
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.prod \
    PORTAL_VAR=/var/lib/portal \
    PORTAL_STATIC=/srv/static
# Production starts with real secrets only, so this step makes its own and forgets them.
RUN random() { python -c "import os, base64; print(base64.b64encode(os.urandom($1)).decode())"; } \
    && SECRET_KEY=$(random 48) FIELD_KEYS=1:$(random 32) ALLOWED_HOSTS=localhost REDIS_URL=redis://localhost \
       DATABASE_URL="postgres://build:$(python -c 'import secrets; print(secrets.token_hex(16))')@localhost/build" \
       python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q portal members events outreach societies
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
CMD ["gunicorn", "-c", "portal/web.py", "portal.wsgi"]
