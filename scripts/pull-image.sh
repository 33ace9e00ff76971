#!/usr/bin/env bash
# Pulls a mirrored image with the client that this machine has, and gives it its original name.
set -euo pipefail

usage() {
  cat << 'END'
usage: pull-image.sh [-c CLIENT] [-n NAMESPACE] [-p PLATFORM] TARGET [SOURCE]

  TARGET         the mirrored image, as the answer on the issue names it
  SOURCE         its original name, which it gets, too
  -c CLIENT      docker, podman, nerdctl, ctr or crictl; otherwise the first of these that is installed
  -n NAMESPACE   containerd's namespace, for nerdctl and ctr; k8s.io for ctr and crictl where none is given
  -p PLATFORM    os/architecture[/variant], where it is another than this machine's
END
}

fail() {
  echo "pull-image.sh: $1" >&2
  exit "${2:-2}"
}

# Names in full, because podman and containerd don't add docker.io/library as Docker does.
full_name() {
  local name=$1 first=${1%%/*}
  if [[ $name != */* ]]; then
    name=docker.io/library/$name
  elif [[ $first != *.* && $first != *:* && $first != localhost ]]; then
    name=docker.io/$name
  elif [[ $name =~ ^docker\.io/[^/]+$ ]]; then
    name=docker.io/library/${name#docker.io/}
  fi
  [[ $name == *@* || ${name##*/} == *:* ]] || name+=:latest
  echo "$name"
}

client='' namespace='' platform=''
while getopts ':c:n:p:h' option; do
  case $option in
    c) client=$OPTARG ;;
    n) namespace=$OPTARG ;;
    p) platform=$OPTARG ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[[ $# -eq 1 || $# -eq 2 ]] || { usage >&2 && exit 2; }
for name in "$@"; do
  [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._:/@-]*$ ]] || fail "not an image name: '$name'"
done

if [[ -z $client ]]; then
  for client in docker podman nerdctl ctr crictl ''; do
    command -v "$client" > /dev/null && break
  done
  [[ -n $client ]] || fail 'none of docker, podman, nerdctl, ctr and crictl is installed' 1
fi

target=$(full_name "$1")
source=''
if [[ $# -eq 2 ]]; then
  source=$(full_name "$2")
  # A tag can't be a digest; where there is a tag beside it, that is the name.
  [[ $source == *@* && ${source%@*} =~ :[^/]+$ ]] && source=${source%@*}
  if [[ $source == *@* ]]; then
    echo "pull-image.sh: $source is a digest, which can't be given as a name; the image keeps the name $target" >&2
    source=''
  fi
fi

of_platform=()
[[ -z $platform ]] || of_platform=(--platform "$platform")
in_namespace=()
[[ -z $namespace ]] || in_namespace=(--namespace "$namespace")

case $client in
  docker | podman)
    "$client" pull "${of_platform[@]}" "$target"
    [[ -z $source ]] || "$client" tag "$target" "$source"
    ;;
  nerdctl)
    nerdctl "${in_namespace[@]}" pull "${of_platform[@]}" "$target"
    [[ -z $source ]] || nerdctl "${in_namespace[@]}" tag "$target" "$source"
    ;;
  ctr)
    ctr --namespace "${namespace:-k8s.io}" images pull "${of_platform[@]}" "$target"
    [[ -z $source ]] || ctr --namespace "${namespace:-k8s.io}" images tag --force "$target" "$source"
    ;;
  crictl)
    [[ -z $platform ]] || fail 'crictl pulls for its own platform only'
    crictl pull "$target"
    if [[ -n $source ]]; then
      # crictl can't name images; containerd's own client does, in the namespace of Kubernetes.
      command -v ctr > /dev/null || fail "crictl can't give names, and ctr is not installed: use $target" 1
      ctr --namespace "${namespace:-k8s.io}" images tag --force "$target" "$source"
    fi
    ;;
  *) fail "unknown client '$client'" ;;
esac
[[ -z $source ]] || echo "$source"
