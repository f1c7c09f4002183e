#!/usr/bin/env bash
# Builds everything, runs every test and ends with one line: N passed, N failed, N skipped.  ./test.sh [--filter TEXT]
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
source scripts/common.sh
source scripts/results.sh
source scripts/broker.sh

restore_limit=600s
build_limit=900s
project_limit=300s
simulation_limit=900s # many worlds, and mutants of the product that are built anew
live_limit=900s # a live SQL Server may be slow, and makes many tables
end_to_end_limit=900s
live_end_to_end_limit=2400s # many clusters once more, on SQL Server
results=$PWD/artifacts/tests
configuration=Release

main() {
  filter=
  parse_options "$@"
  need_dotnet
  need_packages
  trap 'kill_marked "$mark"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  build_everything
  rm -rf -- "$results" && mkdir -p -- "$results"
  for project in $(unit_projects) EndToEnd.Tests; do run_project "$project"; done
  print_skipped
  print_total
}

parse_options() {
  while (($#)); do
    case $1 in
      --filter)
        [[ -n ${2:-} ]] || fail '--filter needs a part of a test name.' "$usage_error"
        filter=$2
        shift 2
        ;;
      *) fail "'$1' is not an option; there is only --filter TEXT, which runs the tests whose full name contains TEXT." "$usage_error" ;;
    esac
  done
}

# The worker guards its service with setpriv, run.sh uses setsid and flock.
need_packages() {
  local command
  for command in setpriv setsid flock; do
    if ! command -v "$command" >/dev/null; then
      install_package util-linux || fail "'$command' is missing and could not be installed here; install the package 'util-linux'."
    fi
  done

  # Without a broker its tests say what they lack.
  [[ -n ${EVENTCLUSTER_TEST_RABBITMQ:-} ]] || install_rabbitmq || true
}

build_everything() {
  say 'Restoring …'
  bounded "$restore_limit" dotnet restore EventCluster.sln --locked-mode --disable-build-servers -v quiet || fail 'the packages could not be restored (the lines above say which).'
  say 'Building …'
  bounded "$build_limit" dotnet build EventCluster.sln -c "$configuration" --no-restore --disable-build-servers -nologo -v quiet || fail 'the build failed (the lines above say where).'
}

unit_projects() {
  local folder
  for folder in tests/*.Tests; do
    folder=${folder#tests/}
    [[ $folder == EndToEnd.Tests ]] || printf '%s\n' "$folder"
  done
}

# run_project PROJECT
run_project() {
  local project=$1 limit=$project_limit code=0 arguments=(-noLogo -noColor -xml "$results/$1.xml")
  case $project in
    EndToEnd.Tests) limit=$end_to_end_limit ;;
    Simulation.Tests) limit=$simulation_limit ;;
  esac
  if [[ -n ${EVENTCLUSTER_TEST_SQLSERVER:-} ]]; then
    case $project in
      StreamStore.Tests) limit=$live_limit ;;
      EndToEnd.Tests) limit=$live_end_to_end_limit ;;
    esac
  fi

  [[ -z $filter ]] || arguments+=(-method "*$filter*")
  say "$project …"
  bounded "$limit" "artifacts/bin/$project/release/EventCluster.$project" "${arguments[@]}" >"$results/$project.log" 2>&1 || code=$?
  kill_marked "$mark"
  collect "$project" "$code"
  grep -h '^Fresh seeds: ' "$results/$project.log" || true
}

main "$@"
