#!/usr/bin/env bash
# Builds the container image from a copy of this checkout, runs it as docker-compose.yml and README.md say beside stand-ins
# for GitHub and registries, troubles it, and leaves nothing behind. It prints what it saw and how long that took.
#   DOCKER_HOST    the daemon to use. Where none answers, one is started (by root) on a bridge of its own
#   SMOKE_DIR      where that one keeps bases and the build's cache between runs: /var/tmp/sync-image-smoke
#   SMOKE_BASES    hub: what the Dockerfile names; debian: made of Debian's packages; unset: hub where it can be pulled
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
fail() {
  say "FAILED: $*"
  [ -z "${up:-}" ] || compose logs --no-color --tail 40 || true
  exit 1
}

# 77 says that this machine lacks what it takes: it was not tried.
not_here() {
  say "not tried: $*"
  exit 77
}

needed=(mmdebstrap:mmdebstrap podman:podman runc:runc catatonit:catatonit)
[ -e /usr/libexec/docker/cli-plugins/docker-buildx ] || needed+=(docker-buildx-plugin:docker-buildx)
scripts/install-test-servers.sh "${needed[@]}"

work=$(mktemp -d /tmp/sync-image-smoke.XXXXXX)   # a short path, for a socket
export COMPOSE_PROJECT_NAME=sync-image-smoke-$$
image=sync-image-smoke:$$
dockerd='' bridge='' up='' layer='' data='' pods=()
compose() { docker compose --project-directory "$work/src" -f "$work/src/docker-compose.yml" -f "$work/$layer.yml" "$@"; }
take_down() { compose --profile scale down --volumes --remove-orphans --timeout 40; }

clean_up() {
  local code=$?
  trap - EXIT
  [ ${#pods[@]} -eq 0 ] || take_pod_down
  [ -z "$up" ] || take_down > "$work/down" 2>&1 || cat "$work/down"
  docker image rm --force "$image" > /dev/null 2>&1 || true
  # The bases are kept only where the next run finds them and nobody else does.
  [ -n "$dockerd" ] || docker image rm sync-image-smoke-build sync-image-smoke-run sync-image-smoke-postgres > /dev/null 2>&1 || true
  if [ -n "$dockerd" ]; then
    kill "$dockerd" 2> /dev/null || true
    for _ in {1..300}; do kill -0 "$dockerd" 2> /dev/null || break; sleep 0.1; done
    ! mountpoint -q "$data" || umount "$data"
  fi
  [ -z "$bridge" ] || ip link delete "$bridge"
  rm -rf "$work"
  exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

start_dockerd() {
  [ "$(id -u)" -eq 0 ] || not_here 'no Docker daemon answers, and only root can start one'
  data=${SMOKE_DIR:-/var/tmp/sync-image-smoke}
  mkdir -p "$data"
  # What a killed run left: its bridge carries the number of its process.
  local left
  for left in $(ip -brief link show type bridge | grep -o '^sismoke[0-9]*'); do
    kill -0 "${left#sismoke}" 2> /dev/null || ip link delete "$left"
  done
  # Without a bridge of its own it would delete docker0, which may be another daemon's.
  bridge=sismoke$$
  ip link add "$bridge" type bridge
  ip address add 198.18.78.1/24 dev "$bridge"
  dockerd --host="unix://$work/docker.sock" --data-root="$data" --exec-root="$work/exec" --pidfile="$work/pid" \
    --bridge="$bridge" --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false > "$work/dockerd" 2>&1 &
  dockerd=$!
  export DOCKER_HOST=unix://$work/docker.sock
  local end=$((SECONDS + 60))
  until docker info > /dev/null 2>&1; do
    if ! kill -0 "$dockerd" 2> /dev/null || [ $SECONDS -ge $end ]; then
      tail -5 "$work/dockerd"
      fail 'dockerd does not start'
    fi
    sleep 0.2
  done
}

# Prints the image that is the stage of that name in the Dockerfile.
base_named() { sed -n "s/^FROM .*\(docker\.io[^ ]*\) AS $1\$/\1/p" Dockerfile; }

make_run_base() {
  ! docker image inspect sync-image-smoke-run > /dev/null 2>&1 || return 0
  say 'making a base of Debian packages'
  # What apt was told on this machine about proxies and dates.
  local options=() line
  while read -r line; do options+=("--aptopt=$line"); done \
    < <(apt-config dump --format '%f "%v";%n' | grep -E '^Acquire::(Check-|https?::)' || true)
  mmdebstrap --quiet --variant=minbase "${options[@]}" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    trixie "$work/run.tar" > "$work/mmdebstrap" 2>&1 || { tail -20 "$work/mmdebstrap"; not_here 'no base could be made'; }
  docker import "$work/run.tar" sync-image-smoke-run > /dev/null
  rm "$work/run.tar"
}

make_build_base() {
  ! docker image inspect sync-image-smoke-build > /dev/null 2>&1 || return 0
  say 'adding a JDK and Maven for the build'
  mkdir "$work/base"
  # The authorities that this machine trusts, for where a proxy looks into TLS.
  mkdir "$work/base/authorities"
  cp /usr/local/share/ca-certificates/*.crt "$work/base/authorities/" 2> /dev/null || true
  cat > "$work/base/Dockerfile" << 'END'
FROM sync-image-smoke-run
COPY authorities /usr/local/share/ca-certificates
RUN mkdir -p /usr/share/man/man1 \
 && apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates openjdk-25-jdk-headless maven > /dev/null \
 && update-ca-certificates > /dev/null \
 && ln -s "$(dirname "$(dirname "$(readlink -f /usr/bin/jlink)")")" /opt/jdk
ENV JAVA_HOME=/opt/jdk
END
  docker build --network=host -t sync-image-smoke-build "$work/base" > "$work/base.log" 2>&1 \
    || { tail -20 "$work/base.log"; not_here 'no base for the build could be made'; }
}

# As the official image is, as far as docker-compose.yml asks for it: a database, its owner and his password at the first start.
make_postgres() {
  ! docker image inspect sync-image-smoke-postgres > /dev/null 2>&1 || return 0
  say 'adding PostgreSQL'
  mkdir "$work/postgres"
  cat > "$work/postgres/entrypoint" << 'END'
#!/bin/sh -e
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  [ -n "$POSTGRES_PASSWORD" ] || { echo 'POSTGRES_PASSWORD is empty' >&2; exit 1; }
  printf %s "$POSTGRES_PASSWORD" > /tmp/password
  initdb -U "$POSTGRES_USER" --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256 > /dev/null
  rm /tmp/password
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  echo "CREATE DATABASE $POSTGRES_DB" | postgres --single postgres > /dev/null
fi
exec postgres -c listen_addresses='*'
END
  cat > "$work/postgres/Dockerfile" << 'END'
FROM sync-image-smoke-run
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends postgresql-common > /dev/null \
 && echo 'create_main_cluster = false' >> /etc/postgresql-common/createcluster.conf \
 && apt-get install -y -qq --no-install-recommends postgresql > /dev/null \
 && mkdir -p /var/lib/postgresql/data /var/run/postgresql \
 && chown postgres: /var/lib/postgresql/data /var/run/postgresql \
 && ln -s /usr/lib/postgresql/* /usr/lib/postgresql/here
COPY --chmod=755 entrypoint /entrypoint
ENV PGDATA=/var/lib/postgresql/data PATH=/usr/lib/postgresql/here/bin:$PATH
USER postgres
STOPSIGNAL SIGINT
ENTRYPOINT ["/entrypoint"]
END
  docker build --network=host -t sync-image-smoke-postgres "$work/postgres" > "$work/postgres.log" 2>&1 \
    || { tail -20 "$work/postgres.log"; not_here 'no PostgreSQL could be made'; }
}

# Sets bases, what compose puts in the place of what the Dockerfile's FROM name, and postgres, the image of the database.
choose_bases() {
  local build run from=${SMOKE_BASES:-hub} name
  build=$(base_named build-base) run=$(base_named run-base)
  postgres=$(sed -n 's/.*{POSTGRES_IMAGE:-\(.*\)}.*/\1/p' docker-compose.yml)
  if [ -z "${SMOKE_BASES:-}" ]; then
    for name in "$build" "$run" "$postgres"; do
      docker image inspect "$name" > /dev/null 2>&1 || timeout 300 docker pull -q "$name" > /dev/null 2>&1 || from=debian
    done
  fi
  bases=
  [ "$from" = debian ] || return 0
  make_run_base
  make_build_base
  make_postgres
  postgres=sync-image-smoke-postgres
  bases="
      args: {BUILD_IMAGE: sync-image-smoke-build, RUN_IMAGE: sync-image-smoke-run}"
}

# A clean checkout under a strict umask, with secrets as in README.md and settings as in .env.example.
check_out() {
  (umask 077 && mkdir "$work/src" \
    && git ls-files -z --cached --others --exclude-standard | tar --create --null --ignore-failed-read --files-from=- 2> /dev/null \
    | tar --extract --no-same-permissions -C "$work/src")
  (cd "$work/src" && mkdir secrets \
    && printf %s token-of-the-smoke-test > secrets/github_token \
    && touch secrets/registry_password secrets/swr_access_key secrets/swr_secret_key \
    && chmod 700 secrets && chmod 644 secrets/*)
  # The container's user reads these where they are mounted.
  chmod -R u=rwX,go=rX "$work/src/routes" "$work/src/configs" "$work/src/overrides"
  chmod 711 "$work" "$work/src"
  cat > "$work/settings" << 'END'
GITHUB_USER=acme
GITHUB_REPO=mirror
GITHUB_API_URL=http://127.0.0.1:7001
GITHUB_POLL_INTERVAL=1s
GENERIC_REGISTRY=127.0.0.1:7003
GENERIC_NAMESPACE=mirrored
REPORT_LANGUAGE=en
END
  grep -vf <(sed 's/=.*/=/; s/^/^/' "$work/settings") "$work/src/.env.example" > "$work/src/.env"
  cat "$work/settings" >> "$work/src/.env"
  cat > "$work/src/configs/config.yaml" << 'END'
registries:
  hosts:
    gcr.io: {endpoint: "http://127.0.0.1:7002"}
END
}

write_layers() {
  cat > "$work/written.yml" << END
services:
  sync-image:
    image: $image
    build:
      network: host$bases
    ports: !override ["127.0.0.1::8080"]
END
  # In a network that has only its loopback, which the daemon shares.
  cat > "$work/lab.yml" << END
services:
  lab:
    image: $image
    entrypoint: [java, -XX:TieredStopAtLevel=1, -cp, "/lab:/app/sync-image.jar", io.github.syncimage.testing.SmokeLab]
    network_mode: none
    volumes: ["$work/lab:/lab:ro"]
  sync-image:
    image: $image
    network_mode: service:lab
    ports: !reset []
    depends_on: [lab]
    healthcheck: {interval: 2s}
END
  # In the network that compose makes.
  cat > "$work/scale.yml" << END
services:
  lab:
    image: $image
    entrypoint: [java, -XX:TieredStopAtLevel=1, -cp, "/lab:/app/sync-image.jar", io.github.syncimage.testing.SmokeLab]
    volumes: ["$work/lab:/lab:ro"]
  sync-image: &several
    image: $image
    ports: !reset []
    # Where many start at once it takes longer, and compose does not wait for one that was unhealthy.
    healthcheck: {interval: 2s, retries: 40}
  worker: *several
END
}

build_image() {
  local start=$SECONDS
  if ! compose build > "$work/build" 2>&1; then
    ! grep -q 'Could not transfer artifact\|Unknown host\|Temporary failure resolving' "$work/build" \
      || not_here 'what the build needs cannot be downloaded'
    tail -30 "$work/build"
    fail 'the image does not build'
  fi
  say "built in $((SECONDS - start)) s, $(docker save "$image" | gzip | wc -c | numfmt --to=si)B compressed"
  [ "$(docker image inspect -f '{{.Config.User}}' "$image")" = 10001:10001 ] || fail 'its user is no number'
  [ "$(docker image inspect -f '{{index .Config.Labels "org.opencontainers.image.licenses"}}' "$image")" = Apache-2.0 ] \
    || fail 'it has no labels'
  # Of another user's choice, who has group 0 then.
  docker run --rm --network none --user 4711:0 --entrypoint sh "$image" -c 'touch data/x && test -r LICENSE' || fail 'another user cannot write its data'
}

# Of the classes that `explain` loads, how many come from the archive.
archive_is_used() {
  local classes
  classes=$(docker run --rm --network none -e JDK_JAVA_OPTIONS='-Xlog:class+load:file=/tmp/classes' \
    --entrypoint sh "$image" -c 'bin/sync-image explain --title "[PORTER]nginx:1" > /dev/null 2>&1
      grep -c "shared objects file (top)" /tmp/classes; grep -c "source: jar:\|source: file:" /tmp/classes' | tr '\n' ' ')
  local from_archive=${classes%% *} from_jars
  from_jars=$(cut -d ' ' -f 2 <<< "$classes")
  say "of the program's classes $from_archive come from the archive, $from_jars from jars"
  [ $((from_archive > 300 && from_jars < from_archive / 4)) = 1 ] || fail 'the archive of classes is not used'
}

make_lab() {
  local container
  mkdir "$work/lab" "$work/app"
  container=$(docker create "$image")
  docker cp -q "$container:/app/sync-image.jar" "$work/app/"
  docker cp -q "$container:/app/lib" "$work/app/lib"
  docker rm --volumes "$container" > /dev/null
  javac -nowarn -proc:none --release 17 -cp "$work/app/sync-image.jar" -sourcepath "$work/src/src/test/java" -d "$work/lab" \
    "$work/src/src/test/java/io/github/syncimage/testing/SmokeLab.java"
  cp -r "$work/src/src/test/resources/io" "$work/lab"
  chmod -R go=rX "$work/lab"
}

start_lab() {
  compose up -d lab > /dev/null 2>&1
  wait_for 30 'the lab' has 'the lab is open' compose logs lab
}

# http PORT METHOD PATH BODY, within the network of the lab.
# shellcheck disable=SC2016 # that shell's own $1
http() { compose exec -T lab bash -c 'exec 3<> "/dev/tcp/127.0.0.1/$1"; printf "%s %s HTTP/1.0\r\nContent-Length: ${#4}\r\n\r\n%s" "$2" "$3" "$4" >&3; sed "1,/^\r$/d" <&3' - "$@"; }
ask() { http 7000 POST / "$*"; }
# wait_for SECONDS WHAT COMMAND…
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until ("$@") > "$work/last" 2>&1; do
    [ $SECONDS -lt $end ] || { cat "$work"/last*; fail "waited in vain for $what"; }
    sleep 0.3
  done
}
# has PATTERN COMMAND…: whether it prints such a line. Without a pipe, which `grep -q` would close too early.
has() { local pattern=$1; shift; "$@" > "$work/last.out" 2>&1 || true; grep -q -e "$pattern" "$work/last.out"; }
logs() { docker logs --since "${since:-0}" "$id" 2>&1; }
state() { docker inspect -f "{{.$1}}" "$id"; }
open_issue() { ask open "[PORTER]gcr.io/google-samples/$1"; }
answered() { has '^closed \[porter, success[^]]*\] 1$' ask issue "$1"; }

lives() { exec 3<> "/dev/tcp/127.0.0.1/$1" && printf 'GET /observe/health/live HTTP/1.0\r\n\r\n' >&3 && grep -q '"UP"' <&3; }

runs_as_written() {
  layer=written up=yes
  local port
  compose up -d > "$work/up" 2>&1 || { cat "$work/up"; fail 'it does not start'; }
  port=$(compose port sync-image 8080)
  wait_for 60 "health at $port" lives "${port##*:}"
  say 'it lives in a network of its own, at the published port'
  compose down --volumes > /dev/null 2>&1
}

runs_safely() {
  docker exec "$id" sh -c 'test "$(id -u):$(id -g)" = 10001:10001' || fail 'it does not run as 10001'
  docker exec "$id" grep -q '^[^ ]* / [^ ]* ro,' /proc/1/mounts || fail 'its root can be written'
  docker exec "$id" sh -c 'touch /app/data/x && rm /app/data/x' || fail 'its data cannot be written'
  docker exec "$id" grep -q '^CapEff:[[:space:]]*0*$' /proc/1/status || fail 'it has capabilities'
  docker exec "$id" grep -q 'sync-image\.jsa' /proc/1/maps || fail 'the daemon does not use the archive of classes'
  [ "$(state HostConfig.RestartPolicy.Name)" = unless-stopped ] || fail 'nothing starts it again'
  local heap limit
  heap=$(docker exec "$id" jcmd 1 VM.flags | grep -o -e '-XX:MaxHeapSize=[0-9]*' | cut -d = -f 2)
  limit=$(state HostConfig.Memory)
  [ "$heap" -le $((limit / 2)) ] || fail "a heap of $heap bytes in a container of $limit"
  say "an ordinary user, a read-only root, no capabilities; a heap of at most $((heap >> 20)) MiB in $((limit >> 20)) MiB"
}

starts_quietly() {
  local began polled
  logs > "$work/logs"
  sed '/started in/q' "$work/logs" > "$work/start"
  # In the lab there is no hardware address.
  ! grep -E 'WARN|NOTE: |ERROR' "$work/start" | grep -v MacAddressUtil || fail 'it warns at its start'
  began=$(date -d "$(state State.StartedAt)" +%s%N)
  polled=$(date -d "$(sed -n '/started in/{s/ .*//p;q}' <<< "$(docker logs -t "$id" 2>&1)")" +%s%N)
  say "routes run $(((polled - began) / 1000000)) ms after the container's start, with $(resident) MiB resident"
}
resident() { docker exec "$id" awk '/^VmRSS/ {printf "%d", $2 / 1024}' /proc/1/status; }
peak() { docker exec "$id" awk '/^VmHWM/ {printf "%d", $2 / 1024}' /proc/1/status; }

answers_a_request() {
  local number want
  number=$(open_issue one:1.0)
  wait_for 40 'an answer' answered "$number"
  want=$(compose logs --no-log-prefix lab | sed -n 's/.*one \(sha256:[0-9a-f]*\).*/\1/p')
  has "$want" compose exec -T sync-image bin/sync-image inspect 127.0.0.1:7003/mirrored/one:1.0 || fail 'another image arrived'
  has '^sync_image_requests_total{outcome="mirrored"[^}]*} 1' http 8080 GET /observe/metrics '' || fail 'it was not counted'
  say 'an issue became an image and one comment'
}

tells_of_a_dead_token() {
  ask github 401 > /dev/null
  wait_for 120 'unhealthy while GitHub refuses the token' has '^unhealthy$' state State.Health.Status
  ask github 200 > /dev/null
  wait_for 120 'healthy again' has '^healthy$' state State.Health.Status
  say 'unhealthy while GitHub refused its token, and healthy again by itself'
}

# The process dies, not by `docker kill`, after which Docker starts nothing again.
survives_a_kill() {
  local pid number
  pid=$(state State.Pid)
  if [ ! -e "/proc/$pid" ] || [ "$(id -u)" -ne 0 ]; then
    say 'not killed: its process cannot be seen from here'
    return
  fi
  ask slow 3 > /dev/null
  number=$(open_issue two:1.0)
  wait_for 30 'the beginning of work' has '^open .* 1$' ask issue "$number"
  kill -9 "$pid"
  ask slow 0 > /dev/null
  wait_for 60 'an answer after the kill' answered "$number"
  [ "$(state RestartCount)" -ge 1 ] || fail 'it was not started again'
  say 'killed in the middle, it was started again and went on in the same comment'
}

takes_edits() {
  local number
  since=$(date +%Y-%m-%dT%H:%M:%S)
  sed -i 's/^\( *\)- bean: { id: count,/\1- log: { id: smoke, message: "smoke was here" }\n&/' "$work/src/routes/report-result.camel.yaml"
  wait_for 30 'the edit of a route' has ' reloaded \[report-result' logs
  number=$(open_issue three:1.0)
  wait_for 40 'an answer by the edited route' answered "$number"
  wait_for 10 'word of the edited route' has 'smoke was here' logs
  mkdir "$work/src/overrides/routes"
  (cat "$work/src/routes/report-result.camel.yaml"; echo '  - : [') > "$work/src/overrides/routes/report-result.camel.yaml"
  wait_for 30 'word of the broken route' has 'not reloaded, the old routes keep running: overrides/routes/report-result.camel.yaml' logs
  number=$(open_issue 'three:1.0|linux/amd64')
  wait_for 40 'an answer by the old routes' has '^closed .* 1$' ask issue "$number"
  rm -r "$work/src/overrides/routes"
  say 'an edited route was taken over, a broken override was told and changed nothing'
}

stops_under_load() {
  local number start=$SECONDS
  say "at most $(peak) MiB resident"
  ask slow 60 > /dev/null
  number=$(open_issue four:1.0)
  wait_for 30 'the beginning of work' has '^open .* 1$' ask issue "$number"
  start=$SECONDS
  compose stop sync-image > /dev/null 2>&1
  [ "$(state State.ExitCode)" = 0 ] || fail "it stopped with $(state State.ExitCode)"
  [ $((SECONDS - start)) -le 31 ] || fail "it took $((SECONDS - start)) s to stop"
  say "stopped in the middle of a copy in $((SECONDS - start)) s, with 0"
}

# The manifests of deploy/kubernetes, by podman on one machine: the pod becomes ready in a network that it has for itself, with
# stand-ins in it.
runs_as_a_pod() {
  [ "$(id -u)" -eq 0 ] || return 0
  export PODMAN_IGNORE_CGROUPSV1_WARNING=1
  pods=(podman --runtime runc --cgroup-manager cgroupfs --root "$work/podman/root" --runroot "$work/podman/run" --tmpdir "$work/podman/tmp")
  docker save "$image" | "${pods[@]}" load --quiet > /dev/null 2> "$work/podman.log" || { cat "$work/podman.log"; fail 'podman does not take the image'; }
  (cd "$work/src/deploy/kubernetes" && cat secret.yaml configmap.yaml deployment.yaml) | sed "
    s#ghcr.io/OWNER/sync-image:1.0.0#docker.io/library/$image#
    s#github_token: \"\"#github_token: token-of-the-smoke-test#
    s#registry: registry.example.com#registry: 127.0.0.1:7003#
    s#^    github:#&\n      api_url: http://127.0.0.1:7001\n      poll_interval: 1s#" > "$work/pod.yaml"
  "${pods[@]}" kube play --network none "$work/pod.yaml" > "$work/podman.log" 2>&1 || { cat "$work/podman.log"; fail 'podman does not run the manifests'; }
  "${pods[@]}" run --detach --name lab --pod sync-image-pod --volume "$work/lab:/lab:ro" --entrypoint java "docker.io/library/$image" \
    -XX:TieredStopAtLevel=1 -cp /lab:/app/sync-image.jar io.github.syncimage.testing.SmokeLab > "$work/podman.log" 2>&1 \
    || { cat "$work/podman.log"; fail 'the lab does not run in the pod'; }
  wait_for 90 'the pod to be ready' "${pods[@]}" exec lab bash -c \
    'exec 3<> /dev/tcp/127.0.0.1/8080 && printf "GET /observe/health/ready HTTP/1.0\r\n\r\n" >&3 && grep -q "200 OK" <&3'
  "${pods[@]}" exec sync-image-pod-sync-image sh -c 'touch data/x && id -u | grep -qx 10001' || fail 'the pod cannot write its data'
  take_pod_down
  say 'the manifests for Kubernetes make a pod that gets ready'
}

take_pod_down() {
  "${pods[@]}" kube down --force "$work/pod.yaml" > "$work/podman.log" 2>&1 || cat "$work/podman.log"
  "${pods[@]}" system reset --force > /dev/null 2>&1 || true
  pods=()
}

status() { compose exec -T sync-image /app/bin/sync-image status; }

# The profile as README.md says it: PostgreSQL, the daemon, and three that copy beside it.
shares_the_work() {
  local -x POSTGRES_PASSWORD=word-of-the-smoke-test POSTGRES_IMAGE=$postgres
  local -x SYNC_IMAGE_DATABASE_URL="jdbc:postgresql://postgres/sync_image?user=sync_image&password=$POSTGRES_PASSWORD"
  local -x GITHUB_API_URL=http://lab:7001 GENERIC_REGISTRY=lab:7003
  local name number numbers=() killed start
  layer=scale up=yes
  cat > "$work/src/configs/config.yaml" << 'END'
registries:
  hosts:
    gcr.io: {endpoint: "http://lab:7002"}
    lab:7003: {plain_http: true}
END
  start_lab
  compose --profile scale up -d --wait --wait-timeout 90 --scale worker=3 > "$work/up" 2>&1 || { cat "$work/up"; fail 'several do not get healthy'; }
  number=$(open_issue one:1.0)
  wait_for 40 'an answer of several' answered "$number"
  wait_for 10 'a status of four' has '^daemons that share postgresql://postgres/sync_image: 4 alive$' status
  [ "$(grep -c '^  [0-9a-f]\{12\}-[0-9a-f]* worker, version .*, last sign' "$work/last.out")" = 3 ] || fail 'three workers are not told'
  ask slow 3 > /dev/null
  # One more than the daemon that does everything has places for, so a worker has one.
  for name in two three four; do numbers+=("$(open_issue "$name:1.0")"); done
  wait_for 30 'work of a worker' has ' worker, version .*, [12] of 2: ' status
  killed=$(sed -n 's/^  \([0-9a-f]\{12\}\)-[0-9a-f]* worker, .*, [12] of 2: .*/\1/p' "$work/last.out" | head -1)
  start=$SECONDS
  docker kill --signal KILL "$killed" > /dev/null
  ask slow 0 > /dev/null
  for number in "${numbers[@]}"; do wait_for 60 "issue $number after the death of a worker" answered "$number"; done
  # The others may have been done with it before it counts as dead.
  wait_for 60 'word of its death' has ': 3 alive$' status
  say "the profile scale: three workers beside the daemon; when one was killed the others went on in $((SECONDS - start)) s"
}

leaves_nothing() {
  take_down > /dev/null 2>&1
  up=
  local left
  left=$(docker ps -aq --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME"
    docker volume ls -q --filter "name=$COMPOSE_PROJECT_NAME"
    docker network ls -q --filter "name=$COMPOSE_PROJECT_NAME")
  [ -z "$left" ] || fail "left behind: $left"
}

docker info > /dev/null 2>&1 || start_dockerd
say "Docker $(docker version --format '{{.Server.Version}}')"
choose_bases
check_out
write_layers
layer=written
compose config -q
compose --profile registry --profile postgres --profile metrics --profile scale config -q
build_image
archive_is_used
runs_as_written
layer=lab up=yes
make_lab
start_lab
compose run --rm sync-image check --online > "$work/check" 2>&1 || { cat "$work/check"; fail 'check --online finds problems'; }
compose up -d --wait --wait-timeout 60 > "$work/up" 2>&1 || { cat "$work/up"; fail 'it does not get healthy'; }
id=$(compose ps -q sync-image)
runs_safely
starts_quietly
answers_a_request
tells_of_a_dead_token
survives_a_kill
takes_edits
stops_under_load
leaves_nothing
shares_the_work
leaves_nothing
runs_as_a_pod
say 'all of it passed'
