#!/usr/bin/env bash
# Lints every shell script of the project, and checks what Prometheus is given.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t scripts < <(git ls-files -- '*.sh' bin/sync-image .ci/run 2> /dev/null || true)
[ ${#scripts[@]} -gt 0 ] || scripts=(scripts/*.sh bin/sync-image .ci/run)
shellcheck "${scripts[@]}"
promtool check config deploy/prometheus/prometheus.yml > /dev/null
promtool test rules deploy/prometheus/alerts.test.yml > /dev/null
