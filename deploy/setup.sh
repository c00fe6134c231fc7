#!/bin/sh
# Make a fresh Debian machine ready: system packages, a locked virtual environment, the fonts.
# Quiet and quick when there is nothing to do. Usage: deploy/setup.sh run|dev
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

missing_packages() {
    grep -v '^#' deploy/debian-packages.txt | while read -r package; do
        [ -n "$package" ] || continue
        state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$state" = installed ] || printf '%s ' "$package"
    done
}

install_packages() {
    command -v dpkg-query >/dev/null || { echo "Openhall sets itself up on Debian only." >&2; exit 1; }
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    line="apt-get update && apt-get install -y --no-install-recommends $missing"
    if [ "$(id -u)" = 0 ]; then
        echo "Installing Debian packages: $missing"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        # shellcheck disable=SC2086  # a list of words on purpose
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        echo "Installing Debian packages with sudo: $missing"
        sudo apt-get update -qq
        # shellcheck disable=SC2086
        sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
        echo "Some Debian packages are missing. Please run this one line, then try again:" >&2
        echo "  sudo sh -c '$line'" >&2
        exit 1
    fi
}

find_python() {
    for name in python3.11 python3.12 python3.13 python3; do
        path=$(command -v "$name") || continue
        if "$path" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$path"
            return 0
        fi
    done
    echo "Python 3.11 or newer is needed." >&2
    exit 1
}

make_environment() {
    if [ "$purpose" = dev ]; then lock=requirements-dev.txt; else lock=requirements.txt; fi
    want=$(sha256sum "$lock" | cut -d' ' -f1)
    stamp=".venv/openhall-$purpose"
    # What serves the workshop serves the terminal too.
    [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return 0
    [ -x .venv/bin/python ] || "$(find_python)" -m venv .venv
    echo "Installing the locked Python packages ($lock)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    echo "$want" >"$stamp"
}

install_judges() {
    # Debian's own npm draws in hundreds of packages and minutes, for one reader of receipts that only
    # the tests ask. Where there is an npm it is used; where not, those tests say that they skip.
    [ "$purpose" = dev ] || return 0
    if ! command -v npm >/dev/null; then
        echo "No npm here: the tests that ask npos, a second reader of receipts, will be skipped."
        return 0
    fi
    want=$(sha256sum tests/judges/package-lock.json | cut -d' ' -f1)
    stamp=tests/judges/node_modules/.openhall
    [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return 0
    echo "Installing the second reader of receipts (tests/judges)"
    if (cd tests/judges && npm ci --silent); then
        echo "$want" >"$stamp"
    else
        echo "npm could not fetch it: the tests that ask npos will be skipped." >&2
    fi
}

install_packages
make_environment
install_judges
.venv/bin/python deploy/extract_fonts.py
