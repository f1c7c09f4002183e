# shellcheck shell=bash
# Messages, bounds and process marks: what every script of the root uses. Sourced, never run.

usage_error=2

# In the environment of everything that this script starts.
script=${0##*/}
script=${script%.sh}
mark="EVENTCLUSTER_${script^^}=$$-$EPOCHSECONDS"

# People read here what goes wrong, wherever the shell's own errors go.
exec {people}>&2

say() { printf '%s\n' "$*"; }

warn() { printf '%s: %s\n' "${0##*/}" "$*" >&"$people"; }

# fail MESSAGE [CODE]: one sentence that says what is wrong and what to do.
fail() {
  warn "$1"
  exit "${2:-1}"
}

# need COMMAND WHAT_FOR
need() {
  command -v "$1" >/dev/null || fail "'$1' is missing; it is needed $2."
}

# install_package PACKAGE: Debian's, where this runs as root; fails where it cannot.
install_package() {
  ((EUID == 0)) && command -v apt-get >/dev/null || return 1
  say "Installing $1 …"
  apt_install "$1" || { timeout 300s apt-get update --quiet >/dev/null 2>&1 && apt_install "$1"; }
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive timeout 300s apt-get install --yes --quiet --no-install-recommends "$1" >/dev/null 2>&1 </dev/null
}

need_dotnet() {
  need dotnet 'to build and run: install the .NET SDK named in global.json (https://dot.net)'
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  local root
  root="$(dirname "$(readlink -f "$(command -v dotnet)")")"
  if [[ -z ${DOTNET_ROOT:-} && -d $root/host/fxr ]]; then
    export DOTNET_ROOT=$root
  fi

  # Without ICU .NET starts only when told so; nothing but the driver of SQL Server needs it.
  has_icu || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
}

has_icu() { [[ -n $(find /lib* /usr/lib* /usr/local/lib* -maxdepth 2 -name 'libicuuc.so.*' -print -quit 2>/dev/null) ]]; }

# is_number TEXT LOWEST HIGHEST
is_number() {
  [[ $1 =~ ^[0-9]{1,9}$ ]] && ((10#$1 >= $2 && 10#$1 <= $3))
}

# port_is_busy PORT: whether anything answers on this machine's loopback.
port_is_busy() {
  (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# marked_processes NAME=VALUE: ids of all processes that were started with this in their environment.
marked_processes() {
  grep -slzxF -- "$1" /proc/[0-9]*/environ 2>/dev/null | sed -n 's#^/proc/\([0-9]*\)/environ$#\1#p' | grep -vx "$$" || true
}

# kill_marked NAME=VALUE: SIGKILL for all of them, until none is left.
kill_marked() {
  local round pids
  for ((round = 0; round < 50; round++)); do
    mapfile -t pids < <(marked_processes "$1")
    ((${#pids[@]})) || return 0
    kill -KILL "${pids[@]}" 2>/dev/null || true
    sleep 0.1
  done
  warn "these processes do not end: ${pids[*]}"
}

# uptime_centiseconds: a clock that nobody sets.
uptime_centiseconds() {
  local uptime
  read -r uptime _ </proc/uptime
  printf '%d' "$((10#${uptime/./}))"
}

exec {never_ready}<> <(:)

# pause: a tenth of a second without a process; signals end it.
pause() { read -r -t 0.1 <&"$never_ready" || true; }

# bounded LIMIT COMMAND…: marked, so that nothing of it is left behind.
bounded() {
  local limit=$1
  shift
  env "$mark" timeout --kill-after=10s "$limit" "$@" </dev/null &
  wait "$!"
}
