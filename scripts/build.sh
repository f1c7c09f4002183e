# shellcheck shell=bash
# Builds the programs once, and again only when a source is newer than the last build. Sourced, never run.

build_stamp=artifacts/run.stamp
build_log=artifacts/run-build.log
build_limit=900s

# program PROJECT: path of its built program.
program() { printf '%s/artifacts/bin/%s/release/EventCluster.%s' "$PWD" "$1" "$1"; }

build_is_current() {
  local project
  for project in ControlPlane NodeWorker SampleService; do
    [[ -x $(program "$project") ]] || return 1
  done
  [[ -f $build_stamp ]] && [[ -z $(newer_sources) ]]
}

# Folders count too: that is how a deleted file shows.
newer_sources() {
  find src samples ./*.props global.json scripts/run.slnf -newer "$build_stamp" -print -quit
}

# build_programs: Release, quiet, without leaving a build server behind.
build_programs() {
  if build_is_current; then
    return 0
  fi

  say 'Building (once; about a minute on a small machine) …'
  mkdir -p artifacts
  local begun=$build_stamp.begun
  touch "$begun"
  env "$mark" timeout "$build_limit" dotnet build scripts/run.slnf -c Release --disable-build-servers -nologo -v quiet >"$build_log" 2>&1 {people}>&- &
  if ! wait "$!"; then
    tail -n 20 "$build_log" >&"$people"
    fail "the build failed; the whole output is in $build_log."
  fi

  mv "$begun" "$build_stamp"
}
