# shellcheck shell=bash
# TLS on every hop: `up` with TLS=1, until `up` with TLS=0 or `clean`. Every process proves who it is and asks the same of its clients; nginx asks
# nothing of browsers. RabbitMQ's management page is left out, which listens on loopback for people.

TLS_DIR=
# shellcheck disable=SC2034
SCHEME=http

# Takes TLS into use if the stack has it: certificates, and the URLs and variables with which processes find each other.
load_tls() {
  if [[ ${TLS:-} == 1 ]]; then : >"$STACK_DIR/tls"; fi
  if [[ ${TLS:-} == 0 ]]; then rm -f "$STACK_DIR/tls"; fi
  if [[ ! -e $STACK_DIR/tls ]]; then return; fi
  TLS_DIR=$STACK_DIR/certs
  # shellcheck disable=SC2034
  SCHEME=https
  "$ROOT/deploy/local/certs" "$TLS_DIR" >/dev/null
  export REDIS_URL=rediss://${REDIS_URL#redis*://}
  # librabbitmq compares names, not addresses.
  RABBITMQ_URL=amqps://${RABBITMQ_URL#amqp*://}
  export RABBITMQ_URL=${RABBITMQ_URL/@127.0.0.1:/@localhost:}
  # For psql, and for libpq in the services.
  export PGSSLMODE=verify-full PGSSLROOTCERT=$TLS_DIR/ca.pem PGSSLCERT=$TLS_DIR/client.pem PGSSLKEY=$TLS_DIR/client.key
  # curl reads its options in CURL_HOME.
  printf '%s\n' "cacert = \"$TLS_DIR/ca.pem\"" "cert = \"$TLS_DIR/client.pem\"" "key = \"$TLS_DIR/client.key\"" >"$TLS_DIR/.curlrc"
  export CURL_HOME=$TLS_DIR
}

# The variables of one of our processes.   tls_environment NAME
tls_environment() {
  local callers
  if [[ -z $TLS_DIR ]]; then return; fi
  if [[ $1 == gateway ]]; then callers=nginx,client; else callers=nginx,gateway,user-service,order-service,payment-service,client; fi
  printf '%s\n' TLS_CERTIFICATE_FILE="$TLS_DIR/$1.pem" TLS_KEY_FILE="$TLS_DIR/$1.key" TLS_CLIENT_CA_FILE="$TLS_DIR/ca.pem" \
    TLS_CLIENT_NAMES="$callers" TLS_OUTBOUND_CA_FILE="$TLS_DIR/ca.pem" TLS_OUTBOUND_CERTIFICATE_FILE="$TLS_DIR/$1.pem" \
    TLS_OUTBOUND_KEY_FILE="$TLS_DIR/$1.key" PGSSLCERT="$TLS_DIR/$1.pem" PGSSLKEY="$TLS_DIR/$1.key"
}
