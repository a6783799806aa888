import JSON

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What identifies one thing to load: one JSON value for each of the loader's inputs, in their order.
///
/// Keys compare by their texts, so that the id `1` of one service and the id `"1"` of another are the same key.
public struct LoadKey: Hashable, Sendable, Comparable {
  private enum Content: Sendable {
    /// One value where it lies: its text is there already.
    case view(JSONView)
    /// Any values, with their texts in one.
    case values([JSONValue], identity: [UInt8])
  }

  private let content: Content
  /// Worked out once, since a key is looked up several times.
  private let hash: Int

  /// A key of these values.
  public init(_ values: [JSONValue]) {
    let identity = values.map(Self.text).joined(separator: "\u{0}")
    self.init(.values(values, identity: Array(identity.utf8)))
  }

  /// A key of one value that lies in a document.
  public init(_ view: JSONView) {
    if view.withPlainText({ _ in true }) == true {
      self.init(.view(view))
    } else {
      self.init([JSONValue(view)])
    }
  }

  private init(_ content: Content) {
    self.content = content
    hash = Self.withIdentity(of: content) { bytes in
      var hasher = Hasher()
      hasher.combine(bytes: bytes)
      return hasher.finalize()
    }
  }

  /// The values, for loaders that need their JSON.
  public var values: [JSONValue] {
    switch content {
    case .view(let view): [JSONValue(view)]
    case .values(let values, _): values
    }
  }

  /// The values as texts: a string's characters, and the JSON text of everything else.
  public var texts: [String] { values.map(Self.text) }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text), .number(let text): text
    default: value.text
    }
  }

  /// The key of a loader without inputs.
  public static let none = LoadKey([])

  @inline(__always)
  private static func withIdentity<R>(of content: Content, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    switch content {
    case .view(let view):
      if let result = view.withPlainText(body) { return result }
      return body(UnsafeRawBufferPointer(start: nil, count: 0))
    case .values(_, let identity): return identity.withUnsafeBytes(body)
    }
  }

  /// Less than, equal to or greater than 0. By bytes, since two strings that Swift calls equal may still be different ids.
  private func compared(to other: LoadKey) -> Int {
    Self.withIdentity(of: content) { left in
      Self.withIdentity(of: other.content) { right in
        let common = min(left.count, right.count)
        if let leftStart = left.baseAddress, let rightStart = right.baseAddress, common > 0 {
          let order = memcmp(leftStart, rightStart, common)
          if order != 0 { return Int(order) }
        }
        return left.count - right.count
      }
    }
  }

  /// Whether both keys name the same thing.
  public static func == (left: LoadKey, right: LoadKey) -> Bool {
    left.hash == right.hash && left.compared(to: right) == 0
  }

  /// Hashes the texts.
  public func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  /// Orders keys by their texts.
  public static func < (left: LoadKey, right: LoadKey) -> Bool { left.compared(to: right) < 0 }
}
