# SPDX-License-Identifier: EUPL-1.2
# Every command a person or the forge needs. `make demo` and `make test` share one build.

# Where rustup puts cargo, for shells that were open before it was installed.
export PATH := $(PATH):$(HOME)/.cargo/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-bench build demo test prove bench bench-quick coverage mutants lint fmt deny ship-migrations

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@scripts/setup.sh base

setup-test:
	@scripts/setup.sh test

setup-bench:
	@scripts/setup.sh bench

build: setup ## build ronda and ronda-server (binaries in target/debug)
	cargo build --locked --workspace --bins

demo: build ## the main job on real input: two phones offline, one server (KEEP=1 leaves the server running)
	@KEEP=$(KEEP) $${CARGO_TARGET_DIR:-target}/debug/demo

test: setup-test build ## run everything, the end-to-end tests with real processes included
	cargo test --locked --workspace --no-fail-fast

bench: setup-bench ## measure speed beside its peers, some 35 minutes on two quiet cores; results go to docs/bench
	cargo build --locked --release --bin ronda --bin ronda-server --bin bench
	@$${CARGO_TARGET_DIR:-target}/release/bench --out docs/bench

bench-quick: setup-bench ## the small sizes once, under ten minutes once everything is built; results are only printed
	cargo build --locked --release --bin ronda --bin ronda-server --bin bench
	@$${CARGO_TARGET_DIR:-target}/release/bench --quick

prove: build ## repeat kills, roll-backs, clones and bad networks (MINUTES=15 SEED=1 ONLY=kills,faults); writes PROOF.json
	@$${CARGO_TARGET_DIR:-target}/debug/prove --minutes $(or $(MINUTES),15) --seed $(or $(SEED),1) $(if $(ONLY),--only $(ONLY))

coverage: setup ## lines of the fold, the policy and the gate that no test runs; writes docs/proof/coverage.md
	@scripts/setup.sh coverage
	@scripts/coverage.sh

mutants: setup ## changes of the fold and the policy that no test notices, hours; writes docs/proof/mutants.md (SHARD=3/20)
	@scripts/setup.sh mutants
	@SHARD=$(SHARD) scripts/mutants.sh

lint: setup ## format, warnings and house rules, as the forge wants them
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cargo test --locked -p ronda-tests --test house

fmt: ## format the code
	cargo fmt --all

deny: ## licences, banned crates and sources (installs cargo-deny 0.20 the first time)
	@command -v cargo-deny >/dev/null || cargo install --locked cargo-deny@0.20.2
	cargo deny check licenses bans sources

ship-migrations: ## freeze the migrations of a release in migrations/SHIPPED
	@scripts/ship-migrations.sh
