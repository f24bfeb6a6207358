#!/bin/sh
# Concierge: install, upgrade, remove, try, and test it. Debian, Ubuntu and macOS; plain POSIX sh.
#
# The program gets an environment of its own under PREFIX/lib/concierge-desk, one folder per
# install. `current` points to the one in use and is swapped by a rename, so an upgrade that fails
# half-way leaves the old program as it was. Homes (config, database, files) are never touched.

set -eu

usage() {
    cat <<'TEXT'
Usage: ./install.sh [install|demo|test|uninstall] [--prefix DIR] [--yes] [--no-open]

  install     install `concierge`, or upgrade it (the default)
  demo        install, then start the demonstration business and show how to reach it
  test        set up what the tests need and run every check and test of this checkout
  uninstall   remove the program; homes are kept

  --prefix DIR   where it goes: DIR/lib/concierge-desk and DIR/bin (default: ~/.local)
  --yes          ask nothing; may install missing system packages when run as root
  --no-open      do not open a browser

Example: ./install.sh demo --no-open
TEXT
}

say() { printf '%s\n' "$*"; }
step() { printf '==> %s\n' "$*"; }
fail() {
    printf 'error: %s\n' "$1" >&2
    if [ $# -gt 1 ]; then printf '       %s\n' "$2" >&2; fi
    exit "${3:-1}"
}
has() { command -v "$1" >/dev/null 2>&1; }

action=install
prefix=
yes=
no_open=
named=
while [ $# -gt 0 ]; do
    case $1 in
        install | demo | test | uninstall)
            if [ -n "$named" ]; then fail "Two actions at once: $named and $1." "Name one." 2; fi
            action=$1
            named=$1
            ;;
        --prefix)
            if [ $# -lt 2 ]; then fail "--prefix needs a folder." "Example: --prefix /opt/concierge" 2; fi
            prefix=$2
            shift
            ;;
        --prefix=*) prefix=${1#--prefix=} ;;
        --yes | -y) yes=1 ;;
        --no-open) no_open=1 ;;
        --help | -h)
            usage
            exit 0
            ;;
        *) fail "I do not know \`$1\`." "\`./install.sh --help\` shows what there is." 2 ;;
    esac
    shift
done

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
if [ -z "$prefix" ]; then
    if [ -z "${HOME:-}" ]; then fail "There is no home folder to install into." "Name a folder with --prefix." 2; fi
    prefix=$HOME/.local
fi
case $prefix in
    /*) ;;
    *) prefix=$PWD/$prefix ;;
esac
lib=$prefix/lib/concierge-desk
command_link=$prefix/bin/concierge
# Bytecode is written while installing, so that no start pays for it later.
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV || true

# --- finding what is needed ---------------------------------------------------------------------

debian_as_root() { has apt-get && [ "$(id -u)" = 0 ]; }

apt_updated=
apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    if [ -z "$apt_updated" ]; then
        apt-get update -qq >/dev/null 2>&1 || true
        apt_updated=1
    fi
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

agreed() {
    # $1: what would be done. Without a terminal to ask at, only --yes is a yes.
    if [ -n "$yes" ]; then return 0; fi
    if [ ! -t 0 ]; then return 1; fi
    printf '%s [Y/n] ' "$1"
    read -r answer || return 1
    case $answer in '' | y | Y | yes) return 0 ;; *) return 1 ;; esac
}

fits() {
    "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
        >/dev/null 2>&1
}
makes_environments() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

find_python() {
    look_for_python
    if [ -z "$python" ] && [ -z "$bare" ] && debian_as_root &&
        agreed "Install the system packages python3 and python3-venv?"; then
        step "Installing python3 and python3-venv"
        apt_install python3 python3-venv || true
        look_for_python
    fi
    if [ -z "$python" ] && [ -n "$bare" ] && debian_as_root &&
        agreed "Install the system package python3-venv?"; then
        version=$("$bare" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        step "Installing python$version-venv"
        apt_install "python$version-venv" || apt_install python3-venv || true
        look_for_python
    fi
    if [ -n "$python" ]; then return 0; fi
    if [ -n "$bare" ]; then
        fail "$bare cannot make environments: its venv module is missing." \
            "Install it (Debian, Ubuntu: apt install python3-venv) or install uv, then run this again."
    fi
    seen=$(printf '%s' "$seen" | tr -s ' \n' ' ')
    fail "Concierge needs Python 3.11, 3.12 or 3.13, and there is none on the PATH${seen:+ (found:$seen)}." \
        "Install one (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.12)."
}

look_for_python() {
    # python: one we can use. bare: one of a right version that lacks venv. seen: wrong versions.
    python=
    bare=
    seen=
    for name in ${CONCIERGE_PYTHON:-} python3.12 python3.13 python3.11 python3 python; do
        if ! has "$name"; then continue; fi
        if ! fits "$name"; then
            seen="$seen $("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true)"
            continue
        fi
        found=$("$name" -c 'import sys; print(sys.executable)')
        if has uv || makes_environments "$found"; then
            python=$found
            return 0
        fi
        bare=$found
    done
}

# --- environments -------------------------------------------------------------------------------

work=
new=
started=$(date +%s)
tidy() {
    if [ -n "$work" ]; then rm -rf "$work"; fi
    if [ -n "$new" ]; then rm -rf "$new"; fi
}
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

logged() {
    # Quiet while all is well, the whole story when it is not.
    if ! "$@" >"$work/log" 2>&1; then
        tail -n 40 "$work/log" >&2
        return 1
    fi
}

install_program() {
    find_python
    step "Python $("$python" -c 'import platform; print(platform.python_version())') at $python"
    if ! mkdir -p "$lib" "$prefix/bin" 2>/dev/null || [ ! -w "$lib" ] || [ ! -w "$prefix/bin" ]; then
        fail "$prefix cannot be written to." "Choose another folder with --prefix." 2
    fi
    if [ -e "$command_link" ] && [ ! -L "$command_link" ]; then
        fail "$command_link is there and is not ours." "Move it away, or choose another --prefix." 5
    fi
    before=
    if [ -L "$lib/current" ]; then before=$(readlink "$lib/current"); fi
    work=$(mktemp -d)
    env=env-$(date +%Y%m%d%H%M%S)-$$
    new=$lib/$env
    if has uv; then build_with_uv; else build_with_pip; fi
    "$new/bin/concierge" --version >/dev/null || fail "The new program does not start; the old one is kept."
    swap
    report
}

no_index="Is there a network, and a package index that answers? Nothing was changed."

build_with_uv() {
    step "Building the program and its environment with uv"
    logged uv build --wheel --quiet --python "$python" --out-dir "$work/wheel" "$here" ||
        fail "The program could not be built." "$no_index"
    logged uv venv --quiet --python "$python" "$new" || fail "The environment could not be made."
    logged uv pip install --quiet --python "$new/bin/python" "$work"/wheel/*.whl ||
        fail "The packages could not be installed." "$no_index"
    compile
}

build_with_pip() {
    step "Building the program and its environment with pip"
    logged "$python" -m venv "$new" || fail "The environment could not be made."
    logged "$new/bin/python" -m pip wheel --quiet --no-deps --wheel-dir "$work/wheel" "$here" ||
        fail "The program could not be built." "$no_index"
    step "Installing its packages (a minute or two)"
    logged "$new/bin/python" -m pip install --quiet --no-compile "$work"/wheel/*.whl ||
        fail "The packages could not be installed." "$no_index"
    compile
    # An upgrade builds anew, so nothing installs into this environment again.
    "$new/bin/python" -m pip uninstall --quiet --yes setuptools pip >/dev/null 2>&1 || true
}

lighten() {
    # What libraries bring along and nothing here ever loads: their tests, sources of what is
    # compiled already, type stubs, tools for making models, and the client of a model hub, which
    # the tokenizer is installed with: this program downloads no models.
    site=$(echo "$new"/lib/python3*/site-packages)
    find "$site/numpy" -type d -name tests -prune -exec rm -rf {} +
    find "$site" -type f \( -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.c' \
        -o -name '*.h' \) -exec rm -f {} +
    for unused in huggingface_hub hf_xet fsspec filelock yaml _yaml onnxruntime/transformers \
        onnxruntime/quantization onnxruntime/tools onnxruntime/datasets numpy/f2py \
        numpy/distutils sqlalchemy/testing openai/cli; do
        rm -rf "${site:?}/$unused"
    done
    rm -f "$site"/PIL/_avif.* "$site"/pillow.libs/libavif-*
    # The engine once more, for programs in C; Python's holds its own.
    rm -f "$site"/onnxruntime/capi/libonnxruntime.so.*
    for gone in huggingface_hub hf_xet fsspec filelock pyyaml; do
        rm -rf "$site/$gone"-*.dist-info
    done
}

compile() {
    lighten
    # Some libraries carry a file that this Python cannot compile and never loads; that is no reason
    # to stop.
    "$new/bin/python" -m compileall -q -j 0 -x '/tests?/' "$new/lib" >/dev/null 2>&1 || true
}

point() {
    # A link made beside and renamed over the old one: there is no moment without a program.
    ln -s "$1" "$2.new.$$"
    if mv --version >/dev/null 2>&1; then mv -fT "$2.new.$$" "$2"; else mv -fh "$2.new.$$" "$2"; fi
}

swap() {
    point "$env" "$lib/current"
    point "../lib/concierge-desk/current/bin/concierge" "$command_link"
    new=
    for old in "$lib"/env-*; do
        if [ "$old" = "$lib/$env" ]; then continue; fi
        # A server that still runs from it would miss what it has not imported yet.
        if ps ax -o command= 2>/dev/null | grep -F "$old/" | grep -v grep >/dev/null; then
            say "    $old is still in use by a running server; the next upgrade removes it."
        else
            rm -rf "$old"
        fi
    done
}

report() {
    packages=$(find "$lib/$env/lib" -maxdepth 3 -name '*.dist-info' | wc -l | tr -d ' ')
    megabytes=$(du -sm "$lib/$env" | cut -f1)
    verb=installed
    if [ -n "$before" ]; then verb=upgraded; fi
    say
    say "$("$command_link" --version) is $verb: $megabytes MB, $packages packages, $(($(date +%s) - started)) seconds."
    say "    program   $lib"
    say "    command   $command_link"
    case :$PATH: in
        *:"$prefix/bin":*) if [ "$action" = install ]; then say "Next: concierge init   (or: ./install.sh demo)"; fi ;;
        *)
            say "$prefix/bin is not on your PATH. Add this line to your shell's start-up file:"
            say "    export PATH=\"$prefix/bin:\$PATH\""
            ;;
    esac
}

uninstall_program() {
    if [ ! -e "$lib" ] && [ ! -L "$command_link" ]; then
        say "There is no concierge in $prefix; nothing was removed."
        return 0
    fi
    if [ -L "$command_link" ]; then
        case $(readlink "$command_link") in
            *lib/concierge-desk/*) rm -f "$command_link" ;;
            *) say "$command_link points elsewhere and is left alone." ;;
        esac
    fi
    rm -rf "$lib"
    rmdir "$prefix/lib" "$prefix/bin" 2>/dev/null || true
    say "concierge is removed from $prefix. Homes are kept (the usual one is ~/.concierge)."
}

# --- tests --------------------------------------------------------------------------------------

system_packages() {
    wanted=
    has chromium || has chromium-browser || [ -n "${CONCIERGE_CHROMIUM:-}" ] || wanted="$wanted chromium"
    has tesseract || wanted="$wanted tesseract-ocr tesseract-ocr-eng"
    has tmux || wanted="$wanted tmux"
    if [ -n "$wanted" ] && debian_as_root; then
        step "Installing for the tests:$wanted"
        for package in $wanted; do
            apt_install "$package" || say "    $package could not be installed"
        done
    fi
    left_out=
    has chromium || has chromium-browser || [ -n "${CONCIERGE_CHROMIUM:-}" ] ||
        left_out="$left_out
    the browser tests: there is no chromium"
    has tesseract || left_out="$left_out
    reading scanned pages: there is no tesseract"
    has tmux || left_out="$left_out
    the TUI in a real terminal: there is no tmux"
    if [ ! -d "$here/../shared/samples" ]; then
        left_out="$left_out
    the sample businesses: they are not part of this repository"
    fi
    if [ -n "$left_out" ]; then say "Left out:$left_out"; fi
}

test_environment() {
    find_python
    venv=$here/.venv
    if [ -x "$venv/bin/python" ] && ! fits "$venv/bin/python"; then rm -rf "$venv"; fi
    step "The test environment, $venv"
    if has uv; then
        if [ ! -x "$venv/bin/python" ]; then logged uv venv --quiet --python "$python" "$venv" || return 1; fi
        logged uv pip install --quiet --python "$venv/bin/python" --compile-bytecode \
            --editable "$here" --group "$here/pyproject.toml:test"
    else
        if [ ! -x "$venv/bin/pip" ]; then logged "$python" -m venv "$venv" || return 1; fi
        # Groups are known to pip from 25.1 on.
        logged "$venv/bin/python" -m pip install --quiet --upgrade 'pip>=25.1' || return 1
        logged "$venv/bin/python" -m pip install --quiet --compile \
            --editable "$here" --group "$here/pyproject.toml:test"
    fi
}

failed=
check() {
    name=$1
    shift
    step "$name"
    from=$(date +%s)
    if "$@"; then
        say "    $name: passed in $(($(date +%s) - from)) s"
    else
        failed="$failed
    $name"
    fi
}

run_tests() {
    cd "$here"
    # Nobody sits before a test run; as root on Debian it takes what it needs.
    yes=1
    work=$(mktemp -d)
    system_packages
    test_environment || fail "The test environment could not be made." "$no_index"
    PATH=$here/.venv/bin:$PATH
    export PATH
    check "ruff format" ruff format --check .
    check "ruff check" ruff check .
    check "mypy" mypy
    check "lint-imports" lint-imports
    check "docs" python -m docs.generate --check
    rm -f .coverage .coverage.*
    check "pytest" python -m pytest -q -n auto --dist loadfile -m "not slow" --durations=10 \
        --cov --cov-branch --cov-config=pyproject.toml --cov-report=term:skip-covered --cov-fail-under=70
    say
    say "Took $(($(date +%s) - started)) seconds."
    if [ -n "$failed" ]; then
        say "Failed:$failed"
        return 1
    fi
    say "Everything passed."
}

case $action in
    install) install_program ;;
    demo)
        install_program
        say
        if [ -n "$no_open" ]; then
            "$command_link" demo --no-open
        else
            "$command_link" demo
        fi
        ;;
    test) run_tests ;;
    uninstall) uninstall_program ;;
esac
