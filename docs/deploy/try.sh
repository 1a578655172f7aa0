#!/usr/bin/env bash
# Runs the steps of a container file without an engine: each stage is a folder with a bare Debian and the host's .NET in the place of the
# image, and RUN and ENTRYPOINT run in it by chroot. What stands behind the file is given to the program of its entry point.
#   sudo bash docs/deploy/try.sh docs/deploy/Containerfile.trainer doctor
# It needs root, debootstrap, and the SDK; it leaves nothing. The images themselves (another Debian, or Ubuntu) are not tried by it.
set -euo pipefail
file=$(realpath "$1")
shift
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dotnet=$(dirname "$(realpath "$(command -v dotnet)")")
work=$(mktemp -d)
trap 'for m in "$work"/*/proc; do mountpoint -q "$m" && umount "$m"; done; rm -rf "$work"' EXIT

# What every image of .NET brings, besides .NET.
debootstrap --variant=minbase --include=ca-certificates,libicu72,libssl3,libstdc++6,tzdata,zlib1g bookworm "$work/base" >"$work/log" ||
  { cat "$work/log"; exit 1; }
cp /etc/resolv.conf "$work/base/etc/"
cp /etc/ssl/certs/ca-certificates.crt "$work/base/etc/ssl/certs/"

inside() { # folder, command …
  local stage=$1
  shift
  mountpoint -q "$work/$stage/proc" || mount -t proc proc "$work/$stage/proc"
  chroot "$work/$stage" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/root DOTNET_ROOT=/usr/share/dotnet \
    DOTNET_CLI_TELEMETRY_OPTOUT=1 ${NUGET_CERT_REVOCATION_MODE:+NUGET_CERT_REVOCATION_MODE=$NUGET_CERT_REVOCATION_MODE} \
    sh -c 'cd "$0" && exec "$@"' "$at" "$@"
}

stages=0 stage= at=/ program=()
while read -r step rest; do
  case $step in
  '' | '#'*) ;;
  FROM)
    name=${rest##* AS }
    [[ $rest == *' AS '* ]] || name=stage$stages
    stage=$name at=/ stages=$((stages + 1))
    cp -a "$work/base" "$work/$stage"
    mkdir -p "$work/$stage/usr/share/dotnet" "$work/$stage/usr/local/bin"
    case $rest in
    */sdk:*) parts=(.) ;;
    */aspnet:*) parts=(dotnet host shared/Microsoft.NETCore.App shared/Microsoft.AspNetCore.App) ;;
    */runtime:*) parts=(dotnet host shared/Microsoft.NETCore.App) ;;
    *) echo "$file: FROM $rest is none of sdk, aspnet and runtime." >&2; exit 2 ;;
    esac
    (cd "$dotnet" && tar c "${parts[@]}") | tar x -C "$work/$stage/usr/share/dotnet"
    ln -s /usr/share/dotnet/dotnet "$work/$stage/usr/local/bin/dotnet"
    ;;
  WORKDIR) at=$rest && mkdir -p "$work/$stage$at" ;;
  COPY)
    if [[ $rest == '. .' ]]; then git -C "$root" archive HEAD | tar x -C "$work/$stage$at"
    else
      read -r from source target <<<"$rest"
      mkdir -p "$(dirname "$work/$stage$target")"
      cp -a "$work/${from#--from=}$source" "$work/$stage$target"
    fi
    ;;
  RUN) echo "$stage: $rest" && inside "$stage" sh -c "$rest" ;;
  ENTRYPOINT) mapfile -t program < <(grep -o '"[^"]*"' <<<"$rest" | tr -d '"') ;;
  *) echo "$file: $step is not known here." >&2; exit 2 ;;
  esac
done <"$file"
du -shx "$work/$stage" | sed "s|$work/||"
inside "$stage" "${program[@]}" "$@"
