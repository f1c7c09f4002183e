#!/usr/bin/env bash
# Measures the store beside plain SQLite, then the whole cluster, then the bus beside the plain RabbitMQ client, and prints the tables with the machine.
#   ./bench.sh [store|cluster|bus] [OPTIONS]: only one of them, with its own options (a wrong one lists them).
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
source scripts/common.sh

build_limit=900s
bench_limit=3600s
build_log=artifacts/bench-build.log

main() {
  local only=${1:-}
  case $only in
    store | cluster | bus) shift ;;
    '') ;;
    *) fail "'$only' is not a benchmark; known are store, cluster and bus." "$usage_error" ;;
  esac
  need_dotnet
  trap 'kill_marked "$mark"' EXIT
  trap 'exit 130' INT TERM HUP
  describe_machine
  case $only in
    store) run_bench StoreBench "$@" ;;
    cluster) run_bench ClusterBench "$@" ;;
    bus) need_broker && run_bench BusBench "$@" ;;
    *)
      run_bench StoreBench
      run_bench ClusterBench
      if scripts/rabbitmq.sh find; then run_bench BusBench; else warn "the bus was not measured: install the package rabbitmq-server."; fi
      ;;
  esac
}

need_broker() {
  scripts/rabbitmq.sh find || fail "the bus needs a broker: install the package rabbitmq-server."
}

describe_machine() {
  say "$(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)," \
    "$(uname -sr), .NET $(dotnet --version), load $(cut -d' ' -f1 /proc/loadavg)"
}

# run_bench PROJECT OPTION…
run_bench() {
  local project=$1
  shift
  mkdir -p artifacts
  bounded "$build_limit" dotnet build "bench/$project" -c Release --disable-build-servers -nologo -v quiet >"$build_log" 2>&1 \
    || fail "the build failed; the whole output is in $build_log."
  bounded "$bench_limit" "artifacts/bin/$project/release/EventCluster.$project" "$@"
}

main "$@"
