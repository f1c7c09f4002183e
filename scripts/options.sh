# shellcheck shell=bash
# What run.sh is told: its options, checked. Sourced, never run.

nodes=3
control_planes=1
port=33237
data=data
profile=
fresh=false
rabbitmq=false

most_nodes=26
most_control_planes=4
first_worker_offset=4
first_sample_offset=40
broker_offset=$((first_sample_offset + most_nodes))
broker_ports=3
highest_port=$((65536 - broker_offset - broker_ports))

usage() {
  cat <<END
Starts a whole EventCluster on this machine: a control plane and node workers, each supervising a small sample service.

  ./run.sh [options]

  --nodes N            workers node-a, node-b, … (1 to $most_nodes; default 3)
  --control-planes N   instances of the control plane (1 to $most_control_planes; default 1)
  --port P             control planes on P to P+3, workers from P+$first_worker_offset, their sample services from P+$first_sample_offset (default 33237)
  --data DIR           where everything is kept (default data)
  --fresh              empty DIR first
  --profile NAME       timings: inedo, balanced or fast (default balanced)
  --rabbitmq           start a RabbitMQ broker too, its data under DIR/rabbitmq, on P+$broker_offset and the next two ports; workers and control planes talk over it
  --help               this text

Settings of the control plane and of the workers can be given as EventCluster__… variables; a broker of yours is EventCluster__Bus__Provider=RabbitMq with EventCluster__Bus__Uri.
Ctrl-C or SIGTERM stops everything that was started. Needed: bash 5.1, the .NET SDK, util-linux (setpriv, setsid, flock), Linux.
END
}

refuse() { fail "$1 ./run.sh --help shows the options." "$usage_error"; }

parse_options() {
  while (($#)); do
    case $1 in
      --nodes) nodes=$(option_number "$@" 1 "$most_nodes") ;;
      --control-planes) control_planes=$(option_number "$@" 1 "$most_control_planes") ;;
      --port) port=$(option_number "$@" 1 "$highest_port") ;;
      --data) data=$(option_value "$@") ;;
      --profile) profile=$(option_value "$@") ;;
      --fresh) fresh=true && shift && continue ;;
      --rabbitmq) rabbitmq=true && shift && continue ;;
      --help | -h) usage && exit 0 ;;
      *) refuse "'$1' is not an option." ;;
    esac
    shift 2
  done
}

# The values are read in subshells, so a refusal there must end the script here.
option_value() {
  [[ -n ${2:-} ]] || refuse "$1 needs a value."
  printf '%s' "$2"
}

# option_number NAME VALUE … LOWEST HIGHEST: the rest of the command line lies between the value and the bounds.
option_number() {
  local lowest=${*: -2:1} highest=${*: -1:1}
  (($# > 3)) || refuse "$1 needs a value."
  is_number "$2" "$lowest" "$highest" || refuse "$1 is '$2'; it must be a whole number from $lowest to $highest."
  printf '%d' "$((10#$2))"
}

check_profile() {
  profile=${profile:-${EventCluster__Cluster__Profile:-}}
  case ${profile,,} in
    '' | balanced | fast | inedo) ;;
    *) refuse "--profile is '$profile'; known are inedo, balanced and fast." ;;
  esac
}

control_plane_port() { printf '%d' "$((port + $1))"; }
worker_port() { printf '%d' "$((port + first_worker_offset + $1))"; }
sample_port() { printf '%d' "$((port + first_sample_offset + $1))"; }
broker_port() { printf '%d' "$((port + broker_offset))"; }

node_name() {
  local letters=abcdefghijklmnopqrstuvwxyz
  printf 'node-%s' "${letters:$1:1}"
}

check_ports() {
  local i wanted=()
  for ((i = 0; i < control_planes; i++)); do wanted+=("$(control_plane_port "$i")"); done
  for ((i = 0; i < nodes; i++)); do wanted+=("$(worker_port "$i")" "$(sample_port "$i")"); done
  ! $rabbitmq || for ((i = 0; i < broker_ports; i++)); do wanted+=("$(($(broker_port) + i))"); done
  for i in "${wanted[@]}"; do
    if port_is_busy "$i"; then
      refuse "port $i on 127.0.0.1 is in use; stop what listens there, or choose other ports with --port."
    fi
  done
}
