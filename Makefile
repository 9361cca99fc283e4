# Every task a developer has; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run watch test e2e check lint deny openapi fuzz fuzz-api api-client crash bench bench-extract fit-confidence build site setup-wasm setup-models setup-browser setup-node setup-postgres

# The builder's feature includes the server's: one build of the dependencies serves run, test and check.
NATIVE := --features site
WASM   := --lib --target wasm32-unknown-unknown --no-default-features --features hydrate
# The browser's half as it is shipped; `make watch` takes wasm-dev, which is rebuilt in seconds.
PROFILE := wasm-release
TARGET := $(or $(CARGO_TARGET_DIR),target)

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: setup-models site ## set up what is missing, build, serve
	@$(TARGET)/debug/ocriva serve

watch: setup-models setup-wasm ## the same, again after every change
	@setup/watch

test: setup-models site ## all tests: Rust on both databases, then the browser
	@if command -v cargo-nextest >/dev/null; \
	then setup/with-postgres cargo nextest run $(NATIVE); \
	else setup/with-postgres cargo test $(NATIVE); fi
	@$(MAKE) --no-print-directory e2e

e2e: setup-models setup-node site ## the tests in a browser
	@cd end2end && CHROMIUM=$$(../setup/browser) OCRIVA_SERVER=$(abspath $(TARGET))/debug/ocriva npx playwright test $(ARGS)

openapi: ## renew the description of the REST API that the tests hold on to
	@cargo run --quiet $(NATIVE) --bin ocriva -- openapi > src/tests/openapi/openapi.json.new
	@mv src/tests/openapi/openapi.json.new src/tests/openapi/openapi.json

# Every check of Schemathesis on every route; so many examples for each.
EXAMPLES := 50
fuzz-api: ## let Schemathesis loose on the REST API of a server of its own
	@cargo build --quiet $(NATIVE) --bin ocriva
	@setup/fuzz-api $(TARGET)/debug/ocriva $(EXAMPLES)

# libFuzzer on every parser of our own, so many seconds each; TARGETS names some of fuzz/fuzz_targets.
FUZZ_SECONDS := 30
TARGETS :=
fuzz: ## let libFuzzer loose on the parsers of what strangers send
	@setup/cargo-tool cargo-fuzz 0.13.2
	@setup/fuzz $(TARGET)/fuzz $(FUZZ_SECONDS) $(TARGETS)

api-client: ## make a client from the description of the REST API, and work with it
	@cargo build --quiet $(NATIVE) --bin ocriva
	@setup/api-client $(TARGET)/debug/ocriva

# So many kills on each database; `make test` has a short form.
ROUNDS := 300
crash: setup-models ## kill the server at every point, again and again, and look what is left
	@OCRIVA_CRASH_ROUNDS=$(ROUNDS) setup/with-postgres cargo test $(NATIVE) --test integration crash:: -- --nocapture --test-threads=1

check: lint deny ## format, lints for both targets, docs, licences, advisories, unused dependencies

# The fuzz targets are looked over in the same pass, so that they do not rot; without libFuzzer, which is C++.
WITH_FUZZ := --workspace --no-default-features
lint: setup-wasm # format, lints for both targets, docs
	cargo fmt --all --check
	cargo clippy $(WITH_FUZZ) $(NATIVE) --all-targets -- -D warnings
	cargo clippy $(WASM) -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc $(WITH_FUZZ) --no-deps --document-private-items $(NATIVE)

deny: # licences, sources, bans, advisories; then dependencies that nothing uses
	@setup/cargo-tool cargo-deny 0.20.2
	@setup/cargo-tool cargo-machete 0.9.2
	cargo deny check licenses bans sources
	@if cargo deny fetch db 2>/dev/null; \
	then cargo deny check advisories; \
	else echo "check: the advisory database cannot be reached, so advisories were not checked"; fi
	cargo machete

# In the dev profile: its dependencies are there for run and test, and those that touch pixels are optimised.
# The rest is not, so our side of a line looks worse than what is shipped; BENCH=release builds everything anew.
# PARTS names some of: start accept walk lists reading memory.
BENCH := dev
PARTS :=
bench: setup-models ## the benchmarks, beside the machine's own floor
	@OCRIVA_POSTGRES_SYNC=on setup/with-postgres cargo bench $(NATIVE) --profile $(BENCH) --bench spine -- $(PARTS)

# Labelled documents and their scorer; PEERS=1 sets Ocriva beside other programs.
DATA := ../shared/data
SCORER := $(DATA)/../bench/score_extraction.py
bench-extract: setup-models ## what is read and found in labelled documents, how well, how fast
	@cargo build --release $(NATIVE) --bin ocriva
	@benches/extract/run $(TARGET)/release/ocriva $(DATA) $(SCORER) $(if $(PEERS),--peers)

# Reads DATA anew, and writes what the confidences of the local engine weigh; `fit` says how far they hold.
WEIGHTS := src/pipeline/extract/local/confidence/weights.toml
fit-confidence: setup-models ## what the confidence of the local engine is made of, from labelled documents
	@cargo bench $(NATIVE) --profile $(BENCH) --bench signals -- $(abspath $(DATA)) > $(TARGET)/signals.jsonl
	@benches/extract/fit $(TARGET)/signals.jsonl $(DATA) --write $(WEIGHTS)

build: setup-wasm ## the server and its site for production
	cargo build --release $(NATIVE) --bins
	@$(TARGET)/release/site

site: setup-wasm # the server and its site for development
	@cargo build $(NATIVE) --bins
	@cargo run --quiet $(NATIVE) --bin site -- --profile $(PROFILE)

setup-wasm:
	@setup/wasm
setup-models:
	@setup/ocr-models || echo "setup: going on without text recognition; PDFs with text are still read"
setup-browser:
	@setup/browser >/dev/null
setup-postgres:
	@setup/postgres >/dev/null
setup-node:
	@setup/node-modules
