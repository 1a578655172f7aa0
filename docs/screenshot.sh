#!/usr/bin/env bash
# Renders the Results page of a runs folder into docs/results.png with a headless Chromium.
# Usage: docs/screenshot.sh [runs folder, default runs] [picture]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
store=$(realpath "${1:-$root/runs}")
picture=${2:-$root/docs/results.png}
chromium=${DMLSTUDIO_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)} \
  || { echo "Needs Chromium (Debian's package chromium, or DMLSTUDIO_CHROMIUM=<program>)."; exit 2; }
[ -d "$store/runs" ] \
  || { echo "There are no runs in $store. Make some: dotnet run -c Release --project trainer -- quickstart --no-serve"; exit 2; }
port=${PORT:-5979}
dotnet build "$root/web" -c Release -v q --nologo >/dev/null
dotnet "$root/web/bin/Release/net10.0/DmlStudio.Web.dll" --store "$store" --port "$port" >/dev/null &
web=$!
trap 'kill $web' EXIT
for _ in $(seq 100); do (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.2; done
# Blazor's first render comes from the server, so that a fixed time only lets the fonts and the connection settle.
"$chromium" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,800 --virtual-time-budget=8000 \
  --screenshot="$picture" "http://127.0.0.1:$port/?theme=light" >/dev/null 2>&1
echo "$picture, $(stat -c %s "$picture") bytes"
