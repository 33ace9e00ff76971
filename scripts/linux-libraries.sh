#!/usr/bin/env bash
# Takes out of the libraries in a folder the native code of systems that a container image is not for: linux-libraries.sh LIB
# What is for Linux on amd64 and arm64 stays. SQLite's stays beside the jars, unpacked.
set -euo pipefail
lib=$(readlink -f "$1")
java=${JAVA_HOME:+$JAVA_HOME/bin/}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# trim JAR FOLDER-TO-REMOVE…
trim() {
  local jar=$1
  shift
  rm -rf "${work:?}"/*
  (cd "$work" && "${java}jar" --extract --file "$jar" && rm -rf "$@" \
    && "${java}jar" --create --file "$jar" --manifest META-INF/MANIFEST.MF .)
}

[ -d "$lib/org/sqlite/native/Linux" ]
for jar in "$lib"/sqlite-jdbc-*.jar; do
  trim "$jar" org/sqlite/native
done
for jar in "$lib"/zstd-jni-*.jar; do
  trim "$jar" aix darwin freebsd win linux/{arm,i386,loongarch64,mips64,ppc64,ppc64le,riscv64,s390x}
done
