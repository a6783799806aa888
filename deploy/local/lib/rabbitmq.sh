# shellcheck shell=bash
# One RabbitMQ node on loopback with the management plugin, and the Erlang port mapper (epmd) that it needs, on a port of our own:
# epmd stays behind when its node ends, so it is a process of the stack like any other and is stopped with it.
# The scripts in /usr/lib/rabbitmq/bin keep the environment; the wrapper in /usr/sbin drops it and changes the user.

configure_rabbitmq() {
  local home=$DATA_DIR/rabbitmq
  mkdir -p "$home/mnesia" "$home/schema" "$home/home"
  (
    umask 077
    cat >"$home/rabbitmq.conf" <<CONF
$(rabbitmq_listeners)
management.tcp.ip = 127.0.0.1
management.tcp.port = $RABBITMQ_MANAGEMENT_PORT
default_user = $(url_part "$RABBITMQ_URL" user)
default_pass = $(url_part "$RABBITMQ_URL" password)
default_vhost = /
collect_statistics_interval = 1000
log.console = true
log.console.level = info
log.file = false
CONF
  )
  echo '[rabbitmq_management].' >"$home/enabled_plugins"
  echo '[].' >"$home/advanced.config"
  : >"$home/rabbitmq-env.conf"
}

rabbitmq_listeners() {
  if [[ -z $TLS_DIR ]]; then
    echo "listeners.tcp.1 = 127.0.0.1:$(url_part "$RABBITMQ_URL" port)"
    return
  fi
  printf '%s\n' 'listeners.tcp = none' "listeners.ssl.1 = 127.0.0.1:$(url_part "$RABBITMQ_URL" port)" "ssl_options.cacertfile = $TLS_DIR/ca.pem" \
    "ssl_options.certfile = $TLS_DIR/rabbitmq.pem" "ssl_options.keyfile = $TLS_DIR/rabbitmq.key" 'ssl_options.verify = verify_peer' \
    'ssl_options.fail_if_no_peer_cert = true' 'ssl_options.versions.1 = tlsv1.3' 'ssl_options.versions.2 = tlsv1.2'
}

rabbitmq_environment() {
  local home=$DATA_DIR/rabbitmq
  printf '%s\n' HOME="$home/home" RABBITMQ_NODENAME=trellis@localhost RABBITMQ_MNESIA_BASE="$home/mnesia" RABBITMQ_LOG_BASE="$LOG_DIR" \
    RABBITMQ_LOGS=- RABBITMQ_CONFIG_FILE="$home/rabbitmq.conf" RABBITMQ_ADVANCED_CONFIG_FILE="$home/advanced.config" \
    RABBITMQ_CONF_ENV_FILE="$home/rabbitmq-env.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$home/enabled_plugins" \
    RABBITMQ_GENERATED_CONFIG_DIR="$home/schema" RABBITMQ_SCHEMA_DIR="$home/schema" RABBITMQ_PID_FILE="$home/rabbitmq.pid" \
    RABBITMQ_DIST_PORT="$RABBITMQ_DIST_PORT" ERL_EPMD_PORT="$RABBITMQ_EPMD_PORT" ERL_EPMD_ADDRESS=127.0.0.1 ERL_CRASH_DUMP_SECONDS=0 \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none" \
    RUNNING_UNDER_SYSTEMD=true
  # The last one makes the script become the server instead of watching over it, so that the pid that we know is the server's.
}

epmd_answers() { ERL_EPMD_PORT=$RABBITMQ_EPMD_PORT epmd -names; }

rabbitmq_answers() {
  local user password
  user=$(url_part "$RABBITMQ_URL" user) password=$(url_part "$RABBITMQ_URL" password)
  # The password goes through standard input, not through the list of processes.
  curl -fsS --max-time 5 -o /dev/null --config - <<<"user = \"$user:$password\"
url = \"http://127.0.0.1:$RABBITMQ_MANAGEMENT_PORT/api/health/checks/port-listener/$(url_part "$RABBITMQ_URL" port)\""
}

start_rabbitmq() {
  local environment
  configure_rabbitmq
  # A killed server's port programs go first: they may hold its ports.
  end_leftovers rabbitmq
  if ! is_running epmd; then
    need_port "epmd (RabbitMQ)" "$RABBITMQ_EPMD_PORT" RABBITMQ_EPMD_PORT
    launch epmd epmd -port "$RABBITMQ_EPMD_PORT" -address 127.0.0.1
  fi
  need_port rabbitmq "$(url_part "$RABBITMQ_URL" port)" RABBITMQ_URL
  need_port "rabbitmq management" "$RABBITMQ_MANAGEMENT_PORT" RABBITMQ_MANAGEMENT_PORT
  need_port "rabbitmq distribution" "$RABBITMQ_DIST_PORT" RABBITMQ_DIST_PORT
  wait_quietly epmd_answers
  mapfile -t environment < <(rabbitmq_environment)
  launch rabbitmq env "${environment[@]}" /usr/lib/rabbitmq/bin/rabbitmq-server
}

# Polls for at most 5 s; what comes after says it when it was in vain.
wait_quietly() {
  local attempt
  for ((attempt = 0; attempt < 100; attempt++)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.05
  done
}

up_rabbitmq() { wait_ready rabbitmq 90 rabbitmq_answers; }

down_rabbitmq() {
  stop rabbitmq TERM 40
  stop epmd TERM 5
}
