#!/usr/bin/env bash
# Runs whole clusters under virtual time, each from a seed; says where a rule of the product breaks, and replays it.  ./simulate.sh --help shows the options.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
source scripts/common.sh

build_limit=900s
build_log=artifacts/simulate-build.log
project=Simulation.Tests

main() {
  need_dotnet
  build_simulation

  # Worlds make much that is soon forgotten: collected rarely, they run a fifth faster. In hexadecimal, 128 MiB.
  export DOTNET_GCgen0size=${DOTNET_GCgen0size:-8000000}
  exec "artifacts/bin/$project/release/EventCluster.$project" simulate "$@"
}

build_simulation() {
  trap 'kill_marked "$mark"' EXIT
  trap 'exit 130' INT TERM HUP
  mkdir -p artifacts
  bounded "$build_limit" dotnet build "tests/$project" -c Release --disable-build-servers -nologo -v quiet >"$build_log" 2>&1 \
    || fail "the build failed; the whole output is in $build_log."
  trap - EXIT INT TERM HUP
}

main "$@"
