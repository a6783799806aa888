# shellcheck shell=bash
# One Redis on loopback with an append-only file. Its password is that of REDIS_URL.

redis_answers() {
  local password
  password=$(url_part "$REDIS_URL" password)
  # An empty password asks for none.
  [[ $(REDISCLI_AUTH=$password redis-cli ${TLS_DIR:+--tls --cacert "$TLS_DIR/ca.pem" --cert "$TLS_DIR/client.pem" --key "$TLS_DIR/client.key"} -h 127.0.0.1 -p "$(url_part "$REDIS_URL" port)" ping) == PONG ]]
}

start_redis() {
  local port password
  port=$(url_part "$REDIS_URL" port)
  password=$(url_part "$REDIS_URL" password)
  need_port redis "$port" REDIS_URL
  mkdir -p "$DATA_DIR/redis"
  # In a file, because everyone can read a command line.
  (umask 077 && printf '%s\n' ${password:+"requirepass $password"} >"$DATA_DIR/redis/redis.conf")
  local listen=(--port "$port")
  if [[ -n $TLS_DIR ]]; then
    listen=(--port 0 --tls-port "$port" --tls-cert-file "$TLS_DIR/redis.pem" --tls-key-file "$TLS_DIR/redis.key" --tls-ca-cert-file "$TLS_DIR/ca.pem"
      --tls-auth-clients yes --tls-protocols "TLSv1.2 TLSv1.3")
  fi
  launch redis redis-server "$DATA_DIR/redis/redis.conf" --bind 127.0.0.1 "${listen[@]}" --daemonize no --dir "$DATA_DIR/redis" --appendonly yes --save '' \
    --pidfile '' --protected-mode yes
}

up_redis() { wait_ready redis 30 redis_answers; }

down_redis() { stop redis TERM 20; }
