# make demo       generate a project with the default answers and serve it, with an embedded PostgreSQL and demo data
# make test       everything, containers included where there is a Docker engine
# make test-fast  what needs neither an installed project nor containers
# make bench      measure this service and its peers on the same work; docs/benchmarks says what came out
# make bench-profile  say where the time of a request goes
# make lint       ruff and mypy on the hooks, the tests and the benchmark
#
# Each sets up what it needs in .venv: Python 3.11 or newer, git and make are enough.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2

BIN := .venv/bin
DEMO := demo/shop_api
# The template as a clone has it: what lies about in a working folder, such as a database, must not be generated.
COPY := .build/template

.PHONY: bench bench-profile demo test test-fast lint
.SILENT:

test: .venv/.ready
	$(BIN)/pytest -n $(WORKERS)

test-fast: .venv/.ready
	$(BIN)/pytest -n $(WORKERS) -m "not slow"

# ROUNDS, SECONDS (of each measurement), CONCURRENCY, ONLY (peers/works, such as queries,seed/list), QUICK=1, OUTPUT.
bench bench-profile: .venv/.ready
	$(BIN)/python -m benchmarks $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS)) \
	    $(if $(CONCURRENCY),--concurrency $(CONCURRENCY)) $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick) \
	    $(if $(OUTPUT),--output $(OUTPUT)) $(if $(filter bench-profile,$@),--profile)

lint: .venv/.ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

demo: .venv/.ready
	$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null \
	    || { echo "Port $(PORT) is taken: try make demo PORT=8001" >&2; exit 1; }
	test -d $(DEMO) || $(MAKE) --no-print-directory $(DEMO)
	test -d $(DEMO)/.venv || $(BIN)/uv venv --quiet --no-project --python $(BIN)/python $(DEMO)/.venv
	cd $(DEMO) && ../../$(BIN)/uv pip install --quiet --python .venv -r pyproject.toml --group dev -c constraints.txt
	cd $(DEMO) && .venv/bin/python manage.py migrate --verbosity 0 && .venv/bin/python manage.py seed_demo
	echo
	echo "Open  http://127.0.0.1:$(PORT)/api/         the legacy API, which you can browse"
	echo "      http://127.0.0.1:$(PORT)/admin/       its admin: admin, with the password admin"
	echo "      http://127.0.0.1:$(PORT)/api/v2/docs  the documentation of both halves"
	echo "The project is in $(DEMO). Ctrl-C ends it; rm -r demo makes the next one new."
	echo
	cd $(DEMO) && exec .venv/bin/python manage.py runserver 127.0.0.1:$(PORT)

$(DEMO):
	rm -rf $(COPY) && mkdir -p $(COPY)
	git ls-files -z --cached --others --exclude-standard cookiecutter.json hooks '{{cookiecutter.project_slug}}' \
	    | tar -c --null -T - | tar -x -C $(COPY)
	echo '{"replay_dir": ".build/replay", "cookiecutters_dir": ".build"}' > .build/cookiecutter.yaml
	$(BIN)/cookiecutter $(COPY) --no-input --config-file .build/cookiecutter.yaml --output-dir demo > .build/demo.log \
	    || { cat .build/demo.log >&2; exit 1; }

.venv/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or newer is needed: make PYTHON=python3.13 $(MAKECMDGOALS)" >&2; exit 1; }
	echo "Setting up .venv, once"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	$(BIN)/uv pip install --quiet --python .venv -r pyproject.toml --group dev -c constraints.txt
	touch $@
