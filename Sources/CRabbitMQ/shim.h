#pragma once
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>

// amqp_login_with_properties is variadic, which Swift cannot call.
static inline amqp_rpc_reply_t trellis_amqp_login_plain(
    amqp_connection_state_t state, const char *vhost, int heartbeat,
    const amqp_table_t *properties, const char *user, const char *password) {
  return amqp_login_with_properties(state, vhost, 0, AMQP_DEFAULT_FRAME_SIZE, heartbeat, properties,
                                    AMQP_SASL_METHOD_PLAIN, user, password);
}

// Swift does not import macros that cast; these are the frames that the client reacts to.
enum trellis_amqp_method {
  TRELLIS_AMQP_CONNECTION_CLOSE = 0x000A0032,
  TRELLIS_AMQP_CHANNEL_CLOSE = 0x00140028,
  TRELLIS_AMQP_BASIC_CANCEL = 0x003C001E,
  TRELLIS_AMQP_BASIC_RETURN = 0x003C0032,
  TRELLIS_AMQP_BASIC_DELIVER = 0x003C003C,
  TRELLIS_AMQP_BASIC_ACK = 0x003C0050,
  TRELLIS_AMQP_BASIC_NACK = 0x003C0078,
};
