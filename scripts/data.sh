# shellcheck shell=bash
# The data folder of run.sh: its layout, its lock, its key. Sourced, never run.

data_mark=.eventcluster

# prepare_data: makes the folder ours, alone, and empty where --fresh asks for it.
prepare_data() {
  mkdir -p -- "$data" 2>/dev/null || refuse "--data is '$data', which cannot be made a folder."
  data=$(cd -- "$data" && pwd)
  [[ -w $data ]] || refuse "--data is '$data', which is not writable."
  lock_data
  if $fresh; then
    empty_data
  fi

  touch "$data/$data_mark"
  mkdir -p "$data"/{nodes,logs,run,sample}
  rm -f "$data"/run/*.pid
  keep_last_logs
  make_encryption_key
}

# The lock is inherited by everything that is started, so it also guards against remains of an earlier run.
lock_data() {
  exec {data_lock}>>"$data/.lock"
  flock --nonblock "$data_lock" || refuse "another ./run.sh uses '$data' (see $data/run/*.pid); stop it, or choose another folder with --data."
}

empty_data() {
  local found
  found=$(find "$data" -mindepth 1 -maxdepth 1 -not -name .lock -print -quit)
  if [[ -n $found && ! -e $data/$data_mark ]]; then
    refuse "--fresh would empty '$data', which was not made by run.sh; empty it yourself, or choose another folder with --data."
  fi

  find "$data" -mindepth 1 -maxdepth 1 -not -name .lock -exec rm -rf -- {} +
}

keep_last_logs() {
  local log
  for log in "$data"/logs/*.log; do
    [[ ! -e $log ]] || mv -f -- "$log" "$log.1"
  done
}

# One key for all parts, unless one was given.
make_encryption_key() {
  encryption_key=()
  if compgen -e | grep -qixE 'EventCluster__EncryptionKey(File)?'; then
    return 0
  fi

  local file=$data/encryption.key
  if [[ ! -s $file ]]; then
    (umask 077 && head -c 32 /dev/urandom | od -An -vtx1 | tr -d ' \n' >"$file")
  fi

  encryption_key=("EventCluster__EncryptionKeyFile=$file")
}
