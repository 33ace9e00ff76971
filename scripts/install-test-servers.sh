#!/usr/bin/env bash
# Installs the real servers and clients that the tests talk to, from Debian's packages, where they are missing.
# Does nothing and needs no network where all of them are there.
set -euo pipefail

# command → package that brings it
needed=(
  docker-registry:docker-registry
  skopeo:skopeo
  cosign:cosign
  oras:oras
  dockerd:docker.io
  docker:docker-cli
  docker-compose:docker-compose
  ip:iproute2
  shellcheck:shellcheck
  openssl:openssl
  promtool:prometheus
  chromium:chromium
  chromedriver:chromium-driver
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
  policy_is_ours=yes
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
# Debian 12 has no cosign and no oras. Those of Debian 13 need nothing but its libc6; the pin keeps all else as it is.
absent() { ! apt-cache show --no-all-versions "$1" > /dev/null 2>&1; }
newer=()
for package in "${missing[@]}"; do
  if absent "$package"; then newer+=("$package"); fi
done
if [ ${#newer[@]} -gt 0 ]; then
  list=/etc/apt/sources.list.d/sync-image-tests.list
  pin=/etc/apt/preferences.d/sync-image-tests
  trap 'rm -f "$list" "$pin" ${policy_is_ours:+"$policy"}' EXIT
  echo 'deb http://deb.debian.org/debian trixie main' > "$list"
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 50\n\nPackage: %s\nPin: release n=trixie\nPin-Priority: 500\n' \
    "${newer[*]}" > "$pin"
  apt-get update -qq
fi
apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
