#!/bin/sh
# Resolves setup.cfg and all its extras into requirements.lock: names, versions and hashes, no index address.
# The lock says what is installed; setup.cfg says what is needed. Run it after changing a dependency: make lock
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv
"$uv" pip compile setup.cfg --all-extras --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements.lock "$@"
