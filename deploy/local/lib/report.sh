# shellcheck shell=bash
# What the stack tells about itself.

process_port() {
  case $1 in
    postgres) url_part "$POSTGRES_ADMIN_URL" port ;;
    rabbitmq) url_part "$RABBITMQ_URL" port ;;
    redis) url_part "$REDIS_URL" port ;;
    *) program_port "$1" ;;
  esac
}

status() {
  local name note
  printf '  %-16s %-9s %-8s %s\n' PROCESS STATE PID PORT
  for name in "${ALL[@]}"; do
    note=
    if is_running "$name"; then
      if [[ $(readlink "/proc/$(recorded_pid "$name")/exe" 2>/dev/null || true) == *' (deleted)' ]]; then
        note='  (an older build: make down && make up brings the new one)'
      fi
      printf '  %-16s %-9s %-8s %s%s\n' "$name" up "$(recorded_pid "$name")" "$(process_port "$name")" "$note"
    else
      printf '  %-16s %-9s %-8s %s\n' "$name" down - "$(process_port "$name")"
    fi
  done
}

health() {
  local name answer bad=0
  for name in "${ALL[@]}"; do
    case $name in
      postgres) if postgres_answers >/dev/null 2>&1; then answer=ready; else answer=; fi ;;
      rabbitmq) if rabbitmq_answers >/dev/null 2>&1; then answer=ready; else answer=; fi ;;
      redis) if redis_answers 2>/dev/null; then answer=ready; else answer=; fi ;;
      *) answer=$(curl -fsS --max-time 5 "$SCHEME://127.0.0.1:$(process_port "$name")/ready" 2>/dev/null || true) ;;
    esac
    if [[ -z $answer ]]; then bad=1; fi
    printf '  %-16s %s\n' "$name" "${answer:-NOT READY}"
  done
  return $bad
}

# NAMES is what the command line named.
logs() {
  local name files=()
  for name in "${names[@]:?}"; do if [[ -e $LOG_DIR/$name.log ]]; then files+=("$LOG_DIR/$name.log"); fi; done
  ((${#files[@]} > 0)) || fail "no logs in $LOG_DIR yet"
  exec tail -n 20 -F "${files[@]}"
}

# Where a process has its /metrics.
metrics_port_or_own() {
  local own
  own=$(metrics_port "$1")
  echo "${own:-$(program_port "$1")}"
}

urls() {
  cat <<TABLE

  GraphQL through nginx   $SCHEME://127.0.0.1:$NGINX_PORT/graphql
  GraphQL explorer        $SCHEME://127.0.0.1:$NGINX_PORT/
  Gateway                 $SCHEME://127.0.0.1:$GATEWAY_PORT/graphql
  User service            $SCHEME://127.0.0.1:$USER_SERVICE_PORT/docs
  Order service           $SCHEME://127.0.0.1:$ORDER_SERVICE_PORT/docs
  Payment service         $SCHEME://127.0.0.1:$PAYMENT_SERVICE_PORT/docs
  RabbitMQ management     http://127.0.0.1:$RABBITMQ_MANAGEMENT_PORT/   user $(url_part "$RABBITMQ_URL" user), password in RABBITMQ_URL of ${ENV_FILE_NAME:-.env}
  Metrics                 $SCHEME://127.0.0.1:$(metrics_port_or_own gateway)/metrics, and /metrics of each service

  Demo accounts           admin@example.com / admin-password   alice@example.com / alice-password   bob@example.com / bob-password

  Paste this:

  ${TLS_DIR:+CURL_HOME=$TLS_DIR }curl -s $SCHEME://127.0.0.1:$NGINX_PORT/graphql -H 'Content-Type: application/json' -d '{"query": "mutation { login(input: {email: \"alice@example.com\" password: \"alice-password\"}) { token user { id email } } }"}'

TABLE
}

test_environment() {
  local management
  management="http://$(url_part "$RABBITMQ_URL" user):$(url_part "$RABBITMQ_URL" password)@127.0.0.1:$RABBITMQ_MANAGEMENT_PORT"
  printf 'export %s=%q\n' \
    TRELLIS_TEST_POSTGRES_URL "$POSTGRES_ADMIN_URL" \
    TRELLIS_TEST_REDIS_URL "$REDIS_URL" \
    TRELLIS_TEST_RABBITMQ_URL "$RABBITMQ_URL" \
    TRELLIS_TEST_RABBITMQ_MANAGEMENT_URL "$management" \
    TRELLIS_TEST_GATEWAY_URL "$SCHEME://127.0.0.1:$GATEWAY_PORT" \
    TRELLIS_TEST_USER_URL "$SCHEME://127.0.0.1:$USER_SERVICE_PORT" \
    TRELLIS_TEST_ORDER_URL "$SCHEME://127.0.0.1:$ORDER_SERVICE_PORT" \
    TRELLIS_TEST_PAYMENT_URL "$SCHEME://127.0.0.1:$PAYMENT_SERVICE_PORT" \
    TRELLIS_TEST_NGINX_URL "$SCHEME://127.0.0.1:$NGINX_PORT" \
    TRELLIS_TEST_JWT_SECRET "$JWT_SECRET" \
    TRELLIS_TEST_JWT_SIGNING_KEY_FILE "${JWT_SIGNING_KEY_FILE:-}" \
    TRELLIS_TEST_STACK_DIR "$STACK_DIR" \
    TRELLIS_STACK_ENVIRONMENT "$TRELLIS_ENV"
  if [[ -n $TLS_DIR ]]; then
    printf 'export %s=%q\n' TRELLIS_TEST_CERTIFICATES "$TLS_DIR" CURL_HOME "$CURL_HOME" PGSSLMODE "$PGSSLMODE" PGSSLROOTCERT "$PGSSLROOTCERT" \
      PGSSLCERT "$PGSSLCERT" PGSSLKEY "$PGSSLKEY"
  fi
}
