#!/usr/bin/env bash
# The check of a GPU machine that reaches nothing outside: under eight minutes, each step bounded, the most important first.
#
#   where the checkout is   bash docs/gpu-check.sh pack FOLDER     publishes the program for -p:Torch=none into FOLDER
#   on the GPU machine      bash FOLDER/gpu-check.sh check OUT     needs libtorch's lib folder in DMLSTUDIO_TORCH_LIB (for example
#                                                                  .../site-packages/torch/lib) and .NET 10 (DOTNET_ROOT)
#
# DMLSTUDIO_DEVICE=cpu runs the same steps without a GPU. OUT/verdict has a line a step; the last one counts.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

pack() {
  local to=$1
  mkdir -p "$to"
  dotnet publish "$here/../trainer" -c Release -p:Torch=none -o "$to/program" -v quiet -nologo || exit 1
  cp "${BASH_SOURCE[0]}" "$to/gpu-check.sh"
  echo "Packed: $(du -sh "$to" | cut -f1) in $to"
}

out= passed=0 failed=0
step() {  # step NAME SECONDS COMMAND...
  local name=$1 limit=$2 began=$SECONDS
  shift 2
  if timeout "$limit" "$@" >"$out/$name.log" 2>&1; then passed=$((passed + 1)) said=passed
  else failed=$((failed + 1)) said="FAILED ($?)"; fi
  printf '%-24s %-12s %3d s\n' "$name" "$said" $((SECONDS - began)) | tee -a "$out/verdict"
}

accuracies() { grep -o 'accuracy [0-9.]*' "$1"; }

equal() {  # the same command twice gives the same figures
  accuracies "$out/run.log" >"$out/one"
  accuracies "$out/again.log" >"$out/two"
  [ -s "$out/one" ] && diff "$out/one" "$out/two"
}

resumed() {  # interrupted and gone on with, against uninterrupted
  local folder=$out/runs-resumed
  timeout -s INT 12 "${trainer[@]}" run "${cells[@]}" --out "$folder"
  "${trainer[@]}" run "${cells[@]}" --out "$folder" || return 1
  diff <("${trainer[@]}" runs table --out "$out/runs" | cut -d'|' -f2-6) <("${trainer[@]}" runs table --out "$folder" | cut -d'|' -f2-6)
}

check() {
  out=$1
  mkdir -p "$out"
  : >"$out/verdict"
  trainer=("${DOTNET_ROOT:+$DOTNET_ROOT/}dotnet" "$here/program/DmlStudio.Trainer.dll")
  cells=(--datasets support --losses cce,cce+proxy-anchor,recommended --repetitions 2 --shots 24 --steps 80 --explain 2 --masks 100)
  step doctor 60 "${trainer[@]}" doctor --out "$out/runs"
  step run 120 "${trainer[@]}" run "${cells[@]}" --out "$out/runs"
  step again 120 "${trainer[@]}" run "${cells[@]}" --out "$out/runs-again"
  step equal-figures 10 equal
  step explain 60 bash -c '"${@:2}" explain "$("${@:2}" runs --json --out "$1" | grep -o "r-[0-9a-f]*" | head -1)" --texts 2 --out "$1"' \
    _ "$out/runs" "${trainer[@]}"
  step resumed 120 resumed
  step table 30 "${trainer[@]}" runs table --out "$out/runs"
  grep -E '^(torch|GPU|device|precision)' "$out/doctor.log"
  tail -1 "$out/run.log"
  echo "$passed passed, $failed failed" | tee -a "$out/verdict"
  [ "$failed" = 0 ]
}

case ${1:-} in
  pack) pack "${2:?a folder}" ;;
  check) check "$(mkdir -p "${2:?a folder}" && cd "$2" && pwd)" ;;
  *) sed -n '2,9p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
