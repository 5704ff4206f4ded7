# What scripts/coach and scripts/test share: a Python, a virtual environment, and what they need from the system. Sourced, not run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$root/.venv"

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Runs a command silently; after two seconds shows what is going on and for how long. Shows the command's output if it fails.
step() { # what it is, command...
  local what=$1 log start shown=
  shift
  log=$(mktemp)
  start=$SECONDS
  "$@" >"$log" 2>&1 </dev/null &
  local job=$!
  while kill -0 "$job" 2>/dev/null; do
    if ((SECONDS - start >= 2)); then
      if [[ -t 2 ]]; then
        printf '\r%s ... %ds ' "$what" $((SECONDS - start)) >&2
        shown=line
      elif [[ -z $shown ]]; then
        say "$what ..."
        shown=once
      fi
    fi
    sleep 0.2
  done
  if wait "$job"; then
    if [[ $shown == line ]]; then printf '\r%s: done in %ds.   \n' "$what" $((SECONDS - start)) >&2; fi
    rm -f "$log"
    return 0
  fi
  if [[ $shown == line ]]; then printf '\n' >&2; fi
  [[ -n ${STEP_QUIET:-} ]] || tail -n 15 "$log" >&2
  rm -f "$log"
  return 1
}

find_python() {
  local candidate
  for candidate in python3.13 python3.12 python3.11 python3 python; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return 0
    fi
  done
  fail "voicecoach needs Python 3.11 or newer; please install it from python.org or with your package manager."
}

# Installs system packages if that needs no password. Package names for apt, dnf, brew ("-" for none).
system_install() { # what it is, apt names, dnf names, brew names
  local what=$1 run=() packages=()
  if [[ $(id -u) != 0 ]] && ! command -v brew >/dev/null; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then run=(sudo -n); else return 1; fi
  fi
  if command -v apt-get >/dev/null && [[ $2 != - ]]; then
    read -ra packages <<<"$2"
    step "Installing $what" "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}" && return 0
    step "Reading the list of packages" "${run[@]}" apt-get update -q &&
      step "Installing $what" "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"
  elif command -v dnf >/dev/null && [[ $3 != - ]]; then
    read -ra packages <<<"$3"
    step "Installing $what" "${run[@]}" dnf install -y -q "${packages[@]}"
  elif command -v brew >/dev/null && [[ $4 != - ]]; then
    read -ra packages <<<"$4"
    step "Installing $what" brew install -q "${packages[@]}"
  else
    return 1
  fi
}

# The environment with the package in it, made anew when what it is made of has changed.
make_environment() { # extras, such as [dev], and more packages
  local extras=$1 python stamp want
  shift
  stamp="$venv/.made-of$extras"
  want=$(cksum "$root/pyproject.toml" "$root/scripts/setup.sh" | cksum; printf '%s' "$*")
  if [[ -f $stamp && $(<"$stamp") == "$want" ]]; then return 0; fi
  python=$(find_python) || exit 1
  if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$venv"
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
      system_install "Python's venv" "python3-venv" - - || fail "Python's venv module is missing; please run: sudo apt install python3-venv"
    fi
    step "Making a virtual environment" "$python" -m venv "$venv" || fail "A virtual environment could not be made in $venv; see the lines above."
  fi
  step "Installing voicecoach (once, about 250 MB)" "$venv/bin/python" -m pip install --disable-pip-version-check -q -e "$root$extras" "$@" ||
    fail "Installing voicecoach failed; see the lines above, check the internet connection, and run this again."
  printf '%s' "$want" >"$stamp"
}

# PortAudio, without which there is no microphone and no loudspeaker. Never fails: the keyboard is always there.
make_audio() {
  if [[ -f $venv/.has-audio ]] || "$venv/bin/python" -c 'import sounddevice' 2>/dev/null; then
    touch "$venv/.has-audio"
    return 0
  fi
  if system_install "PortAudio" libportaudio2 portaudio portaudio && "$venv/bin/python" -c 'import sounddevice' 2>/dev/null; then
    touch "$venv/.has-audio"
    return 0
  fi
  local line="sudo apt install libportaudio2"
  if command -v dnf >/dev/null; then line="sudo dnf install portaudio"; elif command -v brew >/dev/null; then line="brew install portaudio"; fi
  say "There is no PortAudio, so we go on by keyboard. For voice, run once: $line"
}
