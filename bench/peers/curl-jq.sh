#!/usr/bin/env bash
# The export that one writes in a shell: curl-jq.sh FILE. Sixteen curls fetch 32 pages each over one
# connection, until a page is empty; jq finds the attributes and writes the rows. It proves nothing.
set -euo pipefail
to=$(realpath "$1")
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
export listing="$CONVERTALK_BASE_URL/inbox/direct/chats?botId=$CONVERTALK_BOT_ID&customerId=$CONVERTALK_CUSTOMER_ID&type=lead" pages
for ((first = 1; ; first += 512)); do
  seq "$first" 32 $((first + 511)) | xargs -P 16 -I{} sh -c \
    'curl -sS --fail -H "x-bot-token: $CONVERTALK_TOKEN" -o "$pages/#1.json" "$listing&page=[{}-$(({} + 31))]"'
  [ "$(jq '.data | length' "$pages/$((first + 511)).json")" -gt 0 ] || break
done
cd "$pages"
list=$(find . -name '*.json' -printf '%f\n' | sort -n)
keys=$(jq -n -c '[inputs.data[].profile.userDetails.attributes[]?.key] | unique' $list)
jq -n -r --argjson keys "$keys" '
  (["uuid", "name", "email", "dialCode", "phone", "status", "tags", "notes", "city", "country", "createdAt", "updatedAt", "lastSeenAt", "id"]
    + ($keys | map("attributes." + .)) | @csv),
  (inputs.data[] | .profile.userDetails as $d | ($d.attributes // [] | map({(.key): .value}) | add // {}) as $own |
    [.uuid, $d.name, $d.contact.email, "+" + $d.contact.phone.prefix, $d.contact.phone.number, .status, ($d.tags // [] | join(", ")),
      (.profile.notes // [] | map(.title + ": " + .description) | join("\n")), $d.city, $d.country, .createdAt, .updatedAt, .lastSeenAt, ._id]
    + ($keys | map($own[.])) | @csv)' $list > "$to"
