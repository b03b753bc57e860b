# Two commands do all the set-up: `make demo` shows it, `make devbox` keeps it running.
.DEFAULT_GOAL := help
.PHONY: help demo devbox test format clean conformance bench images release

help: ## Shows this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Builds, starts devbox, runs the examples with the released SDK, checks their outputs
	@scripts/demo $(ARGS)

devbox: ## Everything in one process on this machine; ARGS="--port 8080 --ephemeral" and so on
	@scripts/devbox $(ARGS)

test: ## Every test and quality gate; names what it left out without a cluster (KUBECONFIG)
	@scripts/test $(ARGS)

conformance: ## The official Connect conformance suite against our server (needs Go); prints how many cases passed
	@scripts/conformance $(ARGS)

bench: ## Load figures: ARGS="create-run http://localhost:8090 --workers 32" and so on, see bench/load/README.md
	@scripts/bench $(ARGS)

images: ## Root file systems of all images, with AOT caches; ARGS=--archives also makes tars for ctr and docker
	@scripts/images $(ARGS)

release: ## Images, chart, manifests, CRD, jars, bill of materials and checksums in one folder: VERSION=1.2.3
	@scripts/release $(VERSION) $(ARGS)

format: ## Formats all Java sources
	@scripts/format

clean: ## Removes everything that was built
	@scripts/clean
