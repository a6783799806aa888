import CRabbitMQ

/// A frame from the broker, copied out of librabbitmq's memory.
enum AMQPFrame {
  case confirm(tag: UInt64, multiple: Bool, accepted: Bool)
  case start(channel: UInt16, MessageAssembler.Start)
  case header(channel: UInt16, bodySize: UInt64, MessageAssembler.Properties)
  case body(channel: UInt16, [UInt8])
  /// The broker closes the channel or the connection, or cancels a consumer.
  case closed(replyCode: Int, text: String)
  case other

  init(_ frame: amqp_frame_t) {
    switch Int32(frame.frame_type) {
    case AMQP_FRAME_METHOD:
      self = Self.method(frame.payload.method, channel: frame.channel)
    case AMQP_FRAME_HEADER:
      let properties = frame.payload.properties
      self = .header(channel: frame.channel, bodySize: properties.body_size, Self.properties(properties.decoded))
    case AMQP_FRAME_BODY:
      let fragment = frame.payload.body_fragment
      self = .body(channel: frame.channel, Array(UnsafeRawBufferPointer(start: fragment.bytes, count: fragment.len)))
    default:
      self = .other
    }
  }

  init(method: amqp_method_t) { self = Self.method(method, channel: 0) }

  private static func method(_ method: amqp_method_t, channel: UInt16) -> AMQPFrame {
    guard let decoded = method.decoded else { return .other }
    switch method.id {
    case TRELLIS_AMQP_BASIC_ACK.rawValue:
      let ack = decoded.load(as: amqp_basic_ack_t.self)
      return .confirm(tag: ack.delivery_tag, multiple: ack.multiple != 0, accepted: true)
    case TRELLIS_AMQP_BASIC_NACK.rawValue:
      let nack = decoded.load(as: amqp_basic_nack_t.self)
      return .confirm(tag: nack.delivery_tag, multiple: nack.multiple != 0, accepted: false)
    case TRELLIS_AMQP_BASIC_RETURN.rawValue:
      return .start(channel: channel, .returned)
    case TRELLIS_AMQP_BASIC_DELIVER.rawValue:
      let deliver = decoded.load(as: amqp_basic_deliver_t.self)
      return .start(
        channel: channel,
        .delivery(
          exchange: String(deliver.exchange), routingKey: String(deliver.routing_key), isRedelivered: deliver.redelivered != 0,
          tag: deliver.delivery_tag))
    case TRELLIS_AMQP_BASIC_CANCEL.rawValue:
      return .closed(replyCode: 0, text: "consumer cancelled by the broker")
    case TRELLIS_AMQP_CHANNEL_CLOSE.rawValue:
      let close = decoded.load(as: amqp_channel_close_t.self)
      return .closed(replyCode: Int(close.reply_code), text: String(close.reply_text))
    case TRELLIS_AMQP_CONNECTION_CLOSE.rawValue:
      let close = decoded.load(as: amqp_connection_close_t.self)
      return .closed(replyCode: Int(close.reply_code), text: String(close.reply_text))
    default:
      return .other
    }
  }

  private static func properties(_ decoded: UnsafeMutableRawPointer?) -> MessageAssembler.Properties {
    var properties = MessageAssembler.Properties()
    guard let raw = decoded?.load(as: amqp_basic_properties_t.self) else { return properties }
    if raw._flags & amqp_flags_t(AMQP_BASIC_MESSAGE_ID_FLAG) != 0 { properties.messageID = String(raw.message_id) }
    if raw._flags & amqp_flags_t(AMQP_BASIC_CONTENT_TYPE_FLAG) != 0 { properties.contentType = String(raw.content_type) }
    if raw._flags & amqp_flags_t(AMQP_BASIC_HEADERS_FLAG) != 0, let entries = raw.headers.entries {
      for index in 0..<Int(raw.headers.num_entries) where entries[index].value.kind == UInt8(AMQP_FIELD_KIND_UTF8.rawValue) {
        properties.headers[String(entries[index].key)] = String(entries[index].value.value.bytes)
      }
    }
    return properties
  }
}
