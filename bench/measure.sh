# Sourced by bench/load and bench/oauth: runs servers, and measures them with the CPU they took. A side has a port and a process.

declare -A port=() pid=() idle=() database_of=()

# start SIDE COMMAND…: runs a server and waits until it answers.
start() {
    local side=$1
    shift
    "$@" >"$work/$side.log" 2>&1 </dev/null &
    pid[$side]=$!
    local _
    for _ in {1..150}; do
        if curl -s -o "$work/answer" "$(address "$side")/protected"; then
            idle[$side]=$(resident_mb "${pid[$side]}")
            return
        fi
        kill -0 "${pid[$side]}" 2>/dev/null || break
        sleep 0.2
    done
    complain "$side did not start:"
    tail -n 20 "$work/$side.log" >&2
    return 1
}

stop() {
    [ -n "${pid[$1]:-}" ] || return 0
    kill "${pid[$1]}" 2>/dev/null || true
    wait "${pid[$1]}" 2>/dev/null || true
    unset "pid[$1]"
}

address() { echo "http://127.0.0.1:${port[$1]}"; }

database() { psql -q "$postgres" -c "CREATE DATABASE $1" && echo "${postgres%/*}/$1"; }

# cpu_of PID: ticks (user and system) spent so far by a process and all its descendants, those that ended among them.
cpu_of() {
    [ -n "$1" ] || { echo 0; return; }
    # Of /proc/PID/stat after the name, which may hold spaces: 2 is the parent, 12 to 15 utime, stime, cutime, cstime.
    { cat /proc/[0-9]*/stat 2>/dev/null || true; } | awk -v root="$1" '
        { pid = $1; sub(/^.*\) /, ""); parent[pid] = $2; ticks[pid] = $12 + $13 + $14 + $15 }
        END {
            for (pid in parent) {
                at = pid
                while (at != root && at in parent) at = parent[at]
                if (at == root) sum += ticks[pid]
            }
            print sum + 0
        }'
}

resident_mb() { awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$1/status" 2>/dev/null || echo '-'; }

# measure WORK SIDE THREADS SCRIPT URL ARG…: with wrk and a script of bench/lua.
measure() {
    local name=$1 side=$2 threads=$3 script=$4 url=$5
    shift 5
    measured "$name" "$side" wrk -t "$threads" -c "$connections" -d "$seconds" --timeout 30s -s "$root/bench/lua/$script.lua" "$url" -- "$@"
}

# settle SIDE: waits until the server and PostgreSQL have done what the requests left to be done, such as sealing the audit log.
settle() {
    local _ before after
    for _ in {1..120}; do
        before=$(($(cpu_of "${pid[$1]}") + $(cpu_of "$postgres_pid")))
        sleep 1
        after=$(($(cpu_of "${pid[$1]}") + $(cpu_of "$postgres_pid")))
        # At 100 ticks a second: less than a twentieth of a core.
        [ $((after - before)) -ge 5 ] || return 0
    done
    complain "$1 does not come to rest."
}

# measured WORK SIDE COMMAND…: runs what prints RESULT, requests a second, p50 ms, p99 ms, errors, requests; and adds a line to
# $work/results.tsv (CPU: until all is done that the requests left to be done): work, side, requests a second, p50 ms, p99 ms, errors, server CPU ms a request, PostgreSQL CPU ms a request.
measured() {
    local name=$1 side=$2 line server database hz
    shift 2
    hz=$(getconf CLK_TCK)
    server=$(cpu_of "${pid[$side]}") database=$(cpu_of "$postgres_pid")
    line=$("$@" 2>&1 | tee "$work/load.log" | sed -n 's/^RESULT //p') || true
    settle "$side"
    server=$(($(cpu_of "${pid[$side]}") - server)) database=$(($(cpu_of "$postgres_pid") - database))
    if [ -z "$line" ]; then
        complain "$name on $side failed:"
        cat "$work/load.log" >&2
        return
    fi
    read -r rate p50 p99 errors requests <<<"$line"
    awk -v OFS='\t' -v w="$name" -v s="$side" -v rate="$rate" -v p50="$p50" -v p99="$p99" -v e="$errors" -v n="$requests" \
        -v server="$server" -v db="$database" -v hz="$hz" \
        'BEGIN { if (n < 1) n = 1; print w, s, rate, p50, p99, e, server * 1000 / hz / n, db * 1000 / hz / n }' >>"$work/results.tsv"
    complain "$(printf '%-24s %-20s %10.0f/s  p99 %8.2f ms  errors %d' "$name" "$side" "$rate" "$p99" "$errors")"
}

# What a result can't be read without.
machine() {
    echo "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores," \
        "$(awk '/MemTotal/ { printf "%d GB", $2 / 1048576 }' /proc/meminfo), Linux $(uname -r), .NET $(dotnet --version)," \
        "PostgreSQL $(psql -At "$postgres" -c 'SHOW server_version'), files on $(df --output=fstype "$work" | tail -n 1)."
    echo "Commit $(git -C "$root" rev-parse --short HEAD)$(git -C "$root" diff --quiet HEAD || echo ', with changes')."
}

# table WORK: the medians of the repeats, a side a row.
table() {
    echo "| side | requests/s | repeats | p50 ms | p99 ms | errors | server CPU ms/request | PostgreSQL CPU ms/request |"
    echo "|---|---:|---|---:|---:|---:|---:|---:|"
    awk -F '\t' -v work="$1" '
        function median(name, side, n,   i, j, t, v) {
            for (i = 1; i <= n; i++) v[i] = value[name, side, i]
            for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] > v[j]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
            return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
        }
        $1 == work {
            if (!($2 in count)) order[++sides] = $2
            n = ++count[$2]
            for (i = 3; i <= 8; i++) value[i, $2, n] = $i
            all[$2] = all[$2] (n > 1 ? ", " : "") sprintf("%.0f", $3)
            errors[$2] += $6
        }
        END {
            for (i = 1; i <= sides; i++) {
                s = order[i]; n = count[s]
                printf "| %s | %.0f | %s | %.2f | %.2f | %d | %.3f | %.3f |\n", s, median(3, s, n), all[s], median(4, s, n),
                    median(5, s, n), errors[s], median(7, s, n), median(8, s, n)
            }
        }' "$work/results.tsv"
}
