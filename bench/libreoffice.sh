#!/usr/bin/env bash
# Checks with LibreOffice itself, without a window, that it opens our workbooks and CSV, writes the same cells back and no formula, and that
# we read its workbooks: bench/libreoffice.sh
set -euo pipefail
cd "$(dirname "$0")/.."
if ! soffice=$(command -v soffice); then
  echo "soffice is not installed: nothing was checked"
  exit 0
fi
LEADFERRY_LIBREOFFICE=$soffice go test -count=1 -run '^TestLibreOffice$' -v ./sheet
