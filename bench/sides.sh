# Sourced by bench/load: starts and fills each side. A side has a port, a process, and in $work/SIDE.* what wrk sends to it:
# tokens (bearer tokens), signin (bodies), refresh.N (refresh tokens of repeat N).

port=([bare]=5301 [identity]=5302 [better-auth]=5303 [keywright-sqlite]=5304 [keywright-postgres]=5305
    [keywright-sqlite-strict]=5306 [keywright-postgres-strict]=5307)
password='Correct-horse-battery-9'

# query DATABASE SQL
query() { psql -qAt -v ON_ERROR_STOP=1 "${postgres%/*}/$1" -c "$2"; }

# post_each SIDE PATH: posts each line of its input, four at a time, and prints the answers, a line each.
post_each() {
    tr '\n' '\0' | xargs -0 -P 4 -n 1 sh -c '
        answer=$(curl -s -f -X POST -H "Content-Type: application/json" -d "$2" "$1") && printf "%s\n" "$answer"' - "$(address "$1")$2"
}

dotnet_peer() {
    dotnet build "$root/bench/peers/$1" -c Release -nologo -v quiet -nodeReuse:false >"$work/build.log" 2>&1 ||
        { cat "$work/build.log" >&2; return 1; }
}

start_bare() {
    dotnet_peer bare
    start bare "$root/artifacts/peers/bin/Bare/release/Bare" --urls "$(address bare)"
    echo none >"$work/bare.tokens"
}

start_identity() {
    dotnet_peer identity
    database bench_identity >/dev/null
    start identity "$root/artifacts/peers/bin/Identity/release/Identity" --urls "$(address identity)" \
        --Database "$(connection_string bench_identity)"
    echo "{\"email\":\"template@example.com\",\"password\":\"$password\"}" | post_each identity /register >/dev/null
    # The same password hash for all: what it costs to verify one does not depend on its salt.
    query bench_identity "
        INSERT INTO \"AspNetUsers\" SELECT (jsonb_populate_record(u, jsonb_build_object('Id', gen_random_uuid(), 'Email', mail,
            'UserName', mail, 'NormalizedEmail', upper(mail), 'NormalizedUserName', upper(mail)))).*
          FROM \"AspNetUsers\" u, generate_series(1, $users) n, LATERAL (SELECT 'user' || n || '@example.com' AS mail) m;
        ANALYZE"
    bodies >"$work/identity.signin"
    # Its tokens are never looked up, so that few will do.
    head -n $clients "$work/identity.signin" | post_each identity /login >"$work/answers"
    sed -n 's/.*"accessToken":"\([^"]*\)".*/\1/p' "$work/answers" >"$work/identity.tokens"
    sed -n 's/.*"refreshToken":"\([^"]*\)".*/\1/p' "$work/answers" >"$work/identity.refresh"
}

start_better-auth() {
    (cd "$root/bench/peers/better-auth" && { [ -d node_modules ] || npm ci --no-audit --no-fund; }) >"$work/npm.log" 2>&1 ||
        { complain "Better Auth can't be installed (is npm there?): left out."; return; }
    local url
    url=$(database bench_better_auth)
    start better-auth node "$root/bench/peers/better-auth/server.mjs" "${port[better-auth]}" "$url"
    echo "{\"email\":\"template@example.com\",\"password\":\"$password\",\"name\":\"Ada\"}" |
        post_each better-auth /api/auth/sign-up/email >/dev/null
    query bench_better_auth "
        INSERT INTO \"user\" SELECT (jsonb_populate_record(u,
            jsonb_build_object('id', 'user' || n, 'email', 'user' || n || '@example.com'))).* FROM \"user\" u, generate_series(1, $users) n;
        INSERT INTO account SELECT (jsonb_populate_record(a, jsonb_build_object('id', 'account' || n, 'userId', 'user' || n,
            'accountId', 'user' || n))).* FROM account a, generate_series(1, $users) n;
        INSERT INTO session SELECT (jsonb_populate_record(s, jsonb_build_object('id', 'session' || n, 'userId', 'user' || (n % $users + 1),
            'token', replace(gen_random_uuid()::text, '-', '')))).* FROM session s, generate_series(1, $tokens) n;
        ANALYZE"
    query bench_better_auth "SELECT token FROM session WHERE id LIKE 'session%'" >"$work/better-auth.tokens"
    bodies >"$work/better-auth.signin"
}

bodies() { seq -f "{\"email\":\"user%.0f@example.com\",\"password\":\"$password\"}" "$((users < 2000 ? users : 2000))"; }

# postgresql://user@host:port/… as the driver of .NET writes it.
connection_string() {
    sed -E "s#postgresql://([^@]*)@([^:/]*):([0-9]+)/.*#Host=\2;Port=\3;Username=\1;Database=$1;Maximum Pool Size=20#" <<<"$postgres"
}

# serve_keywright SIDE DATABASE-URL SETTING…
serve_keywright() {
    local side=$1 url=$2
    shift 2
    start "$side" "$root/artifacts/peers/bin/Keywright.Host/release/Keywright.Host" --urls "$(address "$side")" \
        --Keywright:Database "$url" --Keywright:Data "$work/${side%-strict}.data" --Keywright:RateLimiting:Enabled false "$@"
}

# start_keywright SIDE DATABASE-URL: filled over HTTP, at a low hash cost but for those who will sign in.
start_keywright() {
    local side=$1 url=$2
    dotnet_peer keywright
    serve_keywright "$side" "$url" --Keywright:Passwords:Memory 7168 --Keywright:Passwords:Iterations 1
    "$benchmarks" seed "$(address "$side")" "$work/$side" --users "$users" --tokens "$tokens" --password "$password"
    stop "$side"
    serve_keywright "$side" "$url"
    "$benchmarks" seed "$(address "$side")" "$work/$side" --sign-in "$clients" --password "$password"
    database_of[$side]=$url
}

# A second server without a cache, on the database of the first.
start_strict() {
    local side=$1 first=${1%-strict}
    [ -n "${database_of[$first]:-}" ] || { complain "$side needs $first among the sides."; return 1; }
    serve_keywright "$side" "${database_of[$first]}" --Keywright:Sessions:Strict true
    cp "$work/$first.tokens" "$work/$side.tokens"
}

start_keywright-sqlite() { start_keywright keywright-sqlite "sqlite://$work/keywright.db"; }
start_keywright-postgres() { start_keywright keywright-postgres "$(database bench_keywright)"; }
start_keywright-sqlite-strict() { start_strict keywright-sqlite-strict; }
start_keywright-postgres-strict() { start_strict keywright-postgres-strict; }
