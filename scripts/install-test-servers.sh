#!/usr/bin/env bash
# Installs the real servers and clients that the tests talk to, from Debian's packages, where they are missing.
# Does nothing and needs no network where all of them are there.
set -euo pipefail

# command → package that brings it
needed=(
  docker-registry:docker-registry
  skopeo:skopeo
  dockerd:docker.io
  docker:docker-cli
  docker-compose:docker-compose
  ip:iproute2
  shellcheck:shellcheck
  openssl:openssl
  promtool:prometheus
  "$@"
)

missing=()
for pair in "${needed[@]}"; do
  command -v "${pair%%:*}" > /dev/null || missing+=("${pair##*:}")
done
# PostgreSQL's programs lie outside of PATH on Debian.
compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || missing+=(postgresql)

[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get > /dev/null || [ "$(id -u)" -ne 0 ]; then
  echo "The tests need these Debian packages: ${missing[*]}" >&2
  echo "Install them as root: apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# The packages would start their services; the tests start their own on free ports.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
