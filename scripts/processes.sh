# shellcheck shell=bash
# Starts the cluster's processes, starts again those that die, and stops them all. Sourced, never run.

declare -A pid_by_process=()
declare -A restart_at=() # process → when to start it again, on the clock of uptime_centiseconds
given_up=()

# start NAME
start() {
  case $1 in
    rabbitmq) launch "$1" scripts/rabbitmq.sh run "$data/rabbitmq" ;;
    control-plane-*) start_control_plane "$1" ;;
    *) start_worker "$1" ;;
  esac
}

start_control_plane() {
  local index=$((${1##*-} - 1))
  local address
  address="http://127.0.0.1:$(control_plane_port "$index")"
  launch "$1" "${encryption_key[@]}" "${bus[@]}" \
    "EventCluster__Instance=$1" "EventCluster__Urls=$address" "EventCluster__DataDirectory=$data" ${profile:+"EventCluster__Cluster__Profile=$profile"} \
    "$(program ControlPlane)"
}

start_worker() {
  local index=$(($(printf '%d' "'${1#node-}") - $(printf '%d' "'a")))
  launch "$1" "${encryption_key[@]}" "${bus[@]}" \
    "EventCluster__Node__Name=$1" "EventCluster__Node__Listen=http://127.0.0.1:$(worker_port "$index")" \
    "EventCluster__Node__ControlPlanes=$(control_plane_addresses)" "EventCluster__Node__JoinTokenFile=$data/join.token" \
    "EventCluster__DataDirectory=$data/nodes/$1" "EventCluster__Node__Service__Command='$(program SampleService)'" \
    "EventCluster__Node__Actions__journal__Command='$PWD/samples/actions/journal.sh' '$data/sample/jobs.jsonl'" \
    "SAMPLE_JOURNAL=$data/sample/journal.jsonl" "SAMPLE_PORT=$(sample_port "$index")" \
    "$(program NodeWorker)"
}

control_plane_addresses() {
  local i addresses=
  for ((i = 0; i < control_planes; i++)); do
    addresses+="${addresses:+,}http://127.0.0.1:$(control_plane_port "$i")"
  done

  printf '%s' "$addresses"
}

# launch NAME [VARIABLE=VALUE…] PROGRAM [ARGUMENT…]: in a session of its own, so that Ctrl-C reaches only this script, and not outliving it.
launch() {
  local name=$1
  shift
  setsid setpriv --pdeathsig TERM -- env "$mark" "$@" </dev/null >>"$data/logs/$name.log" 2>&1 {people}>&- &
  pid_by_process[$name]=$!
  printf '%d\n' "$!" >"$data/run/$name.pid"
}

# tend: notices what has ended, and starts it again when its time has come. Takes a tenth of a second.
tend() {
  local name code
  for name in "${!pid_by_process[@]}"; do
    if ! is_alive "$name"; then
      code=0
      wait "${pid_by_process[$name]}" || code=$?
      bury "$name" "$code"
    fi
  done

  for name in "${!restart_at[@]}"; do
    if ((restart_at[$name] <= $(uptime_centiseconds))); then
      unset "restart_at[$name]"
      start "$name"
    fi
  done

  pause
}

# bury NAME EXIT_CODE: what a service manager does about an end that nobody asked for.
bury() {
  rm -f "$data/run/$1.pid"
  unset "pid_by_process[$1]"
  case $1:$2 in
    *:2) give_up "$1" 'its settings are wrong' ;;
    control-plane-*:3) give_up "$1" 'its database cannot be used' ;;
    node-*:3) give_up "$1" 'another worker with its name has joined' ;;
    *)
      say "$1 has ended ($(describe_exit "$2")) and will be started again."
      start_later "$1"
      ;;
  esac
}

give_up() {
  given_up+=("$1")
  warn "$1 has ended and is not started again: $2. The end of $data/logs/$1.log:"
  show_log "$1"
}

start_later() {
  restart_at[$1]=$(($(uptime_centiseconds) + $(restart_delay "$1")))
}

# restart_delay NAME, in centiseconds: a worker comes back after the cluster has had the time to replace it.
restart_delay() {
  case $1:${profile,,} in
    control-plane-*) printf 20 ;;
    rabbitmq) printf 100 ;;
    *:fast) printf 200 ;;
    *) printf 1000 ;;
  esac
}

describe_exit() {
  if (($1 > 128)); then printf 'signal %s' "$(kill -l "$(($1 - 128))")"; else printf 'code %d' "$1"; fi
}

show_log() { tail -n 15 "$data/logs/$1.log" | sed 's/^/    /' >&"$people"; }

is_alive() { [[ -n ${pid_by_process[$1]:-} ]] && kill -0 "${pid_by_process[$1]}" 2>/dev/null; }

# stop_all: workers first, while there is a control plane to tell; the broker last; each group in order, then by force.
stop_all() {
  stop_group 'node-*'
  stop_group 'control-plane-*'
  stop_group rabbitmq
  kill_marked "$mark"
  rm -f "$data"/run/*.pid
}

# stop_group PATTERN
stop_group() {
  local name round group=()
  for name in "${!pid_by_process[@]}"; do
    # shellcheck disable=SC2053 # a pattern is meant
    [[ $name != $1 ]] || group+=("$name")
  done

  for name in "${group[@]}"; do kill -TERM "${pid_by_process[$name]}" 2>/dev/null || true; done
  for ((round = 0; round < $(stop_limit) * 10; round++)); do
    if $hurry || ! any_alive "${group[@]}"; then break; fi
    pause
  done

  for name in "${group[@]}"; do kill -KILL "${pid_by_process[$name]}" 2>/dev/null || true; done
}

any_alive() {
  local name
  for name in "$@"; do ! is_alive "$name" || return 0; done
  return 1
}

# stop_limit: seconds that an ordered stop may take: the profile's stopTimeout and some more.
stop_limit() {
  case ${profile,,} in
    inedo) printf 35 ;;
    *) printf 15 ;;
  esac
}
