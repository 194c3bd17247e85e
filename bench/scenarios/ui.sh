# The page in the browser: how soon after the end of a plan its first changes are there, how long a search
# in all of its rows takes, and how much memory the program takes. The browser's own time is not in it.
sandbox --leads "$leads" --non-leads 0
leadferry export "$out/same.csv" --force --rate 0 --workers 16 -q
sed -E 's/^([0-9a-f-]{36},[^,"]*,[^,"@]+)@/\1.new@/' "$out/same.csv" > "$out/changed.csv"
"$out/leadferry" ui --no-browser --rate 0 --workers 16 > "$out/ui" 2>> "$out/server.log" 9>&- &
ui=$!
until grep -q key= "$out/ui"; do sleep 0.1; done
address=$(head -1 "$out/ui") page=${address%%/\?*}
ask() { curl -sSf -b "$out/cookies" -c "$out/cookies" -H "Origin: $page" "$@"; }
# token PATH: of the form that posts to it on the page that was asked for last
token() { tr -d '\n' < "$out/page" | grep -o "action=\"$1\"[^>]*><input type=\"hidden\" name=\"token\" value=\"[^\"]*" | sed 's/.*"//; 1q'; }
ask -L "$address" > "$out/page"
at=$(ask -o /dev/null -w '%{redirect_url}' -F "token=$(token /import)" -F bot=profile: -F "file=@$out/changed.csv" "$page/import")
work=${at#"$page"}
until ask "$at" > "$out/page" && grep -q 'name="plan"' "$out/page"; do sleep 0.2; done
ask -o /dev/null --data-urlencode "token=$(token "$work/read")" -d plan=1 "$at/read"
until ask "$at" > "$out/page" && grep -q "$work/answer" "$out/page"; do
  turn=$(grep -o 'events?turn=[0-9]*' "$out/page" | grep -o '[0-9]*$' || true)
  [ -z "$turn" ] || ask "$at/events?turn=$turn" > /dev/null # it ends when the page is to be loaded anew
done
read -r served bytes < <(ask -w '%{time_total} %{size_download}\n' -o "$out/page" "$at")
found=$(ask -w '%{time_total}' -o "$out/page" "$at/rows?text=.new%40")
grep -q 'lines hold this text' "$out/page"
target "ui: plan of $leads rows, from its end to the page with the first changes, s" "$served" "<=" 1
target "the size of that page, MB" "$bytes / 1e6" "<=" 1
target "a search in all of its rows, s" "$found" "<=" 2
target "the peak memory of the program, MB" "$(awk '/VmHWM/ { print $2 }' "/proc/$ui/status") / 1024" "<=" 200
kill -INT "$ui"
wait "$ui" || true
rm -rf "$out"/*.csv "$out"/cookies "$out"/page
