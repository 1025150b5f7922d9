# Sourced by scripts that talk to `cargo sls dev`: `dev NAME` starts it, `dev_stop SIGNAL` ends it.

dev_pid=""
trap dev_abandon EXIT

# Ends what a failed script leaves behind.
dev_abandon() {
    [[ -z $dev_pid ]] || kill "$dev_pid" 2>/dev/null || true
}

# Starts `cargo sls dev $1` on a free port and waits until it says where; sets `address`.
dev() {
    local line
    exec {dev_output}< <(exec cargo sls dev "$1" --port 0 2>&1)
    dev_pid=$!
    while read -r -t 300 -u "$dev_output" line; do
        echo "  $line"
        if [[ $line =~ http://(127\.0\.0\.1:[0-9]+) ]]; then
            address=${BASH_REMATCH[1]}
            return
        fi
    done
    echo "cargo sls dev $1 never said where it listens" >&2
    return 1
}

# Asks it to stop; fails unless it ends with success and leaves nobody behind.
dev_stop() {
    local status=0
    kill "-$1" "$dev_pid"
    wait "$dev_pid" || status=$?
    dev_pid=""
    # Its output ends when the last process that it started has ended.
    if ! timeout 10 sed 's/^/  /' <&"$dev_output"; then
        echo "cargo sls dev ended, but a process that it started did not" >&2
        return 1
    fi
    exec {dev_output}<&-
    if ((status != 0)); then
        echo "cargo sls dev ended with status $status after SIG$1" >&2
        return 1
    fi
}

# Fails unless the answer to a request by curl contains `$1`; the rest goes to curl.
# The answer may have to wait until the function is built.
expect() {
    local wanted=$1 got
    shift
    got=$(curl --silent --show-error --max-time 300 "$@")
    if [[ $got != *"$wanted"* ]]; then
        printf 'expected an answer with %s\nreceived %s\n' "$wanted" "$got" >&2
        return 1
    fi
    echo "  $got"
}
