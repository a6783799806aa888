import HTTPCore
import JSON
import Synchronization

/// A mock of a scenario's services. It answers the expected calls and records all others.
final class MockUpstream: HTTPHandler {
  private struct State {
    var remaining: [Int]
    var complaints: [String] = []
    var calls = 0
    var isOver = false
    /// Responses that wait until a number of calls has arrived.
    var held: [(calls: Int, continuation: CheckedContinuation<Void, Never>)] = []

    /// Removes and returns the responses that can be sent.
    mutating func takeReady() -> [CheckedContinuation<Void, Never>] {
      let ready = held.filter { isOver || $0.calls <= calls }.map(\.continuation)
      held.removeAll { isOver || $0.calls <= calls }
      return ready
    }
  }

  private let calls: [Scenario.ExpectedCall]
  private let state: Mutex<State>

  init(_ calls: [Scenario.ExpectedCall]) {
    self.calls = calls
    state = Mutex(State(remaining: calls.map(\.times)))
  }

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    let matching = calls.indices.filter { calls[$0].method == request.method.rawValue && calls[$0].target == request.target }
    let mismatch = matching.compactMap { difference(calls[$0], request) }
    let index: Int? = state.withLock { state in
      let found = matching.first { difference(calls[$0], request) == nil && state.remaining[$0] > 0 }
      if let found {
        state.remaining[found] -= 1
      } else {
        state.complaints.append("unexpected: \(request.method) \(request.target)\(mismatch.isEmpty ? "" : ", \(mismatch)")")
      }
      return found
    }
    let ready = state.withLock { state in
      state.calls += 1
      return state.takeReady()
    }
    for continuation in ready { continuation.resume() }
    guard let index else { return HTTPResponse(status: .notImplemented) }
    let answer = calls[index].answer
    await hold(until: answer.status == 0 ? .max : answer.calls)
    if answer.status == 0 { return HTTPResponse(status: .serviceUnavailable) }
    var headers = HTTPFields()
    for header in answer.headers { headers.append(header.name, header.value) }
    return HTTPResponse(status: HTTPStatus(code: answer.status), headers: headers, body: Array(answer.body.utf8))
  }

  private func hold(until calls: Int) async {
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        guard !state.isOver, state.calls < calls else { return false }
        state.held.append((calls, continuation))
        return true
      }
      if !isHeld { continuation.resume() }
    }
  }

  /// Sends all waiting responses.
  func finish() {
    let ready = state.withLock { state in
      state.isOver = true
      return state.takeReady()
    }
    for continuation in ready { continuation.resume() }
  }

  /// The unexpected and the missing calls.
  var complaints: [String] {
    state.withLock { state in
      state.complaints
        + zip(calls, state.remaining).filter { $0.1 > 0 }.map { "missing \($0.1) of \($0.0.times): \($0.0.method) \($0.0.target)" }
    }
  }

  private func difference(_ call: Scenario.ExpectedCall, _ request: HTTPRequest) -> String? {
    for header in call.headers {
      if let problem = ScenarioText.difference(header, request.headers[header.name]) { return problem }
    }
    guard !call.body.isEmpty else { return nil }
    let expected = try? JSONValue(parsing: call.body), actual = try? JSONValue(JSONDocument(parsing: request.body).root)
    guard expected != actual else { return nil }
    return "body \(String(decoding: request.body, as: UTF8.self))"
  }
}

/// The comparisons of Specs/README.md.
enum ScenarioText {
  static func difference(_ expected: (name: String, value: String), _ actual: String?) -> String? {
    let isEqual =
      switch expected.value {
      case "*": actual != nil
      case "absent": actual == nil
      case let value where value.hasPrefix("contains "): actual?.contains(value.dropFirst("contains ".count)) ?? false
      default: actual == expected.value
      }
    return isEqual ? nil : "\(expected.name): \(actual ?? "absent") instead of \(expected.value)"
  }

  /// The differences of a body from the expected one.
  static func difference(body expected: String, _ actual: [UInt8]) -> [String] {
    let text = String(decoding: actual, as: UTF8.self)
    let lines = expected.split(separator: "\n").map(String.init)
    guard let first = lines.first else { return [] }
    if first.hasPrefix("contains ") || first.hasPrefix("lacks ") {
      return lines.compactMap { line in
        if line.hasPrefix("contains ") { return text.contains(line.dropFirst(9)) ? nil : "no \(line.dropFirst(9)) in \(text)" }
        return text.contains(line.dropFirst(6)) ? "\(line.dropFirst(6)) in \(text)" : nil
      }
    }
    guard let wanted = try? JSONValue(parsing: expected) else { return text == expected ? [] : ["body \(text)"] }
    return wanted.text == text ? [] : ["body \(text) instead of \(wanted.text)"]
  }
}
