#!/bin/sh
# Sets up what is missing, says what it does, and does nothing when all is there:
#   sh scripts/setup.sh run       what the wizard runs with
#   sh scripts/setup.sh check     that, the tools of `make check` and `make bench`, a browser, Graphviz, nginx and wrk
#   sh scripts/setup.sh browsers  that, and what `make check-browsers` takes: more browsers, Java, tools from npm
#
# Everything goes into .venv. What is installed is what uv.lock says; a mark in .venv, written last,
# remembers for which pyproject.toml and uv.lock that was done, so a broken-off setup is done again.
# Browsers, Graphviz, Java and the like come from the system's packages, and npm's tools go where node looks for them.
set -eu
cd "$(dirname "$0")/.."
for_what=$1
here=$(pwd -P)
log=.venv/setup.log

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
quietly() { "$@" >/dev/null 2>&1; }
logged() { printf '\n$ %s\n' "$*" >>"$log"; "$@" >>"$log" 2>&1 </dev/null; }

wanted() { cat pyproject.toml uv.lock | cksum; }
new_enough() { quietly "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; }

venv_is_here() {  # and was made here: its scripts name their folder, so a moved one is of no use
    new_enough .venv/bin/python && [ "$(cat .venv/here 2>/dev/null || echo "$here")" = "$here" ]
}
set_up_for() { venv_is_here && [ "$(cat ".venv/ready-to-$1" 2>/dev/null)" = "$(wanted)" ]; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || fail "PYTHON=$PYTHON is not there, or is no Python 3.11 or newer"
        return
    fi
    for PYTHON in python3 python3.14 python3.13 python3.12 python3.11; do
        new_enough "$PYTHON" && return
    done
    found=$(python3 --version 2>/dev/null) || found="no Python"
    fail "Python 3.11 or newer is needed, found $found; install one, or name it: make PYTHON=/path/to/python3"
}

make_venv() {
    find_python
    say "making .venv with $("$PYTHON" --version 2>&1)"
    rm -rf .venv
    mkdir .venv
    printf '%s\n' "$here" >.venv/here
    logged "$PYTHON" -m venv .venv ||
        fail "$PYTHON cannot make a virtual environment (Debian, Ubuntu: apt-get install python3-venv); see $log"
}

# uv does not read pip's settings: an index or a certificate set for pip only is passed on.
share_pip_settings() {
    setting() { .venv/bin/python -m pip config get "global.$1" 2>/dev/null || true; }
    index=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$(setting index-url)}}
    cert=${SSL_CERT_FILE:-${PIP_CERT:-$(setting cert)}}
    [ -z "$index" ] || export UV_DEFAULT_INDEX="$index" PIP_INDEX_URL="$index"
    [ -z "$cert" ] || export SSL_CERT_FILE="$cert"
}

# The lock names pypi.org; exported first, its versions and hashes hold for any other index too.
install_packages() {
    locked_uv=$(sed -n '/^name = "uv"$/{n;s/^version = "\(.*\)"$/\1/p;}' uv.lock)
    quietly .venv/bin/uv --version || logged .venv/bin/python -m pip install --retries 2 "uv==$locked_uv" || return
    list=.venv/requirements.txt
    case $for_what in
        run) groups="--no-dev" ;;
        check) groups="--group=dev" ;;
        browsers) groups="--all-groups" ;;
    esac
    logged env -u UV_DEFAULT_INDEX .venv/bin/uv export --quiet --locked --offline "$groups" --output-file "$list" ||
        fail "uv.lock does not fit pyproject.toml; run: .venv/bin/uv lock"
    if [ "$for_what" = run ]
    then logged .venv/bin/uv pip install --no-deps --python .venv/bin/python --requirements "$list"  # leaves the rest alone
    else logged .venv/bin/uv pip sync --python .venv/bin/python "$list"  # removes what the lock no longer has
    fi
}

set_up_packages() {
    if ! venv_is_here || ! { quietly .venv/bin/uv --version || quietly .venv/bin/python -m pip --version; }; then make_venv; fi
    say "installing what \`make $target\` needs (from uv.lock, into .venv)"
    : >"$log"
    share_pip_settings
    install_packages || {
        if grep -qiE 'connection|connect error|sending request|timed out|resol(ve|ution) .*(host|name)|dns|tls|certificate' "$log"
        then fail "cannot reach the package index; check the network, or set PIP_INDEX_URL; see $log"
        else fail "installing the packages failed; see $log"
        fi
    }
    printf '%s\n' "$here" >.venv/here
    for what in $parts; do wanted >".venv/ready-to-$what"; done
}

has() {  # has COMMAND…: is one of them there?
    for name in "$@"; do quietly command -v "$name" && return; done
    return 1
}
have_browser() { has "${WIZARD_CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; }

# with_apt WHAT PACKAGE…: install system packages; where that cannot be, $missing says what to do.
with_apt() {
    quietly command -v apt-get || return
    if [ "$(id -u)" = 0 ]; then root=""; elif quietly sudo -n true; then root="sudo -n"; else return 1; fi
    say "installing $1 with apt-get, for \`make $target\`"
    shift
    missing="$missing; apt-get's words are in $log"
    # shellcheck disable=SC2086  # $root is no word or two
    apt_get() { logged $root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"; }
    apt_get update && apt_get install -y --no-install-recommends "$@"
}

# Debian looks for it where only root does.
have_nginx() { PATH="$PATH:/usr/sbin:/sbin" has nginx && has openssl; }

# What the tests take from the system: a browser, Graphviz, which draws the flows, nginx, which serves what they write,
# and wrk, which makes load.
set_up_system() {
    [ -z "${WIZARD_CHROMIUM:-}" ] || has "$WIZARD_CHROMIUM" || fail "WIZARD_CHROMIUM=$WIZARD_CHROMIUM is not there"
    packages="" missing=""
    have_browser || {
        packages="chromium fonts-dejavu-core"
        missing="a browser is needed: install Chromium or Chrome, or name one: make check WIZARD_CHROMIUM=/path/to/it"
    }
    has dot || {
        packages="${packages:+$packages }graphviz"
        missing="${missing:+$missing; }Graphviz is needed: install graphviz"
    }
    have_nginx || {
        packages="${packages:+$packages }nginx libnginx-mod-http-brotli-static openssl"
        missing="${missing:+$missing; }nginx is needed, with openssl: install nginx, libnginx-mod-http-brotli-static and openssl"
        started=yes
    }
    has wrk || {
        packages="${packages:+$packages }wrk"
        missing="${missing:+$missing; }wrk is needed: install wrk"
    }
    [ -n "$packages" ] || return 0
    # shellcheck disable=SC2086  # many words
    { with_apt "$packages" $packages fonts-liberation && have_browser && has dot && have_nginx && has wrk; } || fail "$missing"
    # The package starts a server of its own, which nobody asked for: the tests start theirs.
    if [ -n "${started:-}" ] && has systemctl; then logged $root systemctl disable --now nginx || true; fi
}

lacking() {  # the system packages whose command is not there
    has java || echo default-jre-headless
    has chromedriver || echo chromium-driver
    has firefox-esr firefox || echo firefox-esr
    has WebKitWebDriver || echo webkit2gtk-driver
    has xvfb-run || echo xvfb
    has xauth || echo xauth
    has zbarimg || echo zbar-tools
}

set_up_engines() {
    # shellcheck disable=SC2005,SC2046,SC2116  # one line of them
    packages=$(echo $(lacking))
    [ -n "$packages" ] || return 0
    missing="\`make check-browsers\` needs these packages, or what they are called here: $packages"
    # shellcheck disable=SC2086  # many words
    { with_apt "$packages" $packages && [ -z "$(lacking)" ]; } || fail "$missing"
}

# The tools run offline: none of their own install scripts, which download more, is run or missed.
set_up_tools() {
    tools=tests/browsers/node_modules
    locked=$(cksum <tests/browsers/package-lock.json)
    [ "$(cat "$tools/.ready" 2>/dev/null)" != "$locked" ] || return 0
    say "installing the tools of tests/browsers/package-lock.json with npm"
    logged env PATH="$here/.venv/bin:$PATH" npm ci --ignore-scripts --no-audit --no-fund --prefix tests/browsers ||
        fail "npm could not install the tools of tests/browsers; its words are in $log"
    echo '{}' >"$tools/@mdn/mdn-http-observatory/conf/hsts-preload.json"  # the list of preloaded sites: ours is not in it
    echo "$locked" >"$tools/.ready"
}

# semgrep wants other versions than the wizard, of packages that both take.
set_up_semgrep() {
    locked=$(cksum <tests/browsers/semgrep.txt)
    [ "$(cat .venv/semgrep/.ready 2>/dev/null)" != "$locked" ] || return 0
    say "installing semgrep (from tests/browsers/semgrep.txt, into .venv/semgrep)"
    share_pip_settings
    { logged .venv/bin/uv venv --clear --python .venv/bin/python .venv/semgrep &&
        logged .venv/bin/uv pip install --require-hashes --python .venv/semgrep --requirements tests/browsers/semgrep.txt; } ||
        fail "semgrep could not be installed; see $log"
    echo "$locked" >.venv/semgrep/.ready
}

target=$for_what
case $for_what in
    run) parts="run" ;;
    check) parts="run check" ;;
    browsers) parts="run check browsers" target=check-browsers ;;
    *) fail "no such level: $for_what; one of run, check, browsers" ;;
esac
set_up_for "$for_what" || { [ "$for_what" = run ] && set_up_for check; } || set_up_packages
[ "$for_what" = run ] || set_up_system
if [ "$for_what" = browsers ]; then set_up_engines; set_up_tools; set_up_semgrep; fi
