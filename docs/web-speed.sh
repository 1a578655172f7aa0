#!/usr/bin/env bash
# What the browser's pages cost with 100, 1,000 and 10,000 runs in the folder: builds the program, makes the folders (once; they are kept in
# DMLSTUDIO_SPEED, default .out/web-speed), starts the published browser over each, asks every address warm, and holds pages open while
# runs are published beside them. The last line says what misses its target; the exit code is then 1.
# Usage: docs/web-speed.sh [number of runs ...]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
keep=${DMLSTUDIO_SPEED:-$root/.out/web-speed}
port=${PORT:-5978}
sizes=("$@")
[ $# -gt 0 ] || sizes=(100 1000 10000)
mkdir -p "$keep"
# As docs/install.md publishes it to start soon; DMLSTUDIO_WEB names a folder published otherwise.
if [ -z "${DMLSTUDIO_WEB:-}" ]; then
  dotnet publish "$root/web" -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true \
    -p:NuGetLockFilePath=obj/self.lock.json -o "$keep/web" -v q --nologo >/dev/null
fi
web=${DMLSTUDIO_WEB:-$keep/web}
dotnet publish "$root/tests/web-speed" -c Release -o "$keep/program" -v q --nologo >/dev/null
# A browser over a folder, until it answers.
browse() {
  dotnet "$web/DmlStudio.Web.dll" --store "$1" --port "$port" >/dev/null &
  server=$!
  for _ in $(seq 600); do curl -sf -o /dev/null "http://127.0.0.1:$port/" && break; sleep 0.05; done
}
leave() { kill $server; wait $server 2>/dev/null || true; }
speed() { dotnet "$keep/program/DmlStudio.WebSpeed.dll" "$@"; }
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

figures=()
for runs in "${sizes[@]}"; do
  store=$keep/$runs
  speed make "$store" "$runs"
  # Without its index the first start reads every state; it leaves one for the second.
  rm -f "$store/summaries.index"
  for start in first second; do
    begin=$(date +%s.%N)
    browse "$store"
    printf '%6d runs, %s start: first page after %.1f s, %.1f s of processor time\n' "$runs" "$start" \
      "$(awk "BEGIN { print $(date +%s.%N) - $begin }")" "$(awk -v t="$(getconf CLK_TCK)" '{ print ($14 + $15) / t }' /proc/$server/stat)"
    if [ "$start" = first ]; then sleep 2; leave; fi
  done
  # A run that a trainer publishes beside it.
  run=$(speed add "$store" "$RANDOM")
  begin=$(date +%s.%N)
  for _ in $(seq 600); do curl -s "http://127.0.0.1:$port/export/runs.csv?q=$run" | grep -q "$run" && break; sleep 0.05; done
  printf '%6d runs: a publication is in the lists %.1f s after it\n' "$runs" "$(awk "BEGIN { print $(date +%s.%N) - $begin }")"
  rm -r "$store/runs/${run:2:2}/$run"
  speed ask "http://127.0.0.1:$port" "$runs" $server "$keep/$runs.json"
  leave
  # Open pages in a browser that has done nothing else: what memory it takes meanwhile is theirs.
  browse "$store"
  speed follow "http://127.0.0.1:$port" "$store" $server "$keep/$runs.json"
  leave
  figures+=("$keep/$runs.json")
done
speed judge "${figures[@]}"
