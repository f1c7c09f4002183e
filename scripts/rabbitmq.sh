#!/usr/bin/env bash
# Debian's rabbitmq-server in a folder of its own, for this machine only and beside any other: own ports, own user, own name.
#   scripts/rabbitmq.sh prepare DIR PORT        makes DIR ready and prints the address for Bus__Uri; PORT, PORT+1 and PORT+2 are used
#   scripts/rabbitmq.sh run DIR [WHILE_PID]     runs it in the foreground, at most as long as that process lives
#   scripts/rabbitmq.sh ctl DIR ARGUMENT…       rabbitmqctl for it
#   scripts/rabbitmq.sh find                    ends well when the server is installed
set -euo pipefail
umask 077 # the address holds the password
# shellcheck source=scripts/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

login=eventcluster
epmd_limit=100 # tenths of a second

main() {
  local command=${1:-}
  (($# == 0)) || shift
  case $command in
    prepare) prepare "$1" "$2" ;;
    run) run "$1" "${2:-}" ;;
    ctl) ctl "$@" ;;
    find) [[ -n $(server_folder) ]] ;;
    *) fail "'$command' is not one of prepare, run, ctl and find." "$usage_error" ;;
  esac
}

# server_folder: of its programs. The commands in the path insist on the user rabbitmq; these run as anybody.
server_folder() {
  local folder
  for folder in /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin; do
    [[ ! -x $folder/rabbitmq-server ]] || { printf '%s' "$folder" && return 0; }
  done
}

# prepare DIR PORT: the password is made once, so that the address stays the same.
prepare() {
  local dir port=$2 password
  mkdir -p -- "$1"
  dir=$(cd -- "$1" && pwd)
  [[ -s $dir/password ]] || head -c 24 /dev/urandom | od -An -vtx1 | tr -d ' \n' >"$dir/password"
  password=$(<"$dir/password")
  printf '%d\n' "$port" >"$dir/port"
  cat >"$dir/rabbitmq.conf" <<END
listeners.tcp.local = 127.0.0.1:$port
default_user = $login
default_pass = $password
default_vhost = $login
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
log.console = true
log.console.level = warning
log.console.use_colors = off
log.file = false
END
  printf 'amqp://%s:%s@127.0.0.1:%d/%s\n' "$login" "$password" "$port" "$login"
}

# environment DIR: sets variables, among them all that point to /etc and /var otherwise.
environment() {
  local dir=$1 port folder
  folder=$(server_folder)
  [[ -n $folder ]] || fail "RabbitMQ is not installed; install the package rabbitmq-server."
  port=$(<"$dir/port")
  variables=(
    "HOME=$dir" "LANG=C.UTF-8"
    "RABBITMQ_CONF_ENV_FILE=/dev/null" "RABBITMQ_CONFIG_FILE=$dir/rabbitmq" "RABBITMQ_ADVANCED_CONFIG_FILE=$dir/advanced.config"
    "RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins" "RABBITMQ_MNESIA_BASE=$dir/mnesia" "RABBITMQ_LOG_BASE=$dir/log"
    "RABBITMQ_NODENAME=$login@localhost" "RABBITMQ_DIST_PORT=$((port + 1))" "ERL_EPMD_PORT=$((port + 2))" "ERL_EPMD_ADDRESS=127.0.0.1"
    "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"
  )
  programs=$folder
}

# run DIR [WHILE_PID]: this process becomes the server, so its process id is the server's.
run() {
  local dir
  dir=$(cd -- "$1" && pwd)
  environment "$dir"
  if [[ -n $2 ]]; then
    end_with "$2" "$$" &
  fi

  start_epmd "$(($(<"$dir/port") + 2))"
  # Input "allowed" lets the start script replace itself by the server; there is none.
  exec env "${variables[@]}" RABBITMQ_ALLOW_INPUT=1 "$programs/rabbitmq-server" -noinput </dev/null
}

# start_epmd PORT: Erlang's name server; the server itself would leave one behind for ever.
start_epmd() {
  local round
  env "${variables[@]}" setpriv --pdeathsig KILL -- epmd -port "$1" >/dev/null &
  for ((round = 0; round < epmd_limit; round++)); do
    if port_is_busy "$1"; then return 0; fi
    pause
  done

  fail "Erlang's name server does not answer on port $1 of 127.0.0.1."
}

# end_with OWNER SERVER
end_with() {
  while kill -0 "$1" 2>/dev/null && kill -0 "$2" 2>/dev/null; do pause; done
  kill -KILL "$2" 2>/dev/null || true
}

# ctl DIR ARGUMENT…
ctl() {
  local dir
  dir=$(cd -- "$1" && pwd)
  shift
  environment "$dir"
  exec env "${variables[@]}" "$programs/rabbitmqctl" "$@"
}

main "$@"
