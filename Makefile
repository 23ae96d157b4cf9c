SHELL := /bin/bash -o pipefail
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

bin := .venv/bin
web := geo_app/web
web_sources := $(shell find $(web) -type d \( -name node_modules -o -name dist \) -prune -o -type f -print 2>/dev/null)

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: ready ## Install what is missing, load the demonstration county, serve the map
	@$(bin)/geo-app demo

.PHONY: test
test: packages-test ready lint ## Install what is missing, check everything
	@$(MAKE) pytest

.PHONY: pytest
pytest: ## The Python, database and browser tests only
	@$(bin)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not phone and not clients and not rights and not bundle and not faults and not spark"; status=$$?; $(stop_test_cluster); exit $$status
stop_test_cluster = $(bin)/python -m tests.cluster

.PHONY: test-phone
test-phone: packages-test ready ## The rest of the browser tests, on a phone
	@$(bin)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m phone tests/web; status=$$?; $(stop_test_cluster); exit $$status

.PHONY: test-histories
test-histories: packages-test ready ## 2,000 stories of phones, broken networks and a killed server
	@HISTORIES=2000 nice -n 10 $(bin)/pytest -s tests/histories; status=$$?; $(stop_test_cluster); exit $$status

.PHONY: test-faults
test-faults: packages-test packages-faults ready ## Kills, full disk, clock, crowds; SOAK=600 for ten minutes; disk and clock as root
	@$(bin)/pytest -m faults tests/faults

.PHONY: test-clients
test-clients: packages-clients ready ## Headless QGIS reads 200,000 features; schemathesis and hostile requests at every door
	@$(bin)/pytest -m clients tests/contracts; status=$$?; $(stop_test_cluster); exit $$status

.PHONY: spark
spark: .venv/.ready ## Apache Spark and Sedona for `geo-app nation run --engine spark`: needs Java 17 and Maven
	@$(bin)/pip install -q --disable-pip-version-check --require-hashes -r spark.lock
	@test -f $(sedona) || mvn -q -B dependency:copy -DoutputDirectory=$(dir $(sedona)) -Dmdep.useBaseVersion=true \
		-Dartifact=org.apache.sedona:sedona-spark-shaded-4.0_2.13:1.8.0
	@test -f $(sedona) || mv $(dir $(sedona))sedona-spark-shaded-4.0_2.13-1.8.0.jar $(sedona)
	@echo "$(sedona_sha256)  $(sedona)" | sha256sum --check --quiet
sedona := .venv/share/sedona/sedona.jar
sedona_sha256 := c847cec67cd06b43c7a2f67086fa56fd6044564a539128e598cf68262fe53a2f

.PHONY: test-spark
test-spark: packages-test ready spark ## The nation-sized batch on a Spark cluster of two workers, beside PostGIS
	@$(bin)/pytest -m spark tests/nation; status=$$?; $(stop_test_cluster); exit $$status

.PHONY: test-rights
test-rights: ready ## Every door of the server, asked by everybody: the matrix of rights
	@$(bin)/pytest -p no:logging tests/rights; status=$$?; $(stop_test_cluster); exit $$status

.PHONY: bless-rights
bless-rights: ready ## Accept the present rights as the expected ones; read the diff afterwards
	@$(bin)/pytest -p no:logging --bless -m rights tests/rights; $(MAKE) docs

.PHONY: bundle
bundle: ready ## One file for machines without a network: programs, wheels, units, install script
	@scripts/bundle.sh

.PHONY: test-bundle
test-bundle: bundle ## The bundle, installed where no network is
	@$(bin)/pytest -m bundle tests/packaging

.PHONY: test-wheel
test-wheel: ready ## The installed wheel works without a checkout
	@$(bin)/pytest -m "not bundle" tests/packaging

.PHONY: lint
lint: ready ## ruff, mypy, import arrows; types, lint and unit tests of the front end
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy geo_app scripts $(wildcard bench) hatch_build.py
	@$(bin)/lint-imports
	@npm --prefix $(web) run --silent check

.PHONY: dev
dev: ready ## The server and the front end, both reloading on a change
	@$(bin)/geo-app db upgrade
	@trap 'kill 0' EXIT; $(bin)/uvicorn --factory geo_app.app:from_environment --port 8080 --reload --reload-dir geo_app \
		--reload-dir layers --reload-include '*.toml' & npm --prefix $(web) run dev

.PHONY: bless
bless: ready ## Accept the present output as the expected one; read the diff afterwards
	@$(bin)/pytest --bless tests/golden tests/datum

.PHONY: bench
bench: packages-bench .venv/.ready ## Measure: ratios to bare SQL, tables into docs/
	@$(bin)/python -m bench

.PHONY: docs
docs: .venv/.ready ## Write the reference pages from the layer files, the methods and the settings
	@$(bin)/python -m scripts.reference

.PHONY: licences
licences: .venv/.ready ## Write docs/licences.md: what we stand on and under which licences
	@$(bin)/python -c 'from scripts import reference as page; (page.ROOT / "docs/licences.md").write_text(page.licences_page())'

.PHONY: web
web: $(web)/dist/index.html ## Build the front end

.PHONY: lock
lock: ## Choose versions anew and write requirements.lock
	@python3 -m venv .venv/lock && .venv/lock/bin/pip install -q uv
	@.venv/lock/bin/uv pip compile -q pyproject.toml --all-extras --universal --python-version 3.11 \
		--upgrade --generate-hashes --no-header --no-emit-index-url --no-annotate -o requirements.lock

# What the targets above stand on: each is made once and again when its source changes.

.PHONY: ready packages packages-test packages-bench packages-clients packages-faults
ready: packages .venv/.ready $(web)/dist/index.html
packages:
	@scripts/bootstrap.sh
packages-test packages-bench packages-clients packages-faults: packages-%:
	@scripts/bootstrap.sh $*

.venv/.ready: requirements.lock pyproject.toml | packages
	@echo "Python 环境 / Python environment …"
	@test -x $(bin)/python || python3 -m venv .venv
	@$(bin)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(bin)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(web)/node_modules/.ready: $(web)/package-lock.json $(web)/.npmrc | packages
	@echo "前端依赖 / front end packages …"
	@cd $(web) && npm ci --silent
	@touch $@

$(web)/dist/index.html: $(web)/node_modules/.ready $(web_sources)
	@echo "构建前端 / front end build …"
	@cd $(web) && npm run --silent build -- --logLevel error
	@touch $@
