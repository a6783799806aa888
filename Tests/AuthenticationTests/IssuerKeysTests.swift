import Concurrency
import Crypto
import Logging
import Synchronization
import Testing

@testable import Authentication

/// When a JSON Web Key Set is read, and what happens while it cannot be.
@Suite struct IssuerKeysTests {
  /// A set that can change and fail, and a clock that the test moves.
  private final class Source: Sendable {
    private let state = Mutex<(text: String?, readings: Int, nanoseconds: UInt64)>(("{\"keys\":[]}", 0, 1))

    var readings: Int { state.withLock { $0.readings } }

    func publish(_ text: String?) { state.withLock { $0.text = text } }

    func advance(seconds: Double) { state.withLock { $0.nanoseconds += UInt64(seconds * 1e9) } }

    func keys() -> IssuerKeys {
      IssuerKeys(
        issuer: "i", algorithms: [.edDSA], logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() },
        now: { MonotonicTime(nanoseconds: self.state.withLock { $0.nanoseconds }) }
      ) { () async throws(IssuerKeys.Unreadable) -> [UInt8] in
        let text = self.state.withLock { state in
          state.readings += 1
          return state.text
        }
        await Task.yield()
        guard let text else { throw IssuerKeys.Unreadable("away") }
        return Array(text.utf8)
      }
    }
  }

  /// A set with a key of RFC 8037 under each of the identifiers.
  private static func set(_ identifiers: String...) -> String {
    let keys = identifiers.map {
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"\($0)\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"
    }
    return "{\"keys\":[\(keys.joined(separator: ","))]}"
  }

  private static func identifiers(_ known: IssuerKeys.Known?) -> [String?]? { known?.keys.map(\.identifier) }

  @Test func aKnownKeyIsNotReadAgain() async {
    let source = Source()
    source.publish(Self.set("a"))
    let keys = source.keys()
    for _ in 0..<100 { #expect(Self.identifiers(await keys.known(for: "a")) == ["a"]) }
    #expect(source.readings == 1)
  }

  @Test func anUnknownKeyIsAskedForAtMostOnceIn30Seconds() async {
    let source = Source()
    source.publish(Self.set("a"))
    let keys = source.keys()
    _ = await keys.known(for: "a")
    source.advance(seconds: 30)
    for number in 0..<100 { #expect(Self.identifiers(await keys.known(for: "x\(number)")) == ["a"]) }
    #expect(source.readings == 2)
    source.publish(Self.set("a", "b"))
    source.advance(seconds: 29.999)
    #expect(Self.identifiers(await keys.known(for: "b")) == ["a"])
    source.advance(seconds: 0.001)
    #expect(Self.identifiers(await keys.known(for: "b")) == ["a", "b"])
    #expect(source.readings == 3)
  }

  @Test func concurrentTokensOfAnUnknownKeyAreOneReading() async {
    let source = Source()
    source.publish(Self.set("a"))
    let keys = source.keys()
    await withTaskGroup { group in
      for _ in 0..<50 { group.addTask { #expect(Self.identifiers(await keys.known(for: "a")) == ["a"]) } }
    }
    #expect(source.readings == 1)
  }

  @Test func theKeysStayWhileTheSourceIsAwayOrBroken() async {
    let source = Source()
    source.publish(Self.set("a"))
    let keys = source.keys()
    _ = await keys.known(for: "a")
    for text in [nil, "", "no JSON", "[]", "{}", #"{"keys":{}}"#] {
      source.publish(text)
      source.advance(seconds: 31)
      #expect(Self.identifiers(await keys.known(for: "b")) == ["a"])
    }
    #expect(source.readings == 7)
  }

  @Test func aRemovedKeyIsForgottenAndTheVersionChanges() async {
    let source = Source()
    source.publish(Self.set("a", "b"))
    let keys = source.keys()
    let before = await keys.known(for: "a")
    await keys.refresh()
    #expect(keys.known?.version == before?.version)
    source.publish(Self.set("b"))
    await keys.refresh()
    #expect(Self.identifiers(keys.known) == ["b"] && keys.known?.version != before?.version)
  }

  @Test func withoutASetThereAreNoKeysUntilTheSourceIsThere() async {
    let source = Source()
    source.publish(nil)
    let keys = source.keys()
    #expect(await keys.known(for: nil)?.version == nil)
    #expect(await keys.known(for: "a")?.version == nil)
    #expect(source.readings == 1)
    source.publish(Self.set("a"))
    source.advance(seconds: 1)
    #expect(Self.identifiers(await keys.known(for: nil)) == ["a"])
  }
}
