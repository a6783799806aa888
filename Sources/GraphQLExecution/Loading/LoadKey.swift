import JSON

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The key of one value to load: one JSON value for each input of the loader, in the order of the inputs.
///
/// Keys are compared by text, so the identifier `1` of one service and the identifier `"1"` of another are the same key.
public struct LoadKey: Hashable, Sendable, Comparable {
  private enum Content: Sendable {
    /// One value inside a document, which holds its text.
    case view(JSONView)
    /// Any number of values, with their joined texts.
    case values([JSONValue], identity: [UInt8])
  }

  private let content: Content
  /// The hash of the texts. Computed once, because each key is looked up several times.
  let hash: Int

  public init(_ values: [JSONValue]) {
    let identity = Array(values.map(Self.text).joined(separator: "\u{0}").utf8)
    self.init(.values(values, identity: identity), hash: identity.withUnsafeBytes { Self.hash($0) })
  }

  /// A key of one value inside a document.
  public init(_ view: JSONView) {
    if let hash = view.withPlainText({ Self.hash($0) }) {
      self.init(.view(view), hash: hash)
    } else {
      self.init([JSONValue(view)])
    }
  }

  private init(_ content: Content, hash: Int) {
    self.content = content
    self.hash = hash
  }

  /// Random numbers of the process, so that nobody can choose keys with equal hashes.
  private static let seeds = (UInt64.random(in: 1 ... .max) | 1, UInt64.random(in: 1 ... .max) | 1)

  /// A hash by multiplication of 64-bit words and folding of the products. Keys are short, for which SipHash costs several times as much.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
    func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
      let product = left.multipliedFullWidth(by: right)
      return product.high ^ product.low
    }
    let seeds = seeds
    var state = seeds.0 &+ UInt64(truncatingIfNeeded: bytes.count)
    var offset = 0
    while offset &+ 8 <= bytes.count {
      state = folded(state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), seeds.1)
      offset &+= 8
    }
    var last: UInt64 = 0
    while offset < bytes.count {
      last = last << 8 | UInt64(bytes[offset])
      offset &+= 1
    }
    return Int(truncatingIfNeeded: folded(folded(state ^ last, seeds.1), seeds.0))
  }

  public var values: [JSONValue] {
    switch content {
    case .view(let view): [JSONValue(view)]
    case .values(let values, _): values
    }
  }

  /// The value of one input; nil when there is no such input.
  public func value(at index: Int) -> JSONValue? {
    switch content {
    case .view(let view): index == 0 ? JSONValue(view) : nil
    case .values(let values, _): values.indices.contains(index) ? values[index] : nil
    }
  }

  /// The values as text: the content of a string, and the JSON text of any other value.
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

  /// Less than, equal to or greater than 0. Compares bytes, because strings that are equal in Swift can be different identifiers.
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

  public static func == (left: LoadKey, right: LoadKey) -> Bool {
    left.hash == right.hash && left.compared(to: right) == 0
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  public static func < (left: LoadKey, right: LoadKey) -> Bool { left.compared(to: right) < 0 }
}
