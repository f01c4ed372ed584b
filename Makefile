# SPDX-License-Identifier: EUPL-1.2
# Every command a person or the forge needs. `make demo` and `make test` share one build.

# Where rustup puts cargo, for shells that were open before it was installed.
export PATH := $(PATH):$(HOME)/.cargo/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-bench ui bridge build demo app android ios check-mobile test fetched judged prove promises fleet fuzz screenshots pictures axe bench bench-quick coverage mutants lint fmt deny ship-migrations

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@scripts/setup.sh base

setup-test:
	@scripts/setup.sh test

setup-bench:
	@scripts/setup.sh bench

# The screens are built again only when something of them changed.
UI_SOURCES := $(shell find mobile/ui/src mobile/ui/public shared/design -type f 2>/dev/null) \
	$(wildcard mobile/ui/*.json mobile/ui/*.ts mobile/ui/*.js mobile/ui/*.html)

mobile/ui/dist/.built: $(UI_SOURCES)
	npm run build --prefix mobile/ui
	@touch $@

ui: setup
	@$(MAKE) --no-print-directory mobile/ui/dist/.built

bridge: setup ## write the bridge's TypeScript anew from its Rust
	cargo run --locked --quiet -p ronda-mobile --bin bridge > mobile/ui/src/bridge/generated.ts.new
	@mv mobile/ui/src/bridge/generated.ts.new mobile/ui/src/bridge/generated.ts

build: ui ## build ronda, ronda-server and the app (binaries in target/debug)
	cargo build --locked --workspace --bins

demo: build ## the main job on real input: two phones offline, one server (KEEP=1 leaves the server running)
	@KEEP=$(KEEP) $${CARGO_TARGET_DIR:-target}/debug/demo

app: build ## run the app on this desktop (SERVER=https://... HOME_DIR=~/ronda FIX=43.7696,11.2558,9)
	@RONDA_SERVER="$(SERVER)" RONDA_HOME="$(or $(HOME_DIR),$(HOME)/.local/share/ronda)" RONDA_FIX="$(FIX)" \
		$${CARGO_TARGET_DIR:-target}/debug/ronda-app

android: ui ## build the APK; needs the Android SDK and NDK (ANDROID_HOME, NDK_HOME)
	@scripts/mobile.sh android

ios: ui ## build the iOS app; needs a Mac with Xcode
	@scripts/mobile.sh ios

check-mobile: ui ## check the types of the whole app for Android and iOS, without SDK or Xcode
	@scripts/check-mobile.sh

test: ## run everything, the end-to-end tests with real processes and the app in its window included
	@scripts/beside.sh cargo fetch --locked --target "$$(rustc -vV | sed -n 's/^host: //p')" -- make --no-print-directory fetched
	@scripts/beside.sh make --no-print-directory judged -- \
		cargo build --locked --workspace --bins --tests --examples
	cargo test --locked --workspace --no-fail-fast

# Halves of `make test` that run beside cargo: what the screens are built of, and what judges them and drives the tests.
fetched:
	@scripts/setup.sh packages
	@$(MAKE) --no-print-directory ui

judged: setup-test
	npm run --silent check --prefix mobile/ui
	npm test --silent --prefix mobile/ui

screenshots: ui ## a picture of every screen in both languages, in mobile/ui/screenshots
	@scripts/setup.sh screens
	@cd mobile/ui && node shots.mjs pictures screenshots

pictures: setup-test build ## the README's four pictures, taken of the app in its window; writes docs/pictures
	@$${CARGO_TARGET_DIR:-target}/debug/pictures

axe: ui ## accessibility faults of every screen in all three themes, its way by keyboard, its long lists
	@scripts/setup.sh screens
	@cd mobile/ui && node shots.mjs axe && node shots.mjs keys && node shots.mjs long

bench: setup-bench ui ## measure speed beside its peers, half an hour on two quiet cores, longer where a peer is slow; results go to docs/bench (ONLY=window prints one lane)
	cargo build --locked --release --bin ronda --bin ronda-server --bin ronda-app --bin bench
	@$${CARGO_TARGET_DIR:-target}/release/bench $(if $(ONLY),--only $(ONLY),--out docs/bench)

bench-quick: setup-bench ui ## the small sizes once, under ten minutes once everything is built; results are only printed
	cargo build --locked --release --bin ronda --bin ronda-server --bin ronda-app --bin bench
	@$${CARGO_TARGET_DIR:-target}/release/bench --quick $(if $(ONLY),--only $(ONLY))

prove: build ## try to break every promise for a while (MINUTES=15 SEED=1 ONLY=kills,faults); writes PROOF.json
	@$${CARGO_TARGET_DIR:-target}/debug/prove --minutes $(or $(MINUTES),15) --seed $(or $(SEED),1) $(if $(ONLY),--only $(ONLY))

promises: build ## write the README's table of promises anew from PROOF.json
	@$${CARGO_TARGET_DIR:-target}/debug/prove --table PROOF.json

fleet: AT_RATE = $(if $(filter-out 1,$(RATE)),-$(RATE)x)
fleet: setup ## the end of a shift against a real server (PHONES=500 TICKETS=20 PHOTOS=2 RATE=1); writes docs/proof/fleet.json and .svg, at another rate fleet-10x
	cargo build --locked --release --bin ronda-server --bin fleet
	@$${CARGO_TARGET_DIR:-target}/release/fleet --phones $(or $(PHONES),500) --tickets $(or $(TICKETS),20) --photos $(or $(PHOTOS),2) \
		--rate $(or $(RATE),1) --json docs/proof/fleet$(AT_RATE).json --svg docs/proof/fleet$(AT_RATE).svg

fuzz: setup ## fuzz what foreigners send (SECONDS=60 for each target); needs a nightly Rust and cargo-fuzz
	@SECONDS_EACH=$(or $(SECONDS),60) scripts/fuzz.sh

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
