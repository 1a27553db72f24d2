# The whole interface of this repository. Everything lands in .venv/ and var/.
PORT ?= 8000
DEMO ?= 1
CITY ?=
PYTHON ?= python3
ENV := .venv/bin
export PYTHONUNBUFFERED := 1
export PORT DEMO

.PHONY: run test check bench drills report help-pictures
.DELETE_ON_ERROR:

.venv/ready: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 1; }
	test -x $(ENV)/python || $(PYTHON) -m venv .venv
	$(ENV)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

run: .venv/ready
	@exec $(ENV)/python -m portal.running  # no shell in between that would keep a signal for itself

test: .venv/ready
	$(ENV)/python -m pytest -n 2 --dist worksteal

check: .venv/ready
	$(ENV)/ruff check .
	$(ENV)/ruff format --check .
	$(ENV)/lint-imports
	$(ENV)/bandit --quiet --configfile pyproject.toml --recursive portal members events outreach societies manage.py 2>/dev/null  # it warns of each exception
	$(ENV)/djlint templates --lint --quiet
	$(ENV)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=portal.settings.test $(ENV)/python manage.py lintmigrations --quiet ok ignore

bench: .venv/ready
	$(ENV)/python -m tests.bench

drills: .venv/ready
	DRILLS=full $(ENV)/python -m pytest tests/drills -s

report: .venv/ready
	@$(ENV)/python manage.py migrate --verbosity 0
	@$(ENV)/python manage.py report $(QUARTER) $(if $(CITY),--city $(CITY))

help-pictures: .venv/ready
	$(ENV)/python -m tests.journeys.help_pictures http://127.0.0.1:$(PORT)
