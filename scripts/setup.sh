#!/bin/sh
# Installs what is missing, prints what it installs, and does nothing if everything is there:
#   sh scripts/setup.sh run       what `make run` needs
#   sh scripts/setup.sh test      that, and the Python packages of `make test` and `make lint`
#   sh scripts/setup.sh check     that, and a browser, Graphviz, nginx and wrk for `make check` and `make bench`
#   sh scripts/setup.sh browsers  that, and more browsers, Java and tools from npm for `make check-browsers`
#
# Python packages go into .venv, in the versions of uv.lock. A file in .venv, written last, records for which
# pyproject.toml and uv.lock that was done, so that an interrupted setup starts again.
# Browsers, Graphviz, Java and the like are system packages. The tools from npm go where node looks for them.
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

# The scripts of a virtual environment contain the path of its folder, so a moved one does not work.
venv_is_here() {
    new_enough .venv/bin/python && [ "$(cat .venv/here 2>/dev/null || echo "$here")" = "$here" ]
}
set_up_for() { venv_is_here && [ "$(cat ".venv/ready-to-$1" 2>/dev/null)" = "$(wanted)" ]; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || fail "PYTHON=$PYTHON does not exist or is older than Python 3.11"
        return
    fi
    for PYTHON in python3 python3.14 python3.13 python3.12 python3.11; do
        new_enough "$PYTHON" && return
    done
    found=$(python3 --version 2>/dev/null) || found="no Python"
    fail "Python 3.11 or newer is required, but found $found; install it, or give its path: make PYTHON=/path/to/python3"
}

make_venv() {
    find_python
    say "creating .venv with $("$PYTHON" --version 2>&1)"
    rm -rf .venv
    mkdir .venv
    printf '%s\n' "$here" >.venv/here
    logged "$PYTHON" -m venv .venv ||
        fail "$PYTHON cannot create a virtual environment (Debian, Ubuntu: apt-get install python3-venv); see $log"
}

# uv does not read pip's settings, so this passes on an index or a certificate that is set for pip only.
share_pip_settings() {
    setting() { .venv/bin/python -m pip config get "global.$1" 2>/dev/null || true; }
    index=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$(setting index-url)}}
    cert=${SSL_CERT_FILE:-${PIP_CERT:-$(setting cert)}}
    [ -z "$index" ] || export UV_DEFAULT_INDEX="$index" PIP_INDEX_URL="$index"
    [ -z "$cert" ] || export SSL_CERT_FILE="$cert"
}

# uv.lock names pypi.org. Its versions and hashes are exported first, so that they work with any other index too.
install_packages() {
    locked_uv=$(sed -n '/^name = "uv"$/{n;s/^version = "\(.*\)"$/\1/p;}' uv.lock)
    quietly .venv/bin/uv --version || logged .venv/bin/python -m pip install --retries 2 "uv==$locked_uv" || return
    list=.venv/requirements.txt
    case $for_what in
        run) groups="--no-dev" ;;
        test | check) groups="--group=dev" ;;
        browsers) groups="--all-groups" ;;
    esac
    logged env -u UV_DEFAULT_INDEX .venv/bin/uv export --quiet --locked --offline --all-extras "$groups" --output-file "$list" ||
        fail "uv.lock does not match pyproject.toml; run: .venv/bin/uv lock"
    if [ "$for_what" = run ]
    then logged .venv/bin/uv pip install --no-deps --python .venv/bin/python --requirements "$list"  # keeps other packages
    else logged .venv/bin/uv pip sync --python .venv/bin/python "$list"  # removes packages that the lock no longer has
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

has() {  # has COMMAND...: whether one of them is installed
    for name in "$@"; do quietly command -v "$name" && return; done
    return 1
}
have_browser() { has "${WIZARD_CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; }

# with_apt WHAT PACKAGE...: install system packages. If that is not possible, $missing says what to do.
with_apt() {
    quietly command -v apt-get || return
    if [ "$(id -u)" = 0 ]; then root=""; elif quietly sudo -n true; then root="sudo -n"; else return 1; fi
    say "installing $1 with apt-get, for \`make $target\`"
    shift
    missing="$missing; see $log"
    # shellcheck disable=SC2086  # $root is empty or two words
    apt_get() { logged $root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"; }
    apt_get update && apt_get install -y --no-install-recommends "$@"
}

# Debian installs nginx in a folder that is on the PATH of root only.
have_nginx() { PATH="$PATH:/usr/sbin:/sbin" has nginx && has openssl; }

# The system packages of the tests: a browser, Graphviz (draws flows), nginx (serves exports) and wrk (makes load).
set_up_system() {
    [ -z "${WIZARD_CHROMIUM:-}" ] || has "$WIZARD_CHROMIUM" || fail "WIZARD_CHROMIUM=$WIZARD_CHROMIUM does not exist"
    packages="" missing=""
    have_browser || {
        packages="chromium fonts-dejavu-core"
        missing="a browser is required: install Chromium or Chrome, or give its path: make check WIZARD_CHROMIUM=/path/to/it"
    }
    has dot || {
        packages="${packages:+$packages }graphviz"
        missing="${missing:+$missing; }Graphviz is required: install graphviz"
    }
    have_nginx || {
        packages="${packages:+$packages }nginx libnginx-mod-http-brotli-static openssl"
        missing="${missing:+$missing; }nginx and openssl are required: install nginx, libnginx-mod-http-brotli-static and openssl"
        started=yes
    }
    has wrk || {
        packages="${packages:+$packages }wrk"
        missing="${missing:+$missing; }wrk is required: install wrk"
    }
    [ -n "$packages" ] || return 0
    # shellcheck disable=SC2086  # several words
    { with_apt "$packages" $packages fonts-liberation && have_browser && has dot && have_nginx && has wrk; } || fail "$missing"
    # Debian's package starts a server. The tests do not need it: they start their own.
    if [ -n "${started:-}" ] && has systemctl; then logged $root systemctl disable --now nginx || true; fi
}

missing_engines() {  # the system packages whose command is missing
    has java || echo default-jre-headless
    has chromedriver || echo chromium-driver
    has firefox-esr firefox || echo firefox-esr
    has WebKitWebDriver || echo webkit2gtk-driver
    has xvfb-run || echo xvfb
    has xauth || echo xauth
    has zbarimg || echo zbar-tools
}

set_up_engines() {
    # shellcheck disable=SC2005,SC2046,SC2116  # all on one line
    packages=$(echo $(missing_engines))
    [ -n "$packages" ] || return 0
    missing="\`make check-browsers\` needs these packages (their names may differ on your system): $packages"
    # shellcheck disable=SC2086  # several words
    { with_apt "$packages" $packages && [ -z "$(missing_engines)" ]; } || fail "$missing"
}

# The install scripts of the tools would download more. The tools work without them.
set_up_tools() {
    tools=tests/browsers/node_modules
    locked=$(cksum <tests/browsers/package-lock.json)
    [ "$(cat "$tools/.ready" 2>/dev/null)" != "$locked" ] || return 0
    say "installing the tools of tests/browsers/package-lock.json with npm"
    logged env PATH="$here/.venv/bin:$PATH" npm ci --ignore-scripts --no-audit --no-fund --prefix tests/browsers ||
        fail "npm could not install the tools of tests/browsers; see $log"
    echo '{}' >"$tools/@mdn/mdn-http-observatory/conf/hsts-preload.json"  # the list of preloaded sites; ours is not one
    echo "$locked" >"$tools/.ready"
}

# semgrep needs other versions of some packages than the wizard, so it has its own environment.
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
    test) parts="run check" ;;
    check) parts="run check" ;;
    browsers) parts="run check browsers" target=check-browsers ;;
    *) fail "unknown level: $for_what; use one of run, test, check, browsers" ;;
esac
# The packages of `check` include those of `run` and are those of `test`.
set_up_for "$for_what" || { [ "$for_what" != browsers ] && set_up_for check; } || set_up_packages
case $for_what in
    check) set_up_system ;;
    browsers) set_up_system; set_up_engines; set_up_tools; set_up_semgrep ;;
esac
