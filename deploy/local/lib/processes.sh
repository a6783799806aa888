# shellcheck shell=bash
# Processes in the background: each is a session of its own, known by its pid *and* the moment it started, so that a stale pid file
# never points at somebody else's program. NAME.pid holds the pid, .NAME.start the moment (field 22 of /proc/PID/stat).

# Puts the fields of /proc/PID/stat from the third on into FIELDS: 0 state, 3 session, 19 start time. Empty when there is no such process.
read_stat() {
  local stat
  FIELDS=()
  { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  read -ra FIELDS <<<"${stat##*) }"
}

# When a process started, in clock ticks since boot; nothing when it does not run (a zombie does not).
start_time() {
  read_stat "$1"
  if [[ ${#FIELDS[@]} -gt 19 && ${FIELDS[0]} != Z ]]; then echo "${FIELDS[19]}"; fi
}

recorded_pid() { cat "$RUN_DIR/$1.pid" 2>/dev/null || cat "$RUN_DIR/.$1.last" 2>/dev/null || true; }

# Whether the program that was started under this name still runs.
is_running() {
  local pid now
  pid=$(recorded_pid "$1")
  [[ $pid =~ ^[0-9]+$ ]] || return 1
  now=$(start_time "$pid")
  [[ -n $now && $now == "$(cat "$RUN_DIR/.$1.start" 2>/dev/null)" ]]
}

record() {
  echo "$2" >"$RUN_DIR/.$1.last"
  start_time "$2" >"$RUN_DIR/.$1.start"
  echo "$2" >"$RUN_DIR/$1.pid"
}

forget() { rm -f "$RUN_DIR/$1.pid" "$RUN_DIR/.$1.start" "$RUN_DIR/.$1.last"; }

# The processes of a session, by its leader's pid.
session_members() {
  local file pid
  for file in /proc/[0-9]*/stat; do
    pid=${file//[^0-9]/}
    read_stat "$pid"
    if [[ ${#FIELDS[@]} -gt 3 && ${FIELDS[3]} == "$1" && ${FIELDS[0]} != Z ]]; then echo "$pid"; fi
  done
}

# What a killed program leaves behind (nginx workers, Erlang's port programs) would hold its ports.
end_leftovers() {
  local pid member
  pid=$(recorded_pid "$1")
  [[ $pid =~ ^[0-9]+$ ]] || return 0
  # A living leader under this pid is another program that got the number.
  [[ -z $(start_time "$pid") ]] || return 0
  for member in $(session_members "$pid"); do kill -KILL "$member" 2>/dev/null || true; done
}

open_log() {
  local log=$LOG_DIR/$1.log
  if [[ -f $log && $(stat -c %s "$log") -gt 50000000 ]]; then mv "$log" "$log.1"; fi
  : >>"$log"
}

# launch NAME COMMAND…
launch() {
  local name=$1
  shift
  end_leftovers "$name"
  open_log "$name"
  # 9 is the stack's lock: a program that kept it would lock the stack for as long as it lives.
  # A caller that blocks or ignores signals (Swift's test runner does) would hand that on, and the program could not be stopped.
  setsid env --default-signal "$@" >>"$LOG_DIR/$name.log" 2>&1 </dev/null 9>&- &
  record "$name" $!
}

# Ends a program and everything in its session.   stop NAME SIGNAL SECONDS
stop() {
  local name=$1 pid member waited=0
  pid=$(recorded_pid "$name")
  if is_running "$name"; then
    kill -"$2" "$pid" 2>/dev/null || true
    while is_running "$name" && ((waited < $3 * 10)); do
      sleep 0.1
      waited=$((waited + 1))
    done
    if is_running "$name"; then
      echo "  $name did not end within $3 s: killed"
      for member in $(session_members "$pid"); do kill -KILL "$member" 2>/dev/null || true; done
      kill -KILL "$pid" 2>/dev/null || true
    fi
  fi
  end_leftovers "$name"
  forget "$name"
}

# Waits for a condition, visibly; on failure shows the end of the log. STACK_PATIENCE multiplies the seconds, for a machine with much else to
# do.   wait_ready NAME SECONDS CONDITION…
wait_ready() {
  local name=$1 seconds=$(($2 * ${STACK_PATIENCE:-1})) begin=$EPOCHREALTIME elapsed
  shift 2
  while true; do
    elapsed=$(((${EPOCHREALTIME/[.,]/} - ${begin/[.,]/}) / 100000))
    if "$@" >/dev/null 2>&1; then break; fi
    if ! is_running "$name" || ((elapsed > seconds * 10)); then
      [[ -t 1 ]] && echo
      if is_running "$name"; then echo "  $name is not ready after $seconds s. The end of $LOG_DIR/$name.log:" >&2; else echo "  $name ended. The end of $LOG_DIR/$name.log:" >&2; fi
      tail -n 30 "$LOG_DIR/$name.log" >&2
      return 1
    fi
    if [[ -t 1 ]]; then printf '\r  %-16s starting … %d.%d s' "$name" $((elapsed / 10)) $((elapsed % 10)); fi
    sleep 0.1
  done
  if [[ -t 1 ]]; then printf '\r'; fi
  printf '  %-16s ready, pid %s, after %d.%d s   \n' "$name" "$(recorded_pid "$name")" $((elapsed / 10)) $((elapsed % 10))
}

# A port that somebody else holds is said before a program fails over it.   need_port NAME PORT VARIABLE
need_port() {
  local holder=
  # A process that was killed a moment ago may still hold its port.
  for _ in {1..50}; do
    port_is_free "$2" && return 0
    holder=$(ss -Hltnp "sport = :$2" 2>/dev/null | grep -o 'users:.*' | head -n 1 || true)
    [[ -n $holder ]] && break
    sleep 0.1
  done
  fail "port $2 for $1 is taken by another program${holder:+ ($holder)}. Stop it, or change $3 in ${ENV_FILE_NAME:-.env}."
}
