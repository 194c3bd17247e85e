#!/usr/bin/env bash
# Prints the licences of all that is compiled into leadferry, on any system, as their authors wrote them.
# docs/licences/licences.txt is what it printed; make licences renews it.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C CGO_ENABLED=0

# A line for each folder of a module that may hold a licence: its root, and those of the packages.
folders() {
  for os in linux darwin windows; do
    GOOS=$os go list -deps -f '{{with .Module}}{{if not .Main}}{{$m := .}}{{.Path}} {{.Version}} {{.Dir}} {{.Dir}}
{{$m.Path}} {{$m.Version}} {{$m.Dir}} {{$.Dir}}{{end}}{{end}}' .
  done | sed '/^$/d' | sort -u
}

title() { printf '%s\n%s\n%s\n\n' "$line" "$*" "$line"; }
line=$(printf '=%.0s' {1..100})

printf 'leadferry contains the following software. Each part has the licence below its name.\n\n'
title "Go, its standard library and runtime"
cat "$(go env GOROOT)/LICENSE"
module= found=
while read -r path version root folder; do
  for file in "$folder"/*; do
    case ${file##*/} in
      LICENSE* | LICENCE* | COPYING* | NOTICE* | PATENTS*) ;;
      *) continue ;;
    esac
    [ "$module" = "$path" ] || { module=$path; printf '\n'; title "$path $version"; found="$found $path"; }
    [ "$folder" = "$root" ] || printf '\n-- %s\n\n' "${file#"$root"/}"
    cat "$file"
  done
  case " $found " in *" $path "*) ;; *) echo "$path has no licence" >&2; exit 1 ;; esac
done < <(folders)
