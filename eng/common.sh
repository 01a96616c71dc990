# Shared by ./run, ./keywright, ./test and bench/load: sourced, never run. Expects $root, the checkout.

# In a container there is often no ICU; neither the build nor Keywright needs one.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

complain() { printf '%s\n' "$@" >&2; }

# need PACKAGE…: installs those Debian packages that are missing. Fails, saying what to type, where it may not.
need() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || return 0
    local package missing=() as_root=()
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            as_root=(sudo)
        else
            complain "Missing, and only root may install: ${missing[*]}" "  sudo apt-get install ${missing[*]}"
            return 1
        fi
    fi

    complain "Installing ${missing[*]} …"
    local log
    log=$(mktemp)
    if ! apt_install "${missing[@]}" >"$log" 2>&1; then
        # A fresh container has no package lists yet, and old lists name packages that are gone.
        if ! { "${as_root[@]}" apt-get update && apt_install "${missing[@]}"; } </dev/null >"$log" 2>&1; then
            complain "apt could not install ${missing[*]}:"
            tail -n 20 "$log" >&2
            rm -f "$log"
            return 1
        fi
    fi
    rm -f "$log"
}

apt_install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null
}

# Puts dotnet on the PATH and tells the built executables where its runtime is.
find_dotnet() {
    local place
    for place in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
        command -v dotnet >/dev/null && break
        [ -x "$place/dotnet" ] && PATH=$place:$PATH
    done
    if ! command -v dotnet >/dev/null; then
        complain "The .NET 10 SDK is not installed. https://dotnet.microsoft.com/download tells how."
        return 1
    fi
    export PATH DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
}

# build PROJECT-OR-SOLUTION STAMP FOLDER…: builds it in Release when a source in the folders is newer than the stamp; silent otherwise.
build() {
    local what=$1 stamp=$root/artifacts/$2.stamp log
    shift 2
    mkdir -p "$root/artifacts"
    (
        # Two commands started at once must not build at once.
        ! command -v flock >/dev/null || flock 9
        ! is_current "$stamp" "$@" || exit 0
        log=$(mktemp)
        # Dated before the build, so that what is edited meanwhile counts as newer.
        touch "$stamp.new"
        complain "Building $what …"
        if ! dotnet build "$root/$what" -c Release -nologo -v quiet -nodeReuse:false -clp:NoSummary </dev/null >"$log" 2>&1 9>&-; then
            cat "$log" >&2
            rm -f "$log" "$stamp.new"
            exit 1
        fi
        rm -f "$log"
        mv "$stamp.new" "$stamp"
    ) 9>"$root/artifacts/build.lock"
}

# Directories are compared too: their time tells of files that came or went.
is_current() {
    local stamp=$1
    shift
    [ -f "$stamp" ] && [ -x "$keywright" ] || return 1
    [ -z "$(cd "$root" && find "$@" Directory.*.props Keywright.slnx global.json BannedSymbols.txt .editorconfig \
        -newer "$stamp" -print -quit 2>/dev/null)" ]
}

keywright=$root/artifacts/bin/Keywright.Server/release/keywright
