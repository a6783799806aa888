# shellcheck shell=bash
# One Redis on loopback with an append-only file.

redis_answers() { [[ $(redis-cli -h 127.0.0.1 -p "$(url_part "$REDIS_URL" port)" ping) == PONG ]]; }

start_redis() {
  local port
  port=$(url_part "$REDIS_URL" port)
  need_port redis "$port" REDIS_URL
  mkdir -p "$DATA_DIR/redis"
  launch redis redis-server --bind 127.0.0.1 --port "$port" --daemonize no --dir "$DATA_DIR/redis" --appendonly yes --save '' \
    --pidfile '' --protected-mode yes
}

up_redis() { wait_ready redis 30 redis_answers; }

down_redis() { stop redis TERM 20; }
