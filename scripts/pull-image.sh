#!/bin/sh
# Pulls mirrored images with the client that this machine has, and gives them their original names. It is POSIX sh, for
# machines without bash, and one function, so that `curl … | sh` runs all of it or nothing.
set -u

usage() {
  cat << 'END'
usage: pull-image.sh [-c CLIENT] [-n NAMESPACE] [-p PLATFORM] TARGET [SOURCE]
       pull-image.sh -m PAGE [-r] [-w SECONDS] [-f FILE] [-c …] [-n …] [-p …] [IMAGE…]

  TARGET         the mirrored image, as the answer on the issue names it
  SOURCE         its original name, which it gets, too
  IMAGE          an original name; the mirror's page says where it is
  -m PAGE        address of the mirror's page, or MIRROR_PAGE in the environment
  -f FILE        a manifest, Compose file, Dockerfile or list whose images are wanted; - for stdin
  -r             file an issue for what is missing, with GH_TOKEN, GITHUB_TOKEN or what `gh auth token` prints, under the
                 label REQUEST_LABEL (porter), where the token may set labels; otherwise print the link to the form
  -w SECONDS     wait that long for what is not there yet; 0, or with -r 600 where nothing is given
  -c CLIENT      docker, podman, nerdctl, ctr or crictl; otherwise the first of these that is installed
  -n NAMESPACE   containerd's namespace, for nerdctl and ctr; k8s.io for ctr and crictl where none is given
  -p PLATFORM    os/architecture[/variant], where it is another than this machine's

exit code, the highest that fits: 0 done, 1 a pull, the page or GitHub failed, 2 wrong usage, 3 an image is not there,
4 the mirror refuses an image or cannot read its name
END
}

say() {
  printf 'pull-image.sh: %s\n' "$1" >&2
}

fail() {
  say "$1"
  exit "${2:-2}"
}

wrong_usage() {
  usage >&2
  exit 2
}

worse() {
  [ "$worst" -ge "$1" ] || worst=$1
}

is_name() {
  case $1 in
    *[!A-Za-z0-9._:/@-]*) return 1 ;;
    [A-Za-z0-9]*) ;;
    *) return 1 ;;
  esac
}

# Names in full, because podman and containerd don't add docker.io/library as Docker does.
full_name() {
  full=$1
  case $full in
    docker.io/*/* | localhost/*) ;;
    docker.io/*) full=docker.io/library/${full#docker.io/} ;;
    */*)
      case ${full%%/*} in
        *.* | *:*) ;;
        *) full=docker.io/$full ;;
      esac
      ;;
    *) full=docker.io/library/$full ;;
  esac
  case $full in
    *@*) ;;
    *)
      case ${full##*/} in
        *:*) ;;
        *) full=$full:latest ;;
      esac
      ;;
  esac
  printf '%s\n' "$full"
}

# The name that an image can be given: a tag can't be a digest; where there is a tag beside it, that is the name.
own_name() {
  own=$(full_name "$1")
  case $own in
    *@*)
      own=${own%%@*}
      case ${own##*/} in
        *:*) ;;
        *)
          say "$(full_name "$1") is a digest, which can't be given as a name; the image keeps the name $target"
          return
          ;;
      esac
      ;;
  esac
  printf '%s\n' "$own"
}

choose_client() {
  if [ -z "$client" ]; then
    for client in docker podman nerdctl ctr crictl ''; do
      [ -z "$client" ] || ! command -v "$client" > /dev/null || break
    done
    [ -n "$client" ] || fail 'none of docker, podman, nerdctl, ctr and crictl is installed' 1
  fi
  case $client in
    docker | podman | nerdctl | ctr) ;;
    crictl) [ -z "$platform" ] || fail 'crictl pulls for its own platform only' ;;
    *) fail "unknown client '$client'" ;;
  esac
}

# Pulls a target and names it after its source, if there is one; a client that reads stdin would eat what a loop reads.
pull() {
  target=$(full_name "$1")
  source=''
  [ -z "$2" ] || source=$(own_name "$2")
  case $client in
    docker | podman) "$client" pull ${platform:+--platform "$platform"} "$target" ;;
    nerdctl) nerdctl ${namespace:+--namespace "$namespace"} pull ${platform:+--platform "$platform"} "$target" ;;
    ctr) ctr --namespace "${namespace:-k8s.io}" images pull ${platform:+--platform "$platform"} "$target" ;;
    crictl) crictl pull "$target" ;;
  esac < /dev/null || return
  [ -n "$source" ] || return 0
  if [ "$source" != "$target" ] || [ -z "$page" ]; then
    give_name < /dev/null || return
  fi
  printf '%s\n' "$source"
}

give_name() {
  case $client in
    docker | podman) "$client" tag "$target" "$source" ;;
    nerdctl) nerdctl ${namespace:+--namespace "$namespace"} tag "$target" "$source" ;;
    ctr | crictl)
      # crictl can't name images; containerd's own client does, in the namespace of Kubernetes.
      if ! command -v ctr > /dev/null; then
        say "crictl can't give names, and ctr is not installed: use $target"
        return 1
      fi
      ctr --namespace "${namespace:-k8s.io}" images tag --force "$target" "$source"
      ;;
  esac
}

# Calls curl, and leaves its answer in $body and the status in $status, which is 000 where there is none.
call() {
  body=$(curl -sS -g --proto =http,https --connect-timeout 20 --max-time 120 -w '\n%{http_code}' "$@") || status=000
  [ "$status" = 000 ] || status=${body##*"$newline"}
  body=${body%"$newline"*}
}

# Asks the page about the text at stdin: rows of state, name, target and link in $rows. A tab is white space to IFS, which
# takes two of them for one.
ask_page() {
  status=''
  call -H 'Content-Type: text/plain; charset=utf-8' --data-binary @- "$page/api/v1/rewrite?as=tsv"
  case $status in
    200) rows=$(printf '%s\n' "$body" | tr '\t' '\037' | tr -d '\000-\011\013-\036\177') ;;
    000) say "$page cannot be reached" && return 1 ;;
    *) say "$page answered $status: $(printf '%s' "$body" | tr -d '\000-\037\177' | cut -c 1-500)" && return 1 ;;
  esac
}

# Asks GitHub as curl does with these arguments; the token goes through stdin, since everybody sees arguments.
ask_github() {
  status=''
  call -K - -H 'Accept: application/vnd.github+json' "$@" << END
header = "Authorization: Bearer $token"
END
}

# Lines PATH=VALUE of the JSON in $body (0.title=…, permissions.push=true): few machines have jq. What stands between two
# quotes is a string.
flat() {
  printf '%s\n' "$body" | awk '
    function flush() {
      if (held != "") {
        path = ""
        for (i = 1; i <= depth; i++) path = path (i > 1 ? "." : "") key[i]
        print path "=" held
      }
      held = ""
    }
    BEGIN { RS = "\"" }
    string {
      held = held $0
      match(held, /\\*$/)
      if (RLENGTH % 2) held = held "\""
      else { gsub(/\\\//, "/", held); string = 0 }
      next
    }
    {
      gsub(/[ \t\r\n]/, "")
      for (at = 1; at <= length($0); at++) {
        c = substr($0, at, 1)
        if (c == "{" || c == "[") { depth++; list[depth] = c == "["; key[depth] = list[depth] ? 0 : "" }
        else if (c == "}" || c == "]") { flush(); depth-- }
        else if (c == ",") { flush(); if (list[depth]) key[depth]++ }
        else if (c == ":") { key[depth] = held; held = "" }
        else held = held c
      }
      string = 1
    }'
}

find_token() {
  token=${GH_TOKEN:-${GITHUB_TOKEN:-}}
  if [ -z "$token" ] && command -v gh > /dev/null; then
    token=$(gh auth token 2> /dev/null < /dev/null)
  fi
  case $token in
    '') say 'there is no token: neither GH_TOKEN nor GITHUB_TOKEN nor one of gh' && return 1 ;;
    *[!A-Za-z0-9_.=+/-]*) token='' && say 'the token is none: it has characters that no token has' && return 1 ;;
  esac
}

# Whether issues may be filed in $1 with their label, which GitHub drops without a word where the token has no such right;
# then $open holds what its open requests ask for, in full.
may_file() {
  asked_repository=$1 may=no open=$newline
  find_token || return
  ask_github "$api/repos/$1"
  if [ "$status" != 200 ]; then
    say "GitHub answered $status about $1" && worse 1
    return
  fi
  case $newline$(flat)$newline in
    *"${newline}permissions.push=true$newline"* | *"${newline}permissions.triage=true$newline"*) ;;
    *) say "the token may not set labels in $1" && return ;;
  esac
  number=1
  while :; do
    ask_github -G -d state=open -d per_page=100 -d "page=$number" --data-urlencode "labels=$label" "$api/repos/$1/issues"
    if [ "$status" != 200 ]; then
      say "GitHub answered $status about the issues of $1" && worse 1
      return
    fi
    issues=$(flat)
    while IFS= read -r line; do
      case $line in
        *.*.*=* | *[!0-9]*.title=*) ;;
        [0-9]*.title=\[PORTER\]*)
          line=${line#*\]}
          ! is_name "$line" || open=$open$(full_name "$line")$newline
          ;;
      esac
    done << END
$issues
END
    case $newline$issues in
      *"${newline}99.title="*) number=$((number + 1)) ;;
      *) break ;;
    esac
  done
  may=yes
}

# Files an issue for the image $1 whose form is at $2, unless one is open; false where it could not.
file_issue() {
  wanted=$(full_name "$1")
  repository=${2#*://*/}
  repository=${repository%%/issues/*}
  case $repository in
    */*/* | *[!A-Za-z0-9._/-]* | ../* | */..) return 1 ;;
    ?*/?*) ;;
    *) return 1 ;;
  esac
  [ "$repository" = "$asked_repository" ] || may_file "$repository"
  [ "$may" = yes ] || return 1
  case $open in
    *"$newline$wanted$newline"*)
      say "an issue is open for $wanted"
      return
      ;;
  esac
  ask_github -d "{\"title\":\"[PORTER]$wanted\",\"labels\":[\"$(printf '%s' "$label" | sed 's/[\\"]/\\&/g')\"]}" \
    "$api/repos/$repository/issues"
  if [ "$status" != 201 ]; then
    say "GitHub answered $status to an issue for $wanted"
    worse 1
    return 1
  fi
  open=$open$wanted$newline
  say "asked for $wanted: $(flat | sed -n 's/^html_url=//p')"
}

# Goes through $rows: pulls what is there, and leaves in $pending, as a list for the page, what may come.
go_through() {
  pending='' links=''
  while IFS=$separator read -r state name target link; do
    case $newline$settled$pending in
      *"$newline$name$newline"*) continue ;;
    esac
    case $state in
      '') continue ;;
      mirrored) is_name "$name" && is_name "$target" || state='' ;;
      requested | missing) is_name "$name" || state='' ;;
    esac
    case $state in
      mirrored)
        settled=$settled$name$newline
        pull "$target" "$name" || worse 1
        ;;
      refused | unclear)
        settled=$settled$name$newline
        say "$state $name"
        worse 4
        ;;
      requested)
        pending=$pending$name$newline asked=$asked$name$newline
        tell "$link"
        ;;
      missing)
        case $newline$asked in
          *"$newline$name$newline"*)
            settled=$settled$name$newline
            say "the request for $name has ended without an image"
            worse 3
            continue
            ;;
        esac
        pending=$pending$name$newline
        if [ "$file" = yes ] && file_issue "$name" "$link"; then
          filed=yes
        else
          tell "$link"
        fi
        ;;
      *)
        say "$page answered what is no list of images"
        worse 1
        return
        ;;
    esac
  done << END
$rows
END
}

# Says once that an image is not there, and keeps the link, which several may share.
tell() {
  [ "$told" = no ] || return 0
  say "$state $name"
  case $newline$newline$links in
    *"$newline$1$newline"*) ;;
    *) links=$links$1$newline ;;
  esac
}

from_page() {
  worst=0 settled='' asked='' filed=no asked_repository='' told=no file=$request rows=''
  if [ -n "$text" ]; then
    if [ "$text" = - ]; then
      ask_page || exit 1
    else
      ask_page < "$text" || exit 1
    fi
  fi
  if [ $# -gt 0 ]; then
    of_file=$rows
    ask_page << END || exit 1
$(printf '%s\n' "$@")
END
    rows=$of_file$newline$rows
  fi
  go_through
  printf %s "$links" >&2
  told=yes file=no
  if [ -z "$wait" ] && [ "$request" = yes ] && [ "$filed$asked" != no ]; then
    wait=600
  fi
  until=$(($(date +%s) + ${wait:-0}))
  while left=$((until - $(date +%s))) && [ -n "$pending" ] && [ "$left" -gt 0 ]; do
    [ "$left" -lt 5 ] || left=5
    sleep "$left"
    ! ask_page << END || go_through
${pending%"$newline"}
END
  done
  [ -z "$pending" ] || worse 3
  exit "$worst"
}

main() {
  LC_ALL=C
  newline='
'
  separator=$(printf '\037')
  # The page that serves this script writes its address here.
  page=''
  page=${MIRROR_PAGE:-$page}
  client='' namespace='' platform='' text='' wait='' request=no OPTIND=1
  while getopts ':c:n:p:m:f:w:rh' option; do
    case $option in
      c) client=$OPTARG ;;
      n) namespace=$OPTARG ;;
      p) platform=$OPTARG ;;
      m) page=$OPTARG ;;
      f) text=$OPTARG ;;
      w) wait=$OPTARG ;;
      r) request=yes ;;
      h) usage && exit 0 ;;
      *) wrong_usage ;;
    esac
  done
  shift $((OPTIND - 1))
  for name in "$@"; do
    is_name "$name" || fail "not an image name: '$name'"
  done
  if [ -z "$page" ]; then
    if [ -n "$text$wait" ] || [ "$request" = yes ] || [ $# -lt 1 ] || [ $# -gt 2 ]; then
      wrong_usage
    fi
    choose_client
    pull "$1" "${2:-}"
    exit
  fi
  page=${page%%"#"*}
  page=${page%/}
  case $page in
    *[![:graph:]]*) fail 'the address of the page has a blank in it' ;;
    http://?* | https://?*) ;;
    *) fail "the address of the page begins with neither https:// nor http://: '$page'" ;;
  esac
  case $wait in
    *[!0-9]* | ????????*) fail "no number of seconds: '$wait'" ;;
  esac
  [ -n "$text" ] || [ $# -gt 0 ] || wrong_usage
  [ -z "$text" ] || [ "$text" = - ] || { [ -r "$text" ] && [ ! -d "$text" ]; } || fail "$text cannot be read"
  command -v curl > /dev/null || fail 'curl is not installed' 1
  api=${GITHUB_API_URL:-https://api.github.com}
  api=${api%/}
  label=${REQUEST_LABEL:-porter}
  choose_client
  from_page "$@"
}

main "$@"
