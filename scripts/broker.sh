# shellcheck shell=bash
# The broker of run.sh: installed where it is missing, its address handed to everything that is started. Sourced, never run.

bus=()
service_policy=/usr/sbin/policy-rc.d

# install_rabbitmq: Debian's server, without the service that its package would start; fails where that cannot be.
install_rabbitmq() {
  local code=0 policy_is_ours=false
  if scripts/rabbitmq.sh find; then
    return 0
  fi

  if ((EUID == 0)) && [[ ! -e $service_policy ]]; then
    policy_is_ours=true
    printf '#!/bin/sh\nexit 101\n' >"$service_policy" && chmod 755 "$service_policy"
  fi

  install_package rabbitmq-server || code=$?
  if $policy_is_ours; then
    rm -f -- "$service_policy"
    ! command -v systemctl >/dev/null || systemctl --quiet disable rabbitmq-server 2>/dev/null || true
  fi

  return "$code"
}

need_broker() {
  local given=()
  mapfile -t given < <(compgen -e | grep -ixE 'EventCluster__Bus__.*' || true)
  ((${#given[@]} == 0)) || refuse "--rabbitmq starts a broker of its own, but ${given[0]} names another; leave one of the two out."
  install_rabbitmq || fail "--rabbitmq needs RabbitMQ, which could not be installed here: install the package rabbitmq-server, or name a broker of yours in EventCluster__Bus__Uri (with EventCluster__Bus__Provider=RabbitMq) and leave --rabbitmq out."
}

prepare_broker() {
  local address
  address=$(scripts/rabbitmq.sh prepare "$data/rabbitmq" "$(broker_port)")
  bus=("EventCluster__Bus__Provider=RabbitMq" "EventCluster__Bus__Uri=$address")
}

broker_is_up() {
  lacking="nothing listens on port $(broker_port) yet"
  port_is_busy "$(broker_port)"
}
