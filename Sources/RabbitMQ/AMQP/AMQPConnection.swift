import CRabbitMQ
import TLS

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Owns one `amqp_connection_state_t`. Every call may block, so it is used on its connection's thread only.
final class AMQPConnection {
  private let owner: StateOwner
  private let arena = AMQPArena()
  let descriptor: Int32

  /// Connects and logs in.
  init(_ configuration: RabbitMQConfiguration) throws(RabbitMQError) {
    guard let owner = StateOwner() else { throw RabbitMQError(.notConnected) }
    self.owner = owner
    let state = owner.state
    var timeout = Self.interval(configuration.operationTimeout)
    amqp_set_handshake_timeout(state, &timeout)
    amqp_set_rpc_timeout(state, &timeout)
    let made = configuration.isSecure ? try Self.secureSocket(state, configuration.tls) : amqp_tcp_socket_new(state)
    guard let socket = made else { throw RabbitMQError(.notConnected) }
    let status = amqp_socket_open_noblock(socket, configuration.host, Int32(truncatingIfNeeded: configuration.port), &timeout)
    guard status == AMQP_STATUS_OK.rawValue else { throw RabbitMQError(.notConnected, detail: Self.message(status)) }
    descriptor = amqp_get_sockfd(state)
    let heartbeat = Int32(max(1, configuration.heartbeat.components.seconds))
    var properties = arena.table(["connection_name": .text(configuration.connectionName), "product": .text("trellis")])
    let reply = trellis_amqp_login_plain(
      state, configuration.virtualHost, heartbeat, &properties, configuration.user, configuration.password)
    arena.recycle()
    try Self.check(reply)
  }

  /// A socket that verifies the broker: its authority, its dates and its name. librabbitmq frees it with the state.
  private static func secureSocket(_ state: amqp_connection_state_t, _ files: TLSClientFiles) throws(RabbitMQError) -> OpaquePointer? {
    guard let socket = amqp_ssl_socket_new(state) else { return nil }
    amqp_ssl_socket_set_verify_peer(socket, 1)
    amqp_ssl_socket_set_verify_hostname(socket, 1)
    guard amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST) == AMQP_STATUS_OK.rawValue else {
      throw RabbitMQError(.notConnected, detail: "TLS 1.2 is not available")
    }
    let authorities = files.authorities ?? TLSClientFiles.systemAuthorities
    guard amqp_ssl_socket_set_cacert(socket, authorities) == AMQP_STATUS_OK.rawValue else {
      throw RabbitMQError(.notConnected, detail: "the authorities in \(authorities) cannot be read")
    }
    if let identity = files.identity,
      amqp_ssl_socket_set_key(socket, identity.certificate, identity.key) != AMQP_STATUS_OK.rawValue
    {
      throw RabbitMQError(.notConnected, detail: "the certificate \(identity.certificate) or its key cannot be read")
    }
    return socket
  }

  private var state: amqp_connection_state_t { owner.state }

  // MARK: operations that wait for the broker's reply

  func openChannel(_ channel: UInt16) throws(RabbitMQError) {
    amqp_channel_open(state, channel)
    try checkLast()
  }

  func closeChannel(_ channel: UInt16) throws(RabbitMQError) {
    try Self.check(amqp_channel_close(state, channel, AMQP_REPLY_SUCCESS))
  }

  func selectConfirms(_ channel: UInt16) throws(RabbitMQError) {
    amqp_confirm_select(state, channel)
    try checkLast()
  }

  func declare(_ topology: RabbitMQTopology, on channel: UInt16) throws(RabbitMQError) {
    let none = amqp_table_t(num_entries: 0, entries: nil)
    for exchange in topology.exchanges {
      amqp_exchange_declare(state, channel, arena.bytes(exchange.name), arena.bytes(exchange.type), 0, 1, 0, 0, none)
      try checkLast()
    }
    for queue in topology.queues {
      amqp_queue_declare(state, channel, arena.bytes(queue.name), 0, 1, 0, 0, arena.table(queue.arguments))
      try checkLast()
    }
    for binding in topology.bindings {
      amqp_queue_bind(state, channel, arena.bytes(binding.queue), arena.bytes(binding.exchange), arena.bytes(binding.routingKey), none)
      try checkLast()
    }
  }

  func consume(_ queue: String, prefetch: UInt16, on channel: UInt16) throws(RabbitMQError) {
    amqp_basic_qos(state, channel, 0, prefetch, 0)
    try checkLast()
    let none = amqp_table_t(num_entries: 0, entries: nil)
    amqp_basic_consume(state, channel, arena.bytes(queue), amqp_bytes_t(), 0, 0, 0, none)
    try checkLast()
  }

  /// Closes the connection and ignores errors.
  func close() { _ = amqp_connection_close(state, AMQP_REPLY_SUCCESS) }

  // MARK: operations that only send

  func publish(_ message: RabbitMQMessage, on channel: UInt16) throws(RabbitMQError) {
    var properties = amqp_basic_properties_t()
    var flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG
    properties.content_type = arena.bytes(message.contentType)
    properties.delivery_mode = 2
    properties.message_id = arena.bytes(message.id)
    if !message.headers.isEmpty {
      flags |= AMQP_BASIC_HEADERS_FLAG
      properties.headers = arena.table(message.headers.mapValues { .text($0) })
    }
    properties._flags = amqp_flags_t(flags)
    let status = message.body.withUnsafeBytes { body in
      // librabbitmq does not write to a body that it sends.
      let bytes = amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
      return amqp_basic_publish(
        state, channel, arena.bytes(message.exchange), arena.bytes(message.routingKey), 1, 0, &properties, bytes)
    }
    try check(status)
  }

  func settle(_ receipt: DeliveryReceipt, _ acknowledgement: RabbitMQAcknowledgement) throws(RabbitMQError) {
    switch acknowledgement {
    case .acknowledge: try check(amqp_basic_ack(state, receipt.channel, receipt.tag, 0))
    case .requeue: try check(amqp_basic_reject(state, receipt.channel, receipt.tag, 1))
    case .deadLetter: try check(amqp_basic_reject(state, receipt.channel, receipt.tag, 0))
    }
  }

  // MARK: reading

  /// The next frame that has been received, nil when there is none. Sends heartbeats and detects missing ones.
  func nextFrame() throws(RabbitMQError) -> AMQPFrame? {
    var frame = amqp_frame_t()
    var none = timeval()
    let status = amqp_simple_wait_frame_noblock(state, &frame, &none)
    if status == AMQP_STATUS_TIMEOUT.rawValue {
      amqp_maybe_release_buffers(state)
      return nil
    }
    try check(status)
    return AMQPFrame(frame)
  }

  // MARK: errors

  private func check(_ status: Int32) throws(RabbitMQError) {
    arena.recycle()
    guard status >= 0 else { throw RabbitMQError(.connectionLost, detail: Self.message(status)) }
  }

  private func checkLast() throws(RabbitMQError) {
    arena.recycle()
    try Self.check(amqp_get_rpc_reply(state))
  }

  private static func check(_ reply: amqp_rpc_reply_t) throws(RabbitMQError) {
    switch reply.reply_type {
    case AMQP_RESPONSE_NORMAL: return
    case AMQP_RESPONSE_SERVER_EXCEPTION:
      let method = AMQPFrame(method: reply.reply)
      guard case .closed(let replyCode, let text) = method else { throw RabbitMQError(.connectionLost) }
      throw RabbitMQError(.refusedByBroker(replyCode: replyCode), detail: text)
    default:
      throw RabbitMQError(.connectionLost, detail: message(reply.library_error))
    }
  }

  private static func message(_ status: Int32) -> String { amqp_error_string2(status).map { String(cString: $0) } ?? "" }

  private static func interval(_ duration: Duration) -> timeval {
    let parts = duration.components
    var value = timeval()
    value.tv_sec = numericCast(max(0, min(parts.seconds, 86400)))
    value.tv_usec = numericCast(max(0, parts.attoseconds / 1_000_000_000_000))
    return value
  }
}

/// Frees the result of `amqp_new_connection`, also when connecting fails.
private final class StateOwner {
  let state: amqp_connection_state_t

  init?() {
    guard let state = amqp_new_connection() else { return nil }
    self.state = state
  }

  deinit { amqp_destroy_connection(state) }
}
