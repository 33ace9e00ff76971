# What a person or CI runs. Each target works from a fresh clone.
MVN = mvn -B -ntp $(MVN_FLAGS)
JAR = target/sync-image.jar

.PHONY: jar build sbom dist demo check test chaos smoke drawings pictures bench install uninstall format clean help

help: ## Show the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

jar: ## Build target/sync-image.jar with its libraries in target/lib/.
	$(MVN) -DskipTests package

build: jar ## The same, and the archive of classes that bin/sync-image starts quickly with.
	scripts/class-data.sh

sbom: ## List what the program is made of: target/sync-image.cdx.json (CycloneDX).
	$(MVN) -q org.cyclonedx:cyclonedx-maven-plugin:makeBom

dist: jar sbom ## Pack target/sync-image-VERSION.tar.gz, with its checksum.
	scripts/dist.sh

demo: jar ## Run the whole pipeline on loopback and show the comment it posts; HOLD=1 stays up with the page.
	java -jar $(JAR) demo $(if $(HOLD),--hold)

check: ## What needs two minutes and no server: formatting, architecture, and the tests that are not slow.
	$(MVN) spotless:check test -DexcludedGroups=slow -Dunit.test.machines=4

test: ## Install the servers the tests talk to where they are missing, then run every test.
	scripts/install-test-servers.sh
# One core is enough for them while the other compiles.
	{ scripts/check-scripts.sh && scripts/check-workflows.sh; } & checks=$$!; \
	$(MVN) verify; tests=$$?; \
	wait $$checks || { echo "make test: a script, an alert or a workflow is not in order, see above" >&2; exit 1; }; exit $$tests

chaos: jar ## Kill, stop and cut off daemons that share the work, for twenty minutes; prints what was seen.
	scripts/chaos.sh

drawings: ## Draw the flow and the rooms in docs/ and the READMEs anew, from the routes and the packages.
	$(MVN) -q test -Dtest=ArchitecturePageTest,RoutesCommandTest -Ddrawings.write=true

pictures: build ## Make docs/pictures/ anew, from what the demo posts and from a terminal.
	scripts/pictures.sh

smoke: ## Build the container image, run it with compose beside stand-ins, trouble it, and leave nothing behind.
	scripts/smoke.sh

bench: build ## Compare with crane, skopeo and oras on this machine; prints ratios.
	scripts/bench.sh

install: jar ## Install into /opt/sync-image and /etc/sync-image with a systemd unit (below DESTDIR where given).
	scripts/install.sh install

uninstall: ## Remove that; what was edited in /etc/sync-image stays.
	scripts/install.sh uninstall

format: ## Format the Java sources as the build expects them.
	$(MVN) spotless:apply

clean: ## Remove what was built.
	rm -rf target
