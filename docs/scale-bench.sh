#!/usr/bin/env bash
# Many tiny cells over 1, 2, … slots: what a cell costs besides its own work, and how much of the ideal is reached; then the plan of a large
# experiment for Slurm, which is laid out and not run.
#   bash docs/scale-bench.sh [CELLS=1000] [SLOTS="1 2 4"] [PLANNED=10000]
# Slots beyond the cores of the machine share them, so only as many as there are cores say something. Measure at rest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cells=${1:-1000} slots=${2:-1 2 4} planned=${3:-10000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 OMP_NUM_THREADS=1
dotnet publish trainer -c Release -v quiet --nologo -o "$work/program" >/dev/null
trainer() { dotnet "$work/program/DmlStudio.Trainer.dll" "$@"; }
tiny=(--datasets support --losses cce,cce+proxy-anchor --shots 6 --steps 1 --test-texts 12)
now() { date +%s.%N; }
took() { awk -v a="$1" -v b="$2" 'BEGIN { print b - a }'; }

echo "$(getconf _NPROCESSORS_ONLN) cores, $(date +%F)"
printf '%6s %6s %9s %9s %18s %15s\n' cells slots seconds 'cells/s' 'overhead per cell' 'share of ideal'
one=
for n in $slots; do
  begin=$(now)
  trainer run --json "${tiny[@]}" --repetitions $(((cells + 1) / 2)) --jobs "$n" --out "$work/$n" >"$work/log"
  wall=$(took "$begin" "$(now)")
  one=${one:-$(awk -v w="$wall" -v s="$n" 'BEGIN { print w * s }')}
  # What the cells themselves took stands in their lines; the rest of the slots' time is overhead.
  sed -n '/"run-done"/s/.*"seconds":\([0-9.]*\).*/\1/p' "$work/log" | awk -v s="$n" -v w="$wall" -v one="$one" '
    { own += $1 }
    END { printf "%6d %6d %9.1f %9.2f %16.3f s %14.0f%%\n", NR, s, w, NR / w, (w * s - own) / NR, 100 * one / (s * w) }'
  rm -rf "${work:?}/$n"
done

# Where no Slurm answers, its default of 1,000 tasks an array is taken.
begin=$(now)
trainer run --slurm --dry-run --json "${tiny[@]}" --repetitions $(((planned + 1) / 2)) --slurm-cell-seconds 20 \
  --out "$work/plan" >"$work/log"
wall=$(took "$begin" "$(now)")
script=$(sed -n '/"event":"script"/p' "$work/log" | sed 's/.*"text":"\(.*\)".*/\1/')
printf '%s\n' \
  "$(sed -n 's/.*"open":\([0-9]*\),"tasks":\([0-9]*\),"arrays":\([0-9]*\).*/plan: \1 cells, \2 tasks, arrays: \3/p' "$work/log")"
printf 'script of %d characters, %d submissions, laid out in %.1f s\n' \
  "$(printf %b "$script" | wc -c)" "$(grep -c '"event":"submit"' "$work/log")" "$wall"
