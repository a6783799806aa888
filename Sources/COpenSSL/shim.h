#pragma once
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// Swift does not import the macros that are behind these functions and constants.

static inline int trellis_SSL_CTX_set_versions(SSL_CTX *context, int lowest, int highest) {
  return SSL_CTX_set_min_proto_version(context, lowest) && SSL_CTX_set_max_proto_version(context, highest);
}

static inline int trellis_SSL_CTX_set_groups(SSL_CTX *context, const char *names) { return (int)SSL_CTX_set1_groups_list(context, names); }

static inline void trellis_SSL_CTX_forbid_renegotiation_and_compression(SSL_CTX *context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
}

// A write may end after some records and may be repeated from another address; an idle connection has no buffers.
static inline void trellis_SSL_CTX_set_non_blocking(SSL_CTX *context) {
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  // One system call reads a record's head and body.
  SSL_CTX_set_read_ahead(context, 1);
}

static inline void trellis_SSL_CTX_cache_client_sessions(SSL_CTX *context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
}

// Clients keep their sessions in tickets; the server keeps none.
static inline void trellis_SSL_CTX_cache_no_sessions(SSL_CTX *context) { SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); }

static inline void trellis_SSL_CTX_set_servername_callback(SSL_CTX *context, int (*callback)(SSL *, int *, void *), void *argument) {
  SSL_CTX_set_tlsext_servername_callback(context, callback);
  SSL_CTX_set_tlsext_servername_arg(context, argument);
}

static inline int trellis_SSL_set_servername(SSL *connection, const char *name) { return (int)SSL_set_tlsext_host_name(connection, name); }

// Trusts the certificates of a file. A server also names them to its clients. Returns 0 when the file has none.
static inline int trellis_SSL_CTX_trust(SSL_CTX *context, const char *file, int isServer) {
  if (SSL_CTX_load_verify_file(context, file) != 1) return 0;
  if (!isServer) return 1;
  STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(file);
  if (names == NULL) return 0;
  SSL_CTX_set_client_CA_list(context, names);
  return 1;
}

static inline void trellis_BIO_set_retry_read(BIO *bio) { BIO_set_retry_read(bio); }
static inline void trellis_BIO_set_retry_write(BIO *bio) { BIO_set_retry_write(bio); }
static inline void trellis_BIO_clear_retry_flags(BIO *bio) { BIO_clear_retry_flags(bio); }
