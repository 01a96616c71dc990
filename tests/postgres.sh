#!/usr/bin/env bash
# A PostgreSQL 15 of the tests' own, on a free port of 127.0.0.1, in a directory that it leaves nothing outside of.
#   tests/postgres.sh start DIRECTORY [SETTING=VALUE …]   starts it (making it first) and prints its URL
#   tests/postgres.sh follow DIRECTORY URL                makes it a standby of the one at URL, to be started
#   tests/postgres.sh stop DIRECTORY [MODE]               stops it: fast (the default), immediate
# A directory that was started before starts again on the same port, with its data.
set -euo pipefail

fail() { printf '%s\n' "$@" >&2; exit 1; }

[ $# -ge 2 ] || fail "usage: tests/postgres.sh start DIRECTORY [SETTING=VALUE …] | follow DIRECTORY URL | stop DIRECTORY [MODE]"
action=$1 directory=$2
shift 2
[ -d "$directory" ] || fail "$directory is not a directory."
directory=$(cd "$directory" && pwd)
data=$directory/data log=$directory/log

find_postgres() {
    local place
    for place in /usr/lib/postgresql/15/bin /usr/lib/postgresql/1[6-9]/bin /usr/pgsql-15/bin /opt/homebrew/opt/postgresql@15/bin; do
        [ ! -x "$place/initdb" ] || { printf '%s\n' "$place"; return; }
    done
    place=$(command -v initdb) || fail "PostgreSQL 15 is not installed: sudo apt-get install postgresql-15"
    dirname "$(readlink -f "$place")"
}
bin=$(find_postgres)

# PostgreSQL does not run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

# What the server inherits would be held open as long as it runs: the pipe of a caller that reads our output, for one.
quietly() { as_owner "$@" </dev/null >>"$log" 2>&1; }

free_port() {
    local port
    while :; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { printf '%s\n' "$port"; return; }
    done
}

make() {
    [ "$(id -u)" != 0 ] || chown postgres "$directory"
    : >"$log"
    [ "$(id -u)" != 0 ] || chown postgres "$log"
    quietly "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync || fail "initdb failed:" "$(tail -n 20 "$log")"
    as_owner tee -a "$data/postgresql.conf" >/dev/null <<END
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
shared_buffers = 128MB
# Nothing here outlives the tests: what they prove is that the answer follows the commit, not that a disk keeps its word.
fsync = off
full_page_writes = off
END
}

case $action in
    start)
        cd /
        [ -d "$data" ] || make
        settings=()
        for setting in "$@"; do
            settings+=(-c "$setting")
        done
        for _ in 1 2 3 4 5; do
            port=$(cat "$directory/port" 2>/dev/null || free_port)
            if quietly "$bin/pg_ctl" -D "$data" -w -t 60 -o "-p $port ${settings[*]}" start; then
                printf '%s\n' "$port" | as_owner tee "$directory/port" >/dev/null
                printf 'postgresql://postgres@127.0.0.1:%s/postgres\n' "$port"
                exit 0
            fi
        done
        fail "PostgreSQL did not start:" "$(tail -n 20 "$log")"
        ;;
    follow)
        cd /
        [ "$(id -u)" != 0 ] || chown postgres "$directory"
        : >"$log"
        [ "$(id -u)" != 0 ] || chown postgres "$log"
        quietly "$bin/pg_basebackup" -d "$1" -D "$data" -R -c fast --no-sync || fail "pg_basebackup failed:" "$(tail -n 20 "$log")"
        ;;
    stop)
        cd /
        [ ! -f "$data/postmaster.pid" ] || quietly "$bin/pg_ctl" -D "$data" -w -t 60 -m "${1:-fast}" stop
        ;;
    *)
        fail "usage: tests/postgres.sh start DIRECTORY [SETTING=VALUE …] | follow DIRECTORY URL | stop DIRECTORY [MODE]"
        ;;
esac
