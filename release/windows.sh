#!/usr/bin/env bash
# Runs the Windows program and the tests of the rooms that touch Windows' files under Wine. Needs the
# Debian packages wine, wine64 and gcc-mingw-w64-x86-64-win32.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
work=$(mktemp -d)
export WINEPREFIX=$work/wine WINEDEBUG=-all GOOS=windows GOARCH=amd64 CGO_ENABLED=0
trap 'wineserver -k || true; rm -rf "$work"' EXIT
wineboot -i > /dev/null 2>&1
system=$WINEPREFIX/drive_c/windows/system32
if [ ! -e "$system/bcryptprimitives.dll" ]; then
  x86_64-w64-mingw32-gcc -shared -o "$system/bcryptprimitives.dll" release/prng.c -ladvapi32
fi

go build -o "$work/leadferry.exe" .
cd "$work"
wine leadferry.exe --version
wine leadferry.exe export --sandbox -q leads.csv
test "$(wc -c < leads.csv)" -gt 500000
test -z "$(find . -maxdepth 1 -name '.leads.csv.*lock' -o -maxdepth 1 -name '*.tmp')"
timeout 20 wine leadferry.exe sandbox --addr 127.0.0.1:0 > lines 2> /dev/null || true
grep -q '^\$env:CONVERTALK_TOKEN = "' lines

# A double click: the parent is called explorer.exe, and the text stays until Enter.
cp "$here/release/explorer.c" . && x86_64-w64-mingw32-gcc -o explorer.exe explorer.c
code=0
sleep 60 | timeout 30 wine ./explorer.exe > clicked 2>&1 || code=$?
grep -q 'Press the Windows key' clicked
test $code = 124 # it was still there
echo | timeout 60 wine ./explorer.exe > /dev/null 2>&1 || test $? = 1
cd "$here"

# Wine of Debian 12 makes no symlinks, and cannot remove a folder the way Go's tests do when they end.
rooms=(./internal/atomicfile ./internal/filelock ./internal/profile ./internal/screen)
go test -count=1 -exec wine -skip Symlink "${rooms[@]}" > "$work/tests" 2>&1 || true
if [ "$(grep -Ec '^(ok|FAIL)[[:space:]]+github' "$work/tests")" -ne ${#rooms[@]} ] ||
  grep -Evq '^(ok|FAIL)|^ *--- FAIL: |TempDir RemoveAll cleanup: unlinkat .*: Invalid function' "$work/tests"; then
  cat "$work/tests"
  exit 1
fi
echo "under Wine, no test of ${rooms[*]} failed, except in removing its folder"
