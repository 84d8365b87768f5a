# `make run` and `make test` set up all they need and say what they do. `make help` lists the rest.
SHELL := /bin/sh
LISTEN ?= 127.0.0.1:8000
TRIALS ?= 10000
FAULTY_SERVER ?= ../shared/tools/trust/smtp_faults.py
export PARLEY_DATA ?= $(CURDIR)/var
PARLEY := .venv/bin/parley

.PHONY: help run test test-quick machine check format journeys template reference lock messages catalogues evals-filter evals-filter-learning evals-filter-compare evals-filter-adversarial evals-console evals-conversation evals-search evals-engines evals-saving evals-ledger evals-mail-speed eval-faults eval-hostile evals-backup evals-upgrade eval-speed gates clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Set up everything and serve the demo publication (LISTEN=127.0.0.1:8000, PARLEY_DATA=./var)
	@tools/setup.sh run
	@$(PARLEY) demo --listen $(LISTEN)
	@exec $(PARLEY) serve --listen $(LISTEN)

test: ## Set up and run all tests, on SQLite and on PostgreSQL
	@tools/setup.sh dev
	@tools/test.sh

test-quick: ## The tests on SQLite without browser journeys
	@tools/setup.sh dev
	@.venv/bin/python -m pytest -n 2 -q -m "not journey"

journeys: ## The walks through the whole system in a real browser
	@tools/setup.sh dev
	@.venv/bin/python -m pytest -q -m journey

machine: ## Try many random histories of a conversation (HISTORIES=400): an hour or more
	@tools/setup.sh dev
	@HYPOTHESIS_PROFILE=long HYPOTHESIS_HISTORIES=$(or $(HISTORIES),400) .venv/bin/python -m pytest -q tests/conversation/test_machine.py

check: ## Style, types, imports, templates, dependencies: under a minute
	@tools/setup.sh dev
	@echo "Style …" && .venv/bin/ruff check --quiet . && .venv/bin/ruff format --quiet --check .
	@echo "Imports …" && .venv/bin/lint-imports --no-cache >.venv/imports.log || { cat .venv/imports.log; exit 1; }
	@echo "Dependencies …" && .venv/bin/deptry . >.venv/deptry.log 2>&1 || { cat .venv/deptry.log; exit 1; }
	@echo "Templates and styles …" && .venv/bin/djlint --quiet --lint src/parley/*/templates >.venv/djlint.log || { cat .venv/djlint.log; exit 1; }
	@.venv/bin/python tools/check_styles.py
	@echo "Types …" && PARLEY_DATA=$(CURDIR)/.venv/no-data .venv/bin/mypy --show-traceback
	@echo "All checks pass."

format: ## Put the code in its form
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

template: ## Build the migrated template database anew (after a new migration)
	@tools/setup.sh dev
	@DJANGO_SETTINGS_MODULE=parley.config.settings PARLEY_DATA=$(CURDIR)/.venv/no-data .venv/bin/python -m parley.config.template_database

reference: ## Write docs/reference from the code
	@PARLEY_DATA=$(CURDIR)/.venv/no-data .venv/bin/python -m parley.config.reference docs/reference

evals-filter: ## Measure the filter on labelled comments (DATA=folder)
	@.venv/bin/python -m evals.filter.run --data $(DATA)

evals-filter-learning: ## Measure what it learns from moderators' decisions (DATA=folder)
	@.venv/bin/python -m evals.filter.learning --data $(DATA)
	@.venv/bin/python -m evals.filter.hold_rate --data $(DATA)

evals-filter-compare: ## Compare it with bogofilter, SpamAssassin, rspamd and scikit-learn (DATA=folder)
	@tools/setup.sh dev
	@.venv/bin/uv pip install --quiet --python .venv/bin/python --group evals
	@.venv/bin/python -m evals.filter.compare --data $(DATA)

evals-filter-adversarial: ## Attack the filter and see what is still held (DATA=folder, or texts of our own)
	@.venv/bin/python -m evals.filter.adversarial $(if $(DATA),--data $(DATA))

evals-console: ## Measure the moderators' console in a real browser
	@tools/setup.sh dev
	@PYTHONPATH=src:. .venv/bin/python -m evals.conversation.console_speed

evals-search: ## Measure what a search costs (DATABASE_URL: on PostgreSQL)
	@tools/setup.sh dev
	@PYTHONPATH=src:. .venv/bin/python -m evals.search.speed --database-url "$(DATABASE_URL)"

evals-conversation: ## Measure what a comment costs in short and in long threads (DATABASE_URL: on PostgreSQL)
	@tools/setup.sh dev
	@.venv/bin/python -m evals.conversation.write_cost --database-url "$(DATABASE_URL)"

evals-saving: ## Measure how long saving a draft takes while readers post comments (DATABASE_URL: on PostgreSQL)
	@tools/setup.sh dev
	@.venv/bin/python -m evals.publication.saving --database-url "$(DATABASE_URL)"

eval-speed: ## Measure Parley beside other systems (TOOLS=folder of the shared tools, WORK=folder where these are set up)
	@test -n "$(TOOLS)" -a -n "$(WORK)" || { echo "Say where the tools and the other systems are: make eval-speed TOOLS=… WORK=…"; exit 2; }
	@PYTHONPATH=src:. .venv/bin/python -m evals.speed.run --tools $(TOOLS) --work $(WORK)

evals-engines: ## Look at the conversation and walk through it in Chromium, Firefox and WebKit (TOOLS=folder)
	@tools/setup.sh dev
	@.venv/bin/uv pip install --quiet --python .venv/bin/python --group evals
	@PYTHONPATH=src:. .venv/bin/python -m evals.conversation.engines --tools $(TOOLS)

evals-backup: ## Measure how long writers wait during a backup, and restore 100 of them
	@tools/setup.sh dev
	@PYTHONPATH=src:. .venv/bin/python -m evals.keeping.backup_stall

evals-upgrade: ## Kill an upgrade with 100,000 comments at 20 points (DATABASE_URL: on PostgreSQL)
	@tools/setup.sh dev
	@PYTHONPATH=src:. .venv/bin/python -m evals.keeping.upgrade_kills --database-url "$(DATABASE_URL)"

evals-ledger: ## Prove that each mail leaves at most once: kills, faults, leaping clocks (TRIALS=10000, FAULTY_SERVER=smtp_faults.py)
	@tools/setup.sh dev
	@for database in sqlite postgresql; do PYTHONPATH=src:. .venv/bin/python -m evals.notifications.ledger --trials $(TRIALS) --database $$database --faulty-server "$(FAULTY_SERVER)" || exit 1; done

evals-mail-speed: ## Measure how fast mails leave beside plain smtplib, and in how much memory (DATABASE_URL: on PostgreSQL)
	@tools/setup.sh dev
	@PYTHONPATH=src:. .venv/bin/python -m evals.notifications.mail_speed --database-url "$(DATABASE_URL)"

eval-faults: ## Kill it, cut its power, fill its disk … and count what was lost (KILLS=500, POINTS=250): an hour
	@tools/setup.sh dev
	@PYTHONPATH=src:. .venv/bin/python -m evals.faults.run --kills $(or $(KILLS),500) --points $(or $(POINTS),250)

eval-hostile: ## Hostile comments in a real browser (ATTACK=attack.py, ATTACK_PYTHON=a Python with selenium, requests, lxml, html5lib)
	@tools/setup.sh dev
	@PYTHONPATH=src:. .venv/bin/python -m evals.faults.hostile_comments --attack $(ATTACK) --python $(or $(ATTACK_PYTHON),python3)

gates: ## Look at every kind of page in Chromium, Firefox and WebKit (TOOLS=folder, THEME=default, QUICK=1: minutes)
	@tools/setup.sh dev
	@.venv/bin/uv pip install --quiet --python .venv/bin/python --group evals
	@PYTHONPATH=src:. .venv/bin/python -m evals.theme.gates --tools $(TOOLS) --theme $(or $(THEME),default) $(if $(QUICK),--quick)

messages: ## Collect texts for readers into the catalogues of each language
	@tools/setup.sh dev
	@.venv/bin/python -m tools.messages update

catalogues: ## Compile the catalogues
	@tools/setup.sh dev
	@.venv/bin/python -m tools.messages compile

lock: ## Write requirements/*.txt from pyproject.toml
	@.venv/bin/uv pip compile pyproject.toml --group build --python-version 3.11 -q --generate-hashes --no-header -o requirements/run.txt
	@.venv/bin/uv pip compile pyproject.toml --group build --group dev --python-version 3.11 -q --generate-hashes --no-header -o requirements/dev.txt
	@echo "uv" | .venv/bin/uv pip compile - --python-version 3.11 -q --generate-hashes --no-header -o requirements/uv.txt

clean: ## Throw away the demo's data folder
	@rm -rf $(PARLEY_DATA)
