# shellcheck shell=bash
# The settings of one stack, from the environment, its file and .env.example, in this order; and where its files lie.
# Sets: STACK_DIR RUN_DIR LOG_DIR DATA_DIR, and exports every variable of .env.example.

fail() {
  echo "stack: $*" >&2
  exit 1
}

# One part of a URL: user, password, host, port or path.   url_part URL PART
url_part() {
  local pattern='^[a-z]+://(([^:@/]*)(:([^@/]*))?@)?([^:/@]+)(:([0-9]+))?(/(.*))?$'
  [[ $1 =~ $pattern ]] || fail "not a URL with host and port: ${1%%:*}://…"
  case $2 in
    user) echo "${BASH_REMATCH[2]}" ;;
    password) echo "${BASH_REMATCH[4]}" ;;
    host) echo "${BASH_REMATCH[5]}" ;;
    port) echo "${BASH_REMATCH[7]}" ;;
    path) echo "${BASH_REMATCH[9]}" ;;
  esac
}

# Exports NAME=VALUE lines of a file.   read_settings FILE file-wins|environment-wins
read_settings() {
  local line name number=0
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    [[ $line =~ ^[[:space:]]*(#|$) ]] && continue
    [[ $line =~ ^[A-Z][A-Z0-9_]*= ]] || fail "$1 line $number is not NAME=VALUE"
    name=${line%%=*}
    if [[ $2 == file-wins || -z ${!name+x} ]]; then export "$name=${line#*=}"; fi
  done <"$1"
}

# .env.example with a random value for each of its change-me words. The same word gets the same value.
with_random_secrets() {
  local text word
  text=$(<"$ROOT/.env.example")
  while [[ $text =~ (change-me-[a-z0-9-]+) ]]; do
    word=${BASH_REMATCH[1]}
    text=${text//"$word"/$(openssl rand -hex 24)}
  done
  printf '%s\n' "$text"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The first run on a machine: secrets are made, and the three ports that nobody types move off the machine's own servers.
create_environment_file() {
  local text default free
  text=$(with_random_secrets)
  for default in 5432 6379 5672; do
    free=$default
    until port_is_free "$free"; do free=$((free + 1)); done
    if ((free != default)); then
      echo "stack: port $default is taken by another program, so .env says $free" >&2
      text=${text//":$default/"/":$free/"}
    fi
  done
  (umask 077 && printf '%s\n' "$text" >"$1.new")
  mv "$1.new" "$1"
  echo "stack: made $1 from .env.example, with random secrets" >&2
}

# Ports for a stack beside another one. They are taken and let go again, so a moment's race is left.   free_ports COUNT
free_ports() {
  local wanted=$1 port found=()
  while ((${#found[@]} < wanted)); do
    port=$((20000 + RANDOM % 12000))
    [[ " ${found[*]-} " == *" $port "* ]] && continue
    if port_is_free "$port"; then found+=("$port"); fi
  done
  echo "${found[@]}"
}

# The text with one line's value changed.   with_value TEXT NAME VALUE
# shellcheck disable=SC2001
with_value() { sed "s|^$2=.*|$2=$3|" <<<"$1"; }

# A file from before each database had an owner: the owners' URLs, with random passwords, are added.   add_owners FILE
add_owners() {
  local service url
  for service in USER ORDER PAYMENT; do
    if grep -q "^${service}_DATABASE_OWNER_URL=" "$1"; then continue; fi
    url=$(sed -n "s|^${service}_DATABASE_URL=||p" "$1")
    [[ -n $url ]] || continue
    printf '%s_DATABASE_OWNER_URL=postgres://%s_owner:%s@%s\n' "$service" "$(url_part "$url" user)" "$(openssl rand -hex 24)" "${url##*@}" >>"$1"
    echo "stack: added ${service}_DATABASE_OWNER_URL to $1" >&2
  done
}

# The file of a test stack: free ports, quick password hashes, no waiting for the disk, every line logged, since none may hold a secret, and rates
# that load from one address does not reach.
create_test_environment_file() {
  local ports text pair
  read -ra ports <<<"$(free_ports 11)"
  text=$(with_random_secrets)
  text=${text//":5432/"/":${ports[0]}/"}
  text=${text//":6379/"/":${ports[1]}/"}
  text=${text//":5672/"/":${ports[2]}/"}
  for pair in "RABBITMQ_MANAGEMENT_PORT ${ports[3]}" "RABBITMQ_DIST_PORT ${ports[4]}" "RABBITMQ_EPMD_PORT ${ports[5]}" \
    "NGINX_PORT ${ports[6]}" "GATEWAY_PORT ${ports[7]}" "USER_SERVICE_PORT ${ports[8]}" "ORDER_SERVICE_PORT ${ports[9]}" \
    "PAYMENT_SERVICE_PORT ${ports[10]}" "LOG_LEVEL trace" "ARGON2_MEMORY_KIB 1024" "POSTGRES_OPTIONS -c fsync=off" "NGINX_RATE 100000r/s" \
    "NGINX_RATE_BURST 100000" "REGISTRATIONS_PER_ADDRESS 1000000" "RATE_LIMIT_USER 1000000/s" "RATE_LIMIT_ADDRESS 1000000/s" \
    "RATE_LIMIT_FIELDS none" "MAX_CONCURRENT_REQUESTS 100000"; do
    text=$(with_value "$text" "${pair%% *}" "${pair#* }")
  done
  (umask 077 && printf '%s\nTRELLIS_BIN_DIR=%s\n' "$text" "$BIN_DIR" >"$1")
}

# The key pair of access tokens: the user service signs, all verify. Made once, unless the settings name files.
make_token_keys() {
  local directory=$STACK_DIR/keys
  if [[ -n ${JWT_SIGNING_KEY_FILE:-} || -n ${JWT_PUBLIC_KEYS_FILE:-} ]]; then return; fi
  if [[ ! -e $directory/public.pem ]]; then
    mkdir -p "$directory"
    (umask 077 && openssl genpkey -algorithm ed25519 -out "$directory/signing.pem")
    openssl pkey -in "$directory/signing.pem" -pubout -out "$directory/public.pem.new"
    mv "$directory/public.pem.new" "$directory/public.pem"
  fi
  export JWT_SIGNING_KEY_FILE=$directory/signing.pem JWT_PUBLIC_KEYS_FILE=$directory/public.pem
}

# Reads everything.   load_settings DIRECTORY FREE_PORTS(true|false)
load_settings() {
  mkdir -p "$1"
  STACK_DIR=$(cd "$1" && pwd)
  RUN_DIR=$STACK_DIR/run LOG_DIR=$STACK_DIR/log DATA_DIR=$STACK_DIR/data
  mkdir -p "$RUN_DIR" "$LOG_DIR" "$DATA_DIR"
  : >>"$STACK_DIR/.trellis-stack"
  if $2 && [[ ! -e $STACK_DIR/env ]]; then create_test_environment_file "$STACK_DIR/env"; fi
  if [[ -e $STACK_DIR/env ]]; then
    read_settings "$STACK_DIR/env" file-wins
  else
    [[ -e $ROOT/.env ]] || create_environment_file "$ROOT/.env"
    add_owners "$ROOT/.env"
    read_settings "$ROOT/.env" environment-wins
  fi
  read_settings "$ROOT/.env.example" environment-wins
  BIN_DIR=${TRELLIS_BIN_DIR:-$BIN_DIR}
  make_token_keys
  load_tls
  export USER_SERVICE_URL=${USER_SERVICE_URL:-$SCHEME://$USER_SERVICE_HOST:$USER_SERVICE_PORT}
  export ORDER_SERVICE_URL=${ORDER_SERVICE_URL:-$SCHEME://$ORDER_SERVICE_HOST:$ORDER_SERVICE_PORT}
  export PAYMENT_SERVICE_URL=${PAYMENT_SERVICE_URL:-$SCHEME://$PAYMENT_SERVICE_HOST:$PAYMENT_SERVICE_PORT}
}
