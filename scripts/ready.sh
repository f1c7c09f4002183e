# shellcheck shell=bash
# Asks the control plane how the cluster is, without any tool but bash. Sourced, never run.

request_limit=3s

# http_get PATH: the answer of any control plane, with its headers; fails when none answers.
http_get() {
  local i answer
  for ((i = 0; i < control_planes; i++)); do
    answer=$(http_get_from "$(control_plane_port "$i")" "$1" 2>/dev/null) || continue
    [[ $answer != 'HTTP/1.1 200'* ]] || { printf '%s' "$answer" && return 0; }
  done

  return 1
}

# The token goes through a pipe of this shell: no other process's arguments show it.
http_get_from() {
  exec {connection}<>"/dev/tcp/127.0.0.1/$1"
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n\r\n' "$2" "$1" "$(<"$data/admin.token")" >&"$connection"
  timeout "$request_limit" cat <&"$connection"
}

# await WHAT SECONDS CONDITION…: polls, tends the processes' deaths, and ends the script when time is up.
await() {
  local what=$1 deadline=$((SECONDS + $2)) told=$((SECONDS + 15))
  shift 2
  until "$@"; do
    ((${#given_up[@]} == 0)) || fail "$what: not reached, because ${given_up[*]} could not run."
    ((SECONDS < deadline)) || fail_to_start "$what"
    if ((SECONDS >= told)); then
      say "Still waiting: $what$(missing) …"
      told=$((SECONDS + 15))
    fi

    tend
  done
}

fail_to_start() {
  local name
  warn "$1: not reached in time$(missing). The ends of the logs in $data/logs:"
  for name in "${!pid_by_process[@]}"; do
    say "  $name:" >&"$people"
    show_log "$name"
  done

  exit 1
}

# missing: what the last answer lacked, for people.
missing() { [[ -z ${lacking:-} ]] || printf ' (%s)' "$lacking"; }

has_tokens() { [[ -s $data/join.token && -s $data/admin.token ]]; }

# cluster_is_ready: every worker is well or in maintenance, and one is active where one can be.
cluster_is_ready() {
  local status i state
  lacking='no control plane answers'
  status=$(http_get /v1/cluster) || return 1
  for ((i = 0; i < nodes; i++)); do
    state=$(node_state "$status" "$(node_name "$i")")
    lacking="$(node_name "$i") is ${state:-not known yet}"
    [[ $state =~ ^(healthy|draining|drained)$ ]] || return 1
  done

  active=$(active_node "$status")
  lacking='no node is active'
  [[ -n $active || $status == *'"highAvailability":{"enabled":false}'* || $status != *'"state":"healthy","roles"'* || $status == *'"pause":{'* ]]
}

node_state() {
  local pattern="\"name\":\"$2\",\"id\":\"[^\"]*\",\"state\":\"([a-z]+)\""
  [[ $1 =~ $pattern ]] && printf '%s' "${BASH_REMATCH[1]}"
}

active_node() {
  local pattern='"active":\{"node":"([^"]+)","epoch":([0-9]+)'
  [[ $1 =~ $pattern ]] && printf '%s (epoch %s)' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
}
