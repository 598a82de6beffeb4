#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Plain curl against GotoAI, as a shell script would use it. One line a scenario.
set -u

url=$GOTOAI_BASE_URL/chat/completions
curl=(curl --silent --show-error --no-buffer --max-time 15 --header 'content-type: application/json')
key=(--header "authorization: Bearer $GOTOAI_API_KEY")

body() { # text, further members
    printf '{"model":"%s","messages":[{"role":"user","content":"%s"}]%s}' "$GOTOAI_MODEL" "$1" "${2:-}"
}
expect() { # scenario, pattern, text
    if grep --quiet --extended-regexp -- "$2" <<<"$3"; then
        echo "ok $1"
    else
        echo "not ok $1: no $2 in ${3//$'\n'/ }"
    fi
}

expect text '"content": ?"The answer is forty-two\."' "$("${curl[@]}" "${key[@]}" --data "$(body 'plain text')" "$url")"

stream=$("${curl[@]}" "${key[@]}" --data "$(body 'as a stream' ',"stream":true')" "$url")
expect stream_begins '^data: \{.*"role": ?"assistant"' "$stream"
expect stream_ends '^data: \[DONE\]$' "$(tail -n 2 <<<"$stream")"

expect unauthorized '^401$' "$("${curl[@]}" --output /dev/null --write-out '%{http_code}' --data "$(body 'plain text')" "$url")"
expect not_json '"code": ?"invalid_json".*400$' "$("${curl[@]}" "${key[@]}" --write-out '%{http_code}' --data '{"model":' "$url")"
expect api_key_header '"object": ?"list"' "$("${curl[@]}" --header "x-api-key: $GOTOAI_API_KEY" "$GOTOAI_BASE_URL/models")"
expect cut_stream '^data: \{.*"error"' "$("${curl[@]}" "${key[@]}" --data "$(body 'breaks off' ',"stream":true')" "$url")"
exit 0
