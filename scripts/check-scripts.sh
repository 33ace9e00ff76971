#!/usr/bin/env bash
# Lints every shell script of the project.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t scripts < <(git ls-files -- '*.sh' bin/sync-image .ci/run 2> /dev/null || true)
[ ${#scripts[@]} -gt 0 ] || scripts=(scripts/*.sh bin/sync-image .ci/run)
shellcheck "${scripts[@]}"
