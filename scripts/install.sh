#!/bin/sh
# Creates .venv from requirements.lock, on a machine that has Python 3.11 to 3.13 and nothing else.
# Does nothing, at once, when .venv already matches the lock. Safe to interrupt: the stamp is written last.
set -eu
cd "$(dirname "$0")/.."

stamp=.venv/.installed
wanted=$(cat requirements.lock setup.cfg pyproject.toml | sha256sum | cut -c1-64)
[ -x .venv/bin/fengxiang ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && exit 0

say() { printf '%s\n' "$*" >&2; }
fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$candidate" >/dev/null 2>&1 && fits "$candidate"; then command -v "$candidate"; return; fi
    done
    found=$(python3 --version 2>/dev/null || echo "no python3 at all")
    say "Fengxiang needs Python 3.11, 3.12 or 3.13; this machine has $found. Install one of them (Debian, Ubuntu: apt install python3.11 python3.11-venv) or name it: PYTHON=/path/to/python3.11 make demo"
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

# Debian cuts ensurepip out of python3 into python3-venv; try what there is before asking for it.
make_venv() {
    [ -x .venv/bin/python ] && fits .venv/bin/python && return
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && return
    rm -rf .venv
    if command -v uv >/dev/null 2>&1 && uv venv -q --python "$python" .venv; then return; fi
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    say "This Python cannot make virtual environments yet; installing $package ..."
    if command -v apt-get >/dev/null 2>&1 && as_root apt-get update -qq >&2 \
        && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >&2; then
        rm -rf .venv
        "$python" -m venv .venv && return
    fi
    say "Could not install $package. As root, run: apt install $package   then this command again."
    return 1
}

# uv comes from the lock too, so that its hash is checked like everybody else's.
find_uv() {
    for uv in uv .venv/bin/uv; do
        if command -v "$uv" >/dev/null 2>&1; then echo "$uv"; return; fi
    done
    say "Installing uv into .venv ..."
    awk '/^[a-z]/ {on = /^uv==/} on' requirements.lock >.venv/uv.lock
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.lock >&2
    echo .venv/bin/uv
}

# Trust what the machine trusts: behind a company's proxy uv's own certificate list would refuse the index.
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1

python=$(find_python)
say "Setting up .venv with $("$python" --version) from requirements.lock (once; about a minute) ..."
make_venv
uv=$(find_uv)
# Compiled once, here: where bytecode is not written (a read-only .venv, PYTHONDONTWRITEBYTECODE) every start would do it.
"$uv" pip sync --python .venv/bin/python --require-hashes --compile-bytecode requirements.lock
"$uv" pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
printf '%s' "$wanted" >"$stamp"
say "Ready."
