#!/usr/bin/env bash
# Compares this program with crane, skopeo and oras in one run on this machine. Options go to bench.Bench:
#   scripts/bench.sh [--rounds N] [--only CASE[,CASE]]
# BENCH_DIR is where registries keep their blobs; the default is in memory, so that no disk is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-test-servers.sh oras:oras go:golang-go
[ -d /usr/share/gocode/src/github.com/google/go-containerregistry ] \
  || scripts/install-test-servers.sh crane-source:golang-github-google-go-containerregistry-dev

crane=target/bench/crane
if [ ! -x "$crane" ]; then
  mkdir -p target/bench
  GOPATH=/usr/share/gocode GO111MODULE=off go build -o "$crane" github.com/google/go-containerregistry/cmd/crane
fi

[ target/sync-image.jsa -nt target/sync-image.jar ] || scripts/class-data.sh
[ -d target/test-classes/bench ] || mvn -B -ntp -q test-compile
mvn -B -ntp -q dependency:build-classpath -Dmdep.outputFile=target/bench/classpath
dir=${BENCH_DIR:-$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)}
exec java -Djava.io.tmpdir="$dir" -cp "target/test-classes:target/classes:$(cat target/bench/classpath)" bench.Bench "$@"
