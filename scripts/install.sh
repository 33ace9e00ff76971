#!/usr/bin/env bash
# Installs what was built for a machine without containers, or removes it: install.sh install|uninstall
#   DESTDIR      what all paths are put below, for who makes a package; then nothing of this machine is changed
#   PREFIX       the program: /opt/sync-image
#   SYSCONFDIR   what the operator edits, and an upgrade and a removal leave: /etc/sync-image
set -euo pipefail
cd "$(dirname "$0")/.."
destination=${DESTDIR:-}
prefix=${PREFIX:-/opt/sync-image}
settings=${SYSCONFDIR:-/etc/sync-image}
units=/usr/local/lib/systemd/system
link=/usr/local/bin/sync-image

# Tells systemd, where this machine itself runs by it.
reload_units() {
  if [ -z "$destination" ] && [ -d /run/systemd/system ]; then
    systemctl daemon-reload
  fi
}

case ${1:-} in
  install)
    [ -f target/sync-image.jar ] || { echo "install.sh: there is no target/sync-image.jar; 'make jar' makes it" >&2; exit 2; }
    program=$destination$prefix
    # Whole folders are replaced: of an earlier version nothing stays.
    rm -rf "${program:?}"/{lib,routes,configs,bin,scripts}
    install -d "$program"/{lib,routes,configs,bin,scripts} "$destination$units" "$destination$(dirname "$link")"
    cp -r target/lib/. "$program/lib"
    cp -r routes/. "$program/routes"
    cp -r configs/rules.yaml configs/mirrors.yaml configs/reserved.yaml configs/templates configs/*.example* "$program/configs"
    install -m 644 target/sync-image.jar LICENSE README.md CHANGELOG.md "$program"
    install -m 755 bin/sync-image "$program/bin"
    install -m 755 scripts/class-data.sh scripts/pull-image.sh "$program/scripts"
    chmod -R u=rwX,go=rX "$program"
    ln -sfn "$prefix/bin/sync-image" "$destination$link"
    sed "s#/opt/sync-image#$prefix#g; s#/etc/sync-image#$settings#g" deploy/systemd/sync-image.service > "$destination$units/sync-image.service"
    chmod 644 "$destination$units/sync-image.service"
    install -d "$destination$settings"/{configs,overrides}
    install -d -m 700 "$destination$settings/secrets"
    [ -e "$destination$settings/configs/config.yaml" ] || install -m 644 configs/config.example.yaml "$destination$settings/configs/config.yaml"
    for secret in github_token registry_password swr_access_key swr_secret_key; do
      [ -e "$destination$settings/secrets/$secret" ] || install -m 600 /dev/null "$destination$settings/secrets/$secret"
    done
    # The archive of classes fits one Java machine and one path only.
    [ -n "$destination" ] || "$program/scripts/class-data.sh" "$program/sync-image.jar"
    reload_units
    ;;
  uninstall)
    program=$destination$prefix
    [ -e "$program/sync-image.jar" ] && rm -rf "${program:?}"
    rm -f "$destination$link" "$destination$units/sync-image.service"
    reload_units
    echo "left: $destination$settings, and what the daemon remembers in $destination/var/lib/sync-image"
    ;;
  *)
    sed -n '2,5s/^# //p' "$0" >&2
    exit 2
    ;;
esac
