#!/usr/bin/env bash
# Makes docs/pictures/ anew: the answer on an issue in both languages, as `sync-image demo` posts it, a terminal in which
# `sync-image copy` runs, and the page over the documents of its tests. Nothing in them is drawn by hand. Needs `make jar`,
# and from Debian's packages chromium, chromium-driver, fonts-noto-cjk, npm, tmux, curl and docker-registry:
# pictures.sh [answers|terminal|page]
set -euo pipefail
cd "$(dirname "$0")/.."
pictures=$PWD/docs/pictures
work=$(mktemp -d)
registries=()
session=sync-image-pictures-$$
trap 'tmux kill-session -t "$session" 2> /dev/null || true; kill "${registries[@]}" 2> /dev/null || true; rm -rf "$work"' EXIT
mkdir -p "$pictures"

# What GitHub makes of Markdown: marked follows its flavour; the style has GitHub's fonts and lines.
comment() {
  # shellcheck disable=SC2016 # JavaScript's own
  node -e '
    const { marked } = require(process.argv[1]);
    const markdown = require("fs").readFileSync(0, "utf8");
    console.log(`<!doctype html><meta charset="utf-8"><style>
      body { margin: 0; padding: 16px; width: 848px; font: 14px/1.5 "Noto Sans", "Noto Sans CJK SC", sans-serif; color: #1f2328 }
      article { border: 1px solid #d1d9e0; border-radius: 6px }
      header { background: #f6f8fa; padding: 8px 16px; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; color: #59636e }
      main { padding: 16px } h2 { margin: 0 0 16px; padding-bottom: 6px; font-size: 21px; border-bottom: 1px solid #d1d9e0 }
      pre, code { font: 12px/1.45 "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; background: #f6f8fa }
      pre { padding: 16px; border-radius: 6px; margin: 0 0 16px; overflow: hidden } code { padding: 2px 5px; border-radius: 6px }
      pre code { padding: 0 } table { border-collapse: collapse } thead { display: none }
      td { border: 1px solid #d1d9e0; padding: 6px 13px } tr:nth-child(even) td { background: #f6f8fa }
    </style><article><header><b>sync-image</b></header><main>${marked.parse(markdown)}</main></article>
    <script>document.documentElement.dataset.height = document.documentElement.getBoundingClientRect().height</script>`)
  ' "$work/node_modules/marked"
}

browser() {
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/browser" "$@" 2> /dev/null
}

answers() {
  npm install --prefix "$work" --no-fund --no-audit --silent marked@18.2.1
  for language in en zh; do
    REPORT_LANGUAGE=$language bin/sync-image demo 2> /dev/null | awk '/^-{72}$/ { inside = !inside; next } inside' > "$work/answer.md"
    comment < "$work/answer.md" > "$work/answer.html"
    height=$(browser --window-size=880,600 --dump-dom "file://$work/answer.html" | sed -n 's/.*data-height="\([0-9]*\).*/\1/p')
    browser --window-size="880,$height" --screenshot="$pictures/answer-$language.png" "file://$work/answer.html"
    echo "docs/pictures/answer-$language.png"
  done
}

# Prints the address of a registry of its own.
registry() {
  cat > "$work/$1.yml" << CONFIG
version: 0.1
storage: { filesystem: { rootdirectory: $work/$1 } }
http: { addr: "127.0.0.1:0" }
CONFIG
  touch "$work/$1.log"
  docker-registry serve "$work/$1.yml" > "$work/$1.log" 2>&1 &
  registries+=($!)
  until grep -q 'listening on' "$work/$1.log"; do sleep 0.1; done
  address=$(sed -n 's/.*listening on \(127[0-9.:]*\).*/\1/p' "$work/$1.log" | head -1)
}

# upload REGISTRY/REPOSITORY FILE: a blob; prints its descriptor's end.
upload() {
  digest=sha256:$(sha256sum "$2" | cut -d ' ' -f 1)
  url=$(curl -fsS -o "$work/answer" -D - -X POST "http://${1/\//\/v2\/}/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  curl -fsS -T "$2" -H 'Content-Type: application/octet-stream' "$url&digest=$digest"
  echo "\"digest\": \"$digest\", \"size\": $(stat -c %s "$2")"
}

# An image of some hundred megabytes, so that there is something to watch.
image() {
  echo '{"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}}' > "$work/config"
  layers=
  for _ in 1 2 3; do
    head -c "$2" /dev/urandom > "$work/layer"
    layers+="${layers:+, }{\"mediaType\": \"application/vnd.oci.image.layer.v1.tar\", $(upload "$1" "$work/layer")}"
  done
  type=application/vnd.oci.image.manifest.v1+json
  cat > "$work/manifest" << MANIFEST
{"schemaVersion": 2, "mediaType": "$type",
 "config": {"mediaType": "application/vnd.oci.image.config.v1+json", $(upload "$1" "$work/config")}, "layers": [$layers]}
MANIFEST
  curl -fsS -T "$work/manifest" -H "Content-Type: $type" "http://${1/\//\/v2\/}/manifests/1.0"
}

# Frames of a terminal, a file each, become one moving picture; the last one stays for a while.
moving() {
  awk -v lines="$1" -v frames="$2" '
    function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); gsub(/ /, "\\&#160;", text); return text }
    BEGIN {
      step = 0.6; total = (frames - 1) * step + 4
      printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 860 %d\" font-family=\"monospace\" font-size=\"13\">\n", lines * 19 + 24
      print "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#0d1117\"/>"
    }
    FNR == 1 {
      if (frame++) print "</g>"
      from = (frame - 1) * step / total; to = frame == frames ? 1 : frame * step / total
      printf "<g fill=\"#e6edf3\" xml:space=\"preserve\" visibility=\"%s\">", frame == frames ? "visible" : "hidden"
      printf "<animate attributeName=\"visibility\" calcMode=\"discrete\" dur=\"%.1fs\" repeatCount=\"indefinite\" ", total
      if (frame == 1) printf "values=\"visible;hidden\" keyTimes=\"0;%.4f\"/>\n", to
      else if (frame == frames) printf "values=\"hidden;visible\" keyTimes=\"0;%.4f\"/>\n", from
      else printf "values=\"hidden;visible;hidden\" keyTimes=\"0;%.4f;%.4f\"/>\n", from, to
    }
    { printf "<text x=\"14\" y=\"%d\">%s</text>\n", FNR * 19 + 10, escaped($0) }
    END { print "</g>\n</svg>" }
  ' "$work"/frame-*
}

terminal() {
  registry upstream
  upstream=$address
  registry target
  image "$upstream/team/app" 250000000
  image "$upstream/team/tools" 150000000
  printf '%s\n' "$upstream/team/app:1.0 $address/mirrored/app:1.0" "$upstream/team/tools:1.0 $address/mirrored/tools:1.0" > "$work/images.txt"
  tmux -f /dev/null new-session -d -s "$session" -x 104 -y 14 -c "$work" "env PS1='\$ ' PATH='$PWD/bin:$PATH' TERM=xterm bash --norc"
  sleep 1
  tmux send-keys -t "$session" 'sync-image copy --list images.txt' Enter
  frames=0
  for _ in $(seq 1 80); do
    tmux capture-pane -p -t "$session" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' > "$work/now"
    if ! cmp -s "$work/now" "$work/before"; then
      cp "$work/now" "$work/before"
      frames=$((frames + 1))
      cp "$work/now" "$work/frame-$(printf %03d "$frames")"
      [ "$(tail -n 1 "$work/now")" != '$' ] || [ "$frames" -eq 1 ] || break
    fi
    sleep 0.5
  done
  moving "$(wc -l < "$work/before")" "$frames" > "$pictures/copy.svg"
  echo "docs/pictures/copy.svg ($frames frames)"
}

page() {
  mvn -B -ntp -q test -Dtest=PagePictures
  ls docs/pictures/page-*.png docs/pictures/operator-*.png
}

case ${1:-all} in
  answers) answers ;;
  terminal) terminal ;;
  page) page ;;
  all) answers && terminal && page ;;
  *)
    echo "usage: pictures.sh [answers|terminal|page]" >&2
    exit 2
    ;;
esac
