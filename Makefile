# Every habit of the project as one word. `make` alone prints them.
.DEFAULT_GOAL := help
STACK := deploy/local/stack
SOURCES := $(wildcard Sources services gateway Tests) Package.swift
# make NAME=order-service logs
NAME ?=
# Another built tree of this project, which the benchmarks measure too.
export BEFORE

.PHONY: help install build up demo down status logs health infra test schema check lint fmt conformance federation-fuzz fuzz chaos events-dead import-corpus certs bench-tls \
  bench bench-engine bench-services bench-memory bench-hostile bench-language test-performance test-performance-quick test-performance-report load-test coverage guides \
  api-fuzz run-gateway run-user run-order run-payment migrate-up migrate-down clean clean-all

help: ## print this
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-23s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: install build ## install what is missing, build, start everything, load demo data, print the addresses; TLS=1 secures every hop
	@$(STACK) up
	@deploy/local/demo
	@$(STACK) urls

down: ## stop everything that `make up` started; data stays
	@$(STACK) down

status: ## one line a process
	@$(STACK) status

health: ## ask every process whether it is ready
	@$(STACK) health

logs: ## follow the logs; NAME=order-service for one
	@$(STACK) logs $(NAME)

test: ## everything, unit and integration, against a stack of its own; ends with the count
	@deploy/local/test $(ARGS)

api-fuzz: ## schemathesis over the three services' OpenAPI documents, against a stack of its own; ARGS="--examples 200 order"
	@deploy/fuzz/run $(ARGS)

schema: build ## write schema/supergraph.graphql from the files beside it; fails when that changes the file
	@TRELLIS_ENV=development USER_SERVICE_URL=http://user ORDER_SERVICE_URL=http://order PAYMENT_SERVICE_URL=http://payment \
	  .build/release/gateway schema --supergraph >schema/supergraph.new
	@mv schema/supergraph.new schema/supergraph.graphql
	@git diff --exit-code --stat -- schema/supergraph.graphql

check: lint ## lint, build and the tests that need no servers
	swift build --build-tests
	swift test --skip-build --disable-xctest

conformance: ## hold the engine against graphql-core with 20,000 random cases
	@Tests/Conformance/run $(ARGS)

import-corpus: ## import, serve and ask OpenAPI documents; DIR=… for a folder or a file, ARGS="--verbose --pairs 50"
	@Tests/ImportCorpus/run $(DIR) $(ARGS)

federation-fuzz: ## hold random federated schemas against a monolith, 2,000 with 10 queries each; SCHEMAS=100 SEED=1 for others
	swift build --build-tests
	FEDERATION_FUZZ_SCHEMAS=$(or $(SCHEMAS),2000) FEDERATION_FUZZ_SEED=$(or $(SEED),1) \
	  swift test --skip-build --disable-xctest --filter FederationFuzzTests

lint: ## format, file size, imports by folder, forbidden words, shell scripts
	@deploy/lint/check

coverage: ## lines of the GraphQL targets that their tests run; 90 % of each are asked for; MISSED=1 lists the others
	@deploy/local/coverage

fuzz: ## libFuzzer and AddressSanitizer over parser, validator and JSON reader, 10 minutes; FUZZ_SECONDS=60 for less
	@Tests/Fuzz/run

fmt: ## format the sources
	swift format --in-place --recursive --parallel $(SOURCES)

chaos: install build ## 1,000 orders while services, broker and database are killed twenty times; nothing lost, nothing doubled
	@deploy/local/install --chaos
	@Tests/Chaos/chaos $(ARGS)

bench: install build ## the gateway beside nginx, graphql-js and graph-gophers: rates, latency, memory, cost of a request; BEFORE=TREE measures a second build too
	@Tests/Performance/run full $(ARGS)

test-performance: bench ## the same

test-performance-quick: install build ## the same in two minutes, with one short round; its times are rough
	@Tests/Performance/run quick $(ARGS)

test-performance-report: install build ## the same, the example's own work and growth, 25 minutes; writes docs/performance.md; BEFORE=TREE ARGS="--parts growth,domain"
	@Tests/Performance/run report $(ARGS)

load-test: ## requests to a URL: URL=http://127.0.0.1:4000/graphql CONCURRENCY=100 REQUESTS=10000 BODY=query.json; ARGS="--rate 500" fixes the rate
	@Tests/Performance/run load $(or $(URL),$(error URL=http://host:port/path)) --concurrency $(or $(CONCURRENCY),100) \
	  --requests $(or $(REQUESTS),10000) $(if $(BODY),--body @$(BODY)) $(ARGS)

bench-engine: ## the engine without HTTP, and how hostile documents grow
	@Tests/Performance/engine/run

bench-services: install build ## the services beside pgbench with the same statements
	@deploy/local/install --bench
	@Tests/Performance/services

bench-memory: install build ## resident memory of the services over ten minutes of load; SECONDS_LONG=60 for less, GATEWAY=yes for it too
	@deploy/local/install --bench
	@Tests/Performance/memory

bench-hostile: install build ## hostile requests and 500 slow clients beside a normal one: time, memory, its p99; ONLY=levels or slow for some
	@deploy/local/install --bench-hostile
	@Tests/Performance/hostile/run

bench-language: ## parse and validate 2 kB and 100 kB queries, beside graphql-js and graphql-core
	@deploy/local/install --bench-language
	@Tests/Performance/language/run

certs: ## make a certificate authority and a certificate for every process in .local/certs; `make up TLS=1` uses them
	@deploy/local/certs

bench-tls: build ## handshakes and requests a second over TLS, beside nginx with the same certificate
	@deploy/local/install --bench
	@Tests/Performance/tls/run

build: ## build the four programs in release mode
	@deploy/local/build

install: ## install the Debian packages that are missing
	@deploy/local/install

infra: install ## start Postgres, RabbitMQ and Redis only
	@$(STACK) up infra

guides: ## run the blocks of the README and the guides, building the package of use-the-engine.md from nothing
	swift build --build-tests
	TRELLIS_GUIDES_BUILD=1 swift test --skip-build --disable-xctest --filter GuideTests

demo: ## load the demo data into the running stack
	@deploy/local/demo

events-dead: ## list the events that a consumer could not apply; ARGS=replay gives them back
	@deploy/local/events-dead $(ARGS)

migrate-up: build infra ## bring the three databases to the newest schema
	@$(STACK) run user-service migrate
	@$(STACK) run order-service migrate
	@$(STACK) run payment-service migrate

migrate-down: build infra ## undo the newest migration of one service; NAME=order-service
	@$(STACK) run $(or $(NAME),$(error NAME=user-service, order-service or payment-service)) migrate-down

run-gateway: build ## the gateway in the foreground
	@$(STACK) run gateway serve

run-user: build infra ## the user service in the foreground
	@$(STACK) run user-service

run-order: build infra ## the order service in the foreground
	@$(STACK) run order-service

run-payment: build infra ## the payment service in the foreground
	@$(STACK) run payment-service

clean: ## remove what was built
	rm -rf .build

clean-all: clean ## stop everything; remove what was built, all data and logs
	@$(STACK) clean
	rm -rf .local
