#!/usr/bin/env bash
# The walk of first-steps.md, against a server that runs at $1 (http://127.0.0.1:5080). Prints each call with its answer as Markdown.
# `docs/guides/first-steps.sh > …` makes the transcript; ./test runs it on SQLite and on PostgreSQL, so that the guide stays true.
set -euo pipefail

base=${1:-http://127.0.0.1:5080}
email="ada-$RANDOM$RANDOM@example.com"

# Prints the command as a reader would type it, runs it, and checks the status.
step() { # step TITLE EXPECTED_STATUS METHOD PATH [TOKEN_NAME] [BODY]
  local title=$1 expected=$2 method=$3 path=$4 token=${5:-} body=${6:-} answer status
  local args=(-s -X "$method") shown="curl -s"
  [ "$method" = GET ] || shown="$shown -X $method"
  shown="$shown $base$path"
  if [ -n "$token" ]; then
    args+=(-H "Authorization: Bearer ${!token}")
    shown="$shown -H \"Authorization: Bearer \$$token\""
  fi
  if [ -n "$body" ]; then
    args+=(-H 'Content-Type: application/json' -d "$body")
    shown="$shown \\
  -H 'Content-Type: application/json' \\
  -d '$(printf %s "$body" | mask)'"
  fi
  answer=$(curl "${args[@]}" -w '\n%{http_code}' "$base$path")
  status=${answer##*$'\n'}
  last=${answer%$'\n'*}
  printf '### %s\n\n```sh\n%s\n```\n\n`%s`\n' "$title" "$shown" "$status"
  [ -z "$last" ] || printf '\n```json\n%s\n```\n' "$(printf %s "$last" | mask)"
  printf '\n'
  if [ "$status" != "$expected" ]; then
    printf 'first-steps: %s: expected %s, got %s\n%s\n' "$title" "$expected" "$status" "$last" >&2
    exit 1
  fi
}

# A secret is shown by its prefix and five characters.
mask() { sed -E 's/(kw_[a-z]+_[0-9A-Za-z]{5})[0-9A-Za-z]+/\1…/g'; }

member() { printf %s "$last" | sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/"; }

step 'Register' 201 POST /api/auth/register '' "{\"email\":\"$email\",\"password\":\"correct horse battery 9\",\"name\":\"Ada\"}"
step 'Sign in' 200 POST /api/auth/login '' "{\"email\":\"$email\",\"password\":\"correct horse battery 9\"}"
ACCESS=$(member access_token)
REFRESH=$(member refresh_token)
step 'Create a personal access token' 201 POST /api/auth/tokens ACCESS '{"name":"deploy script","abilities":["posts:*"]}'
PAT=$(member token)
PAT_ID=$(member id)
step 'Call a protected route with it' 200 GET /api/auth/user PAT
step 'Refresh the session' 200 POST /api/auth/refresh '' "{\"refresh_token\":\"$REFRESH\"}"
ACCESS=$(member access_token)
step 'List the sessions' 200 GET /api/auth/sessions ACCESS
step 'Revoke the token' 204 DELETE "/api/auth/tokens/$PAT_ID" ACCESS
step 'The token is dead at once' 401 GET /api/auth/user PAT
step 'Sign out everywhere' 204 DELETE /api/auth/sessions ACCESS
step 'The session is dead at once' 401 GET /api/auth/user ACCESS
