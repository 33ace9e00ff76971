#!/usr/bin/env bash
# Packs what was built into target/sync-image-VERSION.tar.gz, with its checksum beside it. The same sources give the same
# archive: names in order, one owner, one time. The archive of classes is not in it, because it fits one Java machine only:
# scripts/class-data.sh makes it where the program runs.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -f target/sync-image.jar ] || {
  echo "dist.sh: there is no target/sync-image.jar; 'make jar' makes it" >&2
  exit 2
}
version=$(bin/sync-image --version | cut -d ' ' -f 2)
name=sync-image-$version
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT

mkdir -p "$parts/$name/scripts"
cp -r target/sync-image.jar target/lib bin routes configs README.md README.zh.md CHANGELOG.md LICENSE "$parts/$name"
cp scripts/class-data.sh scripts/pull-image.sh "$parts/$name/scripts"
# target/lib may still hold libraries of earlier builds; those that count are named in the jar.
jar=jar
[ -z "${JAVA_HOME:-}" ] || jar=$JAVA_HOME/bin/jar
(cd "$parts" && "$jar" -xf "$name/sync-image.jar" META-INF/MANIFEST.MF)
named=$(tr -d '\r' < "$parts/META-INF/MANIFEST.MF" \
  | awk '/^ / { printf "%s", substr($0, 2); next } { printf "\n%s", $0 }' | sed -n 's/^Class-Path: //p' | tr ' ' '\n')
for library in "$parts/$name"/lib/*.jar; do
  grep -qxF "lib/${library##*/}" <<< "$named" || rm "$library"
done
# What an operator keeps in the same folder may hold secrets.
rm -f "$parts/$name"/configs/{config.yaml,camel.properties}
chmod -R u=rwX,go=rX "$parts/$name"

time=$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<.*/\1/p' pom.xml)
tar --sort=name --mtime="$time" --owner=0 --group=0 --numeric-owner --format=gnu -C "$parts" -cf - "$name" \
  | gzip -n -9 > "target/$name.tar.gz"
(cd target && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "target/$name.tar.gz"
