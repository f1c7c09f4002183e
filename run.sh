#!/usr/bin/env bash
# Starts a whole cluster on this machine and stops it on Ctrl-C; ./run.sh --help.
set -euo pipefail
called_from=$PWD
umask 077 # tokens, logs with sign-in addresses
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
source scripts/common.sh
source scripts/options.sh
source scripts/build.sh
source scripts/data.sh
source scripts/broker.sh
source scripts/processes.sh
source scripts/ready.sh

hurry=false
broker_limit=90 # seconds

main() {
  parse_options "$@"
  check_profile
  need_everything
  ! $rabbitmq || need_broker
  [[ $data == /* ]] || data=$called_from/$data
  check_ports
  prepare_data
  ! $rabbitmq || prepare_broker
  trap stop_once EXIT
  trap 'exit 0' INT TERM HUP
  build_programs
  exec 2>>"$data/logs/run.log" # the shell's notices of killed children
  start_cluster
  announce
  while true; do tend; done
}

need_everything() {
  ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) || fail "bash $BASH_VERSION is too old; 5.1 is needed."
  [[ $(uname -s) == Linux ]] || fail "the node worker guards its service with Linux's means; run it on Linux, or in a Linux container."
  need_dotnet
  local command
  for command in setsid setpriv flock; do need "$command" "to keep processes apart: install util-linux"; done
}

# The first control plane makes the database and the tokens; everything else needs them.
start_cluster() {
  local i
  ! $rabbitmq || start rabbitmq
  start control-plane-1
  await 'tokens in the data folder' 60 has_tokens
  for ((i = 1; i < control_planes; i++)); do start "control-plane-$((i + 1))"; done
  for ((i = 0; i < nodes; i++)); do start "$(node_name "$i")"; done
  ! $rabbitmq || await 'the broker' "$broker_limit" broker_is_up
  await 'every node healthy and one active' "$(ready_limit)" cluster_is_ready
}

# ready_limit: seconds. After a crash a new term waits until an old role has surely ended: a lease and more.
ready_limit() {
  case ${profile,,} in
    inedo) printf 720 ;;
    *) printf 90 ;;
  esac
}

announce() {
  local url
  url="http://127.0.0.1:$(control_plane_port 0)"
  say "EventCluster runs: $nodes nodes; active is ${active:-none}."
  say ''
  say "  page     $url/"
  sign_in_address
  say "  token    $data/admin.token (workers join with $data/join.token)"
  say "  logs     $data/logs"
  say "  journal  $data/sample/journal.jsonl"
  ! $rabbitmq || say "  broker   127.0.0.1:$(broker_port) (scripts/rabbitmq.sh ctl $data/rabbitmq list_queues)"
  say "  pids     $data/run"
  say ''
  say 'Ctrl-C stops it.'
}

sign_in_address() {
  local address
  address=$(grep -oE 'https?://[^ ]+/signin\?[^ ]+' "$data/logs/control-plane-1.log" | tail -n 1) || return 0
  say "  sign in  $address (works once)"
}

# A second signal makes it quick.
stop_once() {
  local code=$?
  trap - EXIT
  trap 'hurry=true' INT TERM HUP
  say 'Stopping …'
  exec 2>/dev/null
  stop_all
  exit "$code"
}

main "$@"
