/// Assembles a message from its frames: a method (basic.deliver or basic.return), a header, bodies (AMQP 0-9-1, 4.2.6). Pure.
struct MessageAssembler {
  /// The method that begins a message.
  enum Start: Equatable {
    case delivery(exchange: String, routingKey: String, isRedelivered: Bool, tag: UInt64)
    case returned
  }

  struct Properties: Equatable {
    var messageID: String?
    var contentType: String?
    var headers: [String: String] = [:]
  }

  struct Message: Equatable {
    let start: Start
    let properties: Properties
    let body: [UInt8]
  }

  private var start: Start?
  private var properties = Properties()
  private var missing: UInt64 = 0
  private var body: [UInt8] = []

  mutating func begin(_ start: Start) {
    self.start = start
    properties = Properties()
    body = []
    missing = 0
  }

  /// Returns the message if it has no body.
  mutating func header(bodySize: UInt64, _ properties: Properties) -> Message? {
    self.properties = properties
    missing = bodySize
    body.reserveCapacity(Int(min(bodySize, 1 << 20)))
    return completeMessage()
  }

  /// Adds a part of the body. Returns the message if it is complete.
  mutating func body(_ bytes: some Collection<UInt8>) -> Message? {
    body.append(contentsOf: bytes)
    missing -= min(missing, UInt64(bytes.count))
    return completeMessage()
  }

  private mutating func completeMessage() -> Message? {
    guard missing == 0, let start else { return nil }
    self.start = nil
    defer { body = [] }
    return Message(start: start, properties: properties, body: body)
  }
}
