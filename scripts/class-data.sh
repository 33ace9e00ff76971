#!/usr/bin/env bash
# Makes the archive of classes that bin/sync-image starts with, beside the jar, from a run of the demo: class-data.sh [JAR]
# It serves the Java machine that makes it, and only this very jar.
set -euo pipefail
jar=$(readlink -f "${1:-"$(dirname "$0")/../target/sync-image.jar"}")
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
archive=${jar%.jar}.jsa
rm -f "$archive"
log=$(mktemp)
trap 'rm -f "$log" "$archive.new"' EXIT
# Which compiler it runs with says nothing of those that use it; the first one alone is sooner ready.
options="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
# shellcheck disable=SC2086 # several words
if "$java" -XX:ArchiveClassesAtExit="$archive.new" '-Xlog:cds*=off' $options -jar "$jar" demo > "$log" 2>&1; then
  # Whoever starts meanwhile has the whole of it or none.
  mv "$archive.new" "$archive"
else
  # Everything works without it, only more slowly.
  cat "$log" >&2
  echo "class-data.sh: the demo failed, so there is no archive of classes" >&2
fi
