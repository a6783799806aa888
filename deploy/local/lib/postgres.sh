# shellcheck shell=bash
# One Postgres server over TCP on loopback, a database and two roles for each service (deploy/postgres/roles.sql).
# Postgres refuses to run as root, so root starts it as the user `postgres`. That user may not be able to enter the folder of this
# repository (a private home): then the data lies in /var/lib/trellis, and DATA_DIR/postgres is a link to it. No Unix socket is made:
# its path would have to be short and reachable.

postgres_program() {
  local found
  found=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  if [[ -x $found/$1 ]]; then echo "$found/$1"; else command -v "$1" || fail "no $1: run deploy/local/install"; fi
}

as_postgres() {
  if ((EUID == 0)); then (cd / && exec runuser -u postgres -- "$@"); else "$@"; fi
}

# Makes the folder that holds the data, reachable for the user that Postgres runs as.
prepare_postgres_home() {
  local home=$DATA_DIR/postgres outside
  if [[ -e $home ]]; then return 0; fi
  if ((EUID != 0)); then
    mkdir -m 700 "$home"
  elif as_postgres test -x "$DATA_DIR"; then
    install -d -m 700 -o postgres "$home"
  else
    outside=/var/lib/trellis/$(printf '%s' "$STACK_DIR" | sha256sum | cut -c 1-16)
    install -d -m 711 /var/lib/trellis
    install -d -m 700 -o postgres "$outside"
    ln -s "$outside" "$home"
    echo "  postgres         the user postgres cannot enter $DATA_DIR, so the data is in $outside"
  fi
}

# initdb into a folder beside, then a rename: a killed initdb leaves nothing half made.
initialise_postgres() {
  local home
  home=$(readlink -f "$DATA_DIR/postgres")
  if [[ -e $home/cluster ]]; then return 0; fi
  rm -rf "$home/new" "$home/password"
  (umask 077 && url_part "$POSTGRES_ADMIN_URL" password >"$home/password")
  if ((EUID == 0)); then chown postgres "$home/password"; fi
  echo "  postgres         making a database cluster"
  as_postgres "$(postgres_program initdb)" -D "$home/new" -U "$(url_part "$POSTGRES_ADMIN_URL" user)" --pwfile="$home/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >>"$LOG_DIR/postgres.log" 2>&1 || {
    tail -n 20 "$LOG_DIR/postgres.log" >&2
    fail "initdb failed"
  }
  rm -f "$home/password"
  mv "$home/new" "$home/cluster"
}

# The running server's pid, from its own file, when it is really a server on this cluster.
postgres_pid() {
  local pid
  read -r pid 2>/dev/null <"$(readlink -f "$DATA_DIR/postgres")/cluster/postmaster.pid" || return 1
  [[ $pid =~ ^[0-9]+$ ]] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q -- "/cluster" && echo "$pid"
}

# Who may connect: with a password, and with TLS also a certificate of the authority. Postgres reads its certificate as its own user.
configure_postgres() {
  local cluster=$1 kind=host check="" file
  if [[ -n $TLS_DIR ]]; then
    kind=hostssl check=clientcert=verify-ca
    for file in ca.pem postgres.pem postgres.key; do cp "$TLS_DIR/$file" "$cluster/$file"; done
    if ((EUID == 0)); then chown postgres "$cluster"/{ca,postgres}.pem "$cluster/postgres.key"; fi
  fi
  printf '%s all all %s scram-sha-256 %s\n' "$kind" 127.0.0.1/32 "$check" "$kind" ::1/128 "$check" >"$cluster/pg_hba.conf"
}

postgres_tls_options() {
  if [[ -z $TLS_DIR ]]; then return; fi
  printf -- '-c ssl=on -c ssl_cert_file=%s/postgres.pem -c ssl_key_file=%s/postgres.key -c ssl_ca_file=%s/ca.pem -c ssl_min_protocol_version=TLSv1.2' \
    "$1" "$1" "$1"
}

start_postgres() {
  local cluster port attempt
  open_log postgres
  prepare_postgres_home
  initialise_postgres
  cluster=$(readlink -f "$DATA_DIR/postgres")/cluster
  port=$(url_part "$POSTGRES_ADMIN_URL" port)
  if [[ -z $(postgres_pid) ]]; then
    configure_postgres "$cluster"
    rm -f "$cluster/postmaster.pid"
    need_port postgres "$port" POSTGRES_ADMIN_URL
    # The workers of a killed server need a moment to notice; until then the new one is refused the shared memory.
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
      if as_postgres "$(postgres_program pg_ctl)" start -w -t 60 -s -D "$cluster" -o \
        "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' -c max_connections=200 $(postgres_tls_options "$cluster") $POSTGRES_OPTIONS" \
        >>"$LOG_DIR/postgres.log" 2>&1 </dev/null 9>&-; then break; fi
      if ((attempt == 10)); then
        tail -n 20 "$LOG_DIR/postgres.log" >&2
        fail "postgres does not start; its log is $LOG_DIR/postgres.log"
      fi
      sleep 1
    done
  fi
  record postgres "$(postgres_pid)"
}

# SQL as the admin role.   admin_sql DATABASE [psql option…] <<<SQL
admin_sql() {
  local database=$1
  shift
  PGPASSWORD=$(url_part "$POSTGRES_ADMIN_URL" password) PGCONNECT_TIMEOUT=5 "$(postgres_program psql)" -X -q -v ON_ERROR_STOP=1 \
    -h 127.0.0.1 -p "$(url_part "$POSTGRES_ADMIN_URL" port)" -U "$(url_part "$POSTGRES_ADMIN_URL" user)" -d "$database" "$@"
}

postgres_answers() { admin_sql postgres -c 'SELECT 1'; }

# Roles and databases as the URLs say; nothing when they are there. The password of a role follows its URL.
create_databases() {
  local service url owner
  for service in USER ORDER PAYMENT; do
    url=${service}_DATABASE_URL owner=${service}_DATABASE_OWNER_URL
    admin_sql postgres -o /dev/null -v database="$(url_part "${!url}" path)" \
      -v owner="$(url_part "${!owner}" user)" -v owner_password="$(url_part "${!owner}" password)" \
      -v role="$(url_part "${!url}" user)" -v role_password="$(url_part "${!url}" password)" <"$ROOT/deploy/postgres/roles.sql"
  done
  # A service's role enters its own database and no other.
  admin_sql postgres -c 'REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC'
}

up_postgres() {
  start_postgres
  wait_ready postgres 60 postgres_answers
  create_databases
}

# A fast stop: sessions are ended, everything is written.
down_postgres() { stop postgres INT 60; }

clean_postgres() {
  local home
  home=$(readlink -f "$DATA_DIR/postgres" 2>/dev/null || true)
  if [[ $home == /var/lib/trellis/?* ]]; then
    rm -rf "$home"
    rmdir --ignore-fail-on-non-empty /var/lib/trellis
  fi
}
