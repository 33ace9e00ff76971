#!/usr/bin/env bash
# Makes Maven ask a mirror instead of Maven Central: maven-mirror.sh URL. Does nothing without one.
set -euo pipefail
[ -n "${1:-}" ] || exit 0
[[ $1 =~ ^https?://[^[:space:]\<\>\&]+$ ]] || { echo "maven-mirror.sh: not an address: '$1'" >&2; exit 2; }
mkdir -p ~/.m2
cat > ~/.m2/settings.xml << END
<settings><mirrors><mirror><id>mirror</id><mirrorOf>central</mirrorOf><url>$1</url></mirror></mirrors></settings>
END
