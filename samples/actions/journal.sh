#!/usr/bin/env bash
# A harmless action for jobs: appends a JSON line to the file $1 when it begins and when it ends, and prints both.
# Arguments of the job: 'seconds' that it works (0 where nothing is said), 'exitCode' with which it ends (0 where nothing is said).
set -euo pipefail
journal=$1

# say begin|end
say() {
  local uptime _ line
  # The machine-wide monotonic clock, so that lines of different processes compare.
  read -r uptime _ </proc/uptime
  printf -v line '{"event":"%s","job":"%s","run":"%s","fireTime":"%s","node":"%s","term":%d,"attempt":%d,"pid":%d,"monotonicMs":%s0}' \
    "$1" "$EVENTCLUSTER_JOB" "$EVENTCLUSTER_RUN" "$EVENTCLUSTER_FIRE_TIME" "$EVENTCLUSTER_NODE" "$EVENTCLUSTER_TERM" "$EVENTCLUSTER_ATTEMPT" \
    "$$" "${uptime/./}"
  # One write to a file that is opened for appending: whole lines, whoever else writes.
  printf '%s\n' "$line" >>"$journal"
  printf '%s\n' "$line"
}

say begin
sleep "${EVENTCLUSTER_ARG_seconds:-0}"
say end
exit "${EVENTCLUSTER_ARG_exitCode:-0}"
