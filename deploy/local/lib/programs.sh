# shellcheck shell=bash
# Our own four processes, and nginx in front of them.

# The variable stem of a process: user-service is USER_SERVICE.
stem() {
  local name=${1^^}
  echo "${name//-/_}"
}

program_port() {
  local name
  name=$(stem "$1")_PORT
  echo "${!name}"
}

program_is_ready() { curl -fsS --max-time 5 -o /dev/null "$SCHEME://127.0.0.1:$(program_port "$1")/ready"; }

# The port of /metrics when it has one of its own; empty otherwise.
metrics_port() {
  local name
  name=$(stem "$1")_METRICS_PORT
  echo "${!name:-}"
}

start_program() {
  local program=$BIN_DIR/$1 metrics without=() tls
  # Only the user service gets the private key.
  if [[ $1 != user-service ]]; then without=(-u JWT_SIGNING_KEY_FILE); fi
  [[ -x $program ]] || fail "no program $program: run make build"
  need_port "$1" "$(program_port "$1")" "$(stem "$1")_PORT"
  metrics=$(metrics_port "$1")
  if [[ -n $metrics ]]; then need_port "$1" "$metrics" "$(stem "$1")_METRICS_PORT"; fi
  mapfile -t tls < <(tls_environment "$1")
  launch "$1" env ${without[@]+"${without[@]}"} METRICS_PORT="$metrics" MIGRATIONS_DIR="$(from_root "$MIGRATIONS_DIR")" \
    SCHEMA_DIR="$(from_root "$SCHEMA_DIR")" ${tls[@]+"${tls[@]}"} "$program" serve
}

from_root() { if [[ $1 == /* ]]; then echo "$1"; else echo "$ROOT/$1"; fi; }

start_user_service() { start_program user-service; }
start_order_service() { start_program order-service; }
# The provider's simulator keeps its ledger apart from the database, as a real provider would.
start_payment_service() { PAYMENT_LEDGER_FILE=${PAYMENT_LEDGER_FILE:-$DATA_DIR/payment-ledger} start_program payment-service; }
start_gateway() { start_program gateway; }

user_service_answers() { program_is_ready user-service; }
order_service_answers() { program_is_ready order-service; }
payment_service_answers() { program_is_ready payment-service; }
gateway_answers() { program_is_ready gateway; }

up_user_service() { wait_ready user-service 60 user_service_answers; }
up_order_service() { wait_ready order-service 60 order_service_answers; }
up_payment_service() { wait_ready payment-service 60 payment_service_answers; }
up_gateway() { wait_ready gateway 60 gateway_answers; }

# They answer what is in flight for at most 30 s.
down_user_service() { stop user-service TERM 35; }
down_order_service() { stop order-service TERM 35; }
down_payment_service() { stop payment-service TERM 35; }
down_gateway() { stop gateway TERM 35; }

nginx_answers() { curl -sS --max-time 5 -o /dev/null "$SCHEME://127.0.0.1:$NGINX_PORT/health"; }

start_nginx() {
  local directives='daemon off;'
  need_port nginx "$NGINX_PORT" NGINX_PORT
  mkdir -p "$DATA_DIR/nginx-cache" "$RUN_DIR/nginx"
  RUN_DIR=$RUN_DIR LOG_DIR=$LOG_DIR CACHE_DIR=$DATA_DIR/nginx-cache NGINX_TLS_DIR=$TLS_DIR sh "$ROOT/nginx/render" >"$RUN_DIR/nginx.conf"
  # The workers of root's master would be another user, who may not be able to enter this folder.
  if ((EUID == 0)); then directives+=' user root;'; fi
  end_leftovers nginx
  launch nginx nginx -p "$RUN_DIR/nginx" -c "$RUN_DIR/nginx.conf" -e "$LOG_DIR/nginx.log" -g "$directives"
}

up_nginx() { wait_ready nginx 20 nginx_answers; }

down_nginx() { stop nginx QUIT 20; }
