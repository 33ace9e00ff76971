#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version: release-notes.sh 1.0.0. Fails where it says nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

notes=$(awk -v version="$1" '/^## / { found = $2 == version; next } found' CHANGELOG.md)
[ -n "${notes//[[:space:]]/}" ] || {
  echo "release-notes.sh: CHANGELOG.md has no section '## $1'" >&2
  exit 1
}
echo "$notes"
