# Sourced by bench/oauth: starts each side with an OAuth client in it, and knows where its endpoints are.

api=https://api.example callback=https://app.example/callback
port=([oidc-provider]=5308 [keywright-sqlite]=5309 [keywright-postgres]=5310)
# What the client of a side sends by HTTP Basic, and the one whose tokens are opaque.
declare -A authorization=() opaque=()
oidc_version=$(sed -n 's/.*"oidc-provider": "\(.*\)".*/\1/p' "$root/bench/peers/oidc-provider/package.json")

basic() { echo "Basic $(printf '%s:%s' "$1" "$2" | base64 -w 0)"; }

token_endpoint() { case $1 in oidc-*) echo "$(address "$1")/token" ;; *) echo "$(address "$1")/oauth/token" ;; esac; }

introspection_endpoint() {
    case $1 in oidc-*) echo "$(address "$1")/token/introspection" ;; *) echo "$(address "$1")/oauth/introspect" ;; esac
}

authorization_path() { case $1 in oidc-*) echo /auth ;; *) echo /oauth/authorize ;; esac; }

# How users come to be, where it takes more than to ask for authorization.
registration_path() { case $1 in oidc-*) ;; *) echo /api/auth/register ;; esac; }

# flow SIDE AUTHORIZATION COMMAND ARG…: a client of the side that is no wrk.
flow() {
    local side=$1 header=$2 command=$3
    shift 3
    "$benchmarks" "$command" "$(address "$side")" "$@" --authorization "$header" --callback "$callback" \
        --authorize "$(authorization_path "$side")" --token "$(token_endpoint "$side")"
}

start_oidc-provider() {
    (cd "$root/bench/peers/oidc-provider" && { [ -d node_modules ] || npm ci --no-audit --no-fund; }) >"$work/npm.log" 2>&1 ||
        { cat "$work/npm.log" >&2; return 1; }
    start oidc-provider node "$root/bench/peers/oidc-provider/server.mjs" "${port[oidc-provider]}" the-secret-of-the-benchmark "$callback"
    authorization[oidc-provider]=$(basic bench the-secret-of-the-benchmark)
    opaque[oidc-provider]=${authorization[oidc-provider]}
}

# It has none.
limit_oidc-provider() { :; }

# The words before a command of keywright, as an operator would run it.
operator() {
    operator=(env -C "$work/$1.home" DATABASE_URL="${database_of[$1]}" KEYWRIGHT_Urls="$(address "$1")"
        KEYWRIGHT_OAuth__Resources__0="$api" KEYWRIGHT_OAuth__RequestsPerMinute=100000000 "$keywright")
}

# client SIDE ID ARG…: makes a client, and prints what it sends.
client() {
    local side=$1 id=$2 operator
    shift 2
    operator "$side"
    basic "$id" "$("${operator[@]}" client create Bench --client-id "$id" --grant-type client_credentials "$@" --json |
        sed -n 's/.*"client_secret": *"\([^"]*\)".*/\1/p')"
}

# start_keywright SIDE DATABASE-URL: without limits, until its users are there.
start_keywright() {
    local side=$1 operator
    database_of[$side]=$2
    mkdir "$work/$side.home"
    operator "$side"
    start "$side" "${operator[@]}" serve --RateLimiting:Enabled=false
    authorization[$side]=$(client "$side" bench --consent implied \
        --redirect-uri "$callback" --grant-type authorization_code --grant-type refresh_token)
    opaque[$side]=$(client "$side" bench-opaque --set access_token_format=opaque)
}

# As it is delivered, with its limits; that of clients is high.
limit_keywright() {
    local operator
    stop "$1"
    operator "$1"
    start "$1" "${operator[@]}" serve
}

start_keywright-sqlite() { start_keywright keywright-sqlite "sqlite://$work/keywright-sqlite.home/keywright.db"; }
start_keywright-postgres() { start_keywright keywright-postgres "$(database bench_oauth)"; }
limit_keywright-sqlite() { limit_keywright keywright-sqlite; }
limit_keywright-postgres() { limit_keywright keywright-postgres; }
