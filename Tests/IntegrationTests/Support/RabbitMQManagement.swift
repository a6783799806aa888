import Foundation
import HTTPCore
import JSON
import TestSupport

/// A client of RabbitMQ's management API.
struct RabbitMQManagement: Sendable {
  let client: StackClient
  private let origin: String
  private let authorization: String

  init(_ client: StackClient) throws {
    guard let url = URLComponents(string: TestStack.rabbitMQManagementURL ?? ""), let host = url.host, let port = url.port else {
      throw UnexpectedAnswer(description: "no management URL")
    }
    self.client = client
    origin = "http://\(host):\(port)/api"
    authorization = "Basic " + Data("\(url.user ?? ""):\(url.password ?? "")".utf8).base64EncodedString()
  }

  func send(_ method: HTTPMethod, _ path: String, body: String? = nil) async throws -> StackAnswer {
    try await client.send(method, origin + path, body: body, headers: [("Authorization", authorization)])
  }

  /// Creates a durable queue for events of a kind, passes its name to the body, and deletes it.
  func withQueue(of eventType: String, _ body: (String) async throws -> Void) async throws {
    let name = "test.\(unique())"
    let answer = try await send(.put, "/queues/%2f/\(name)", body: #"{"durable": true, "arguments": {"x-expires": 300000}}"#)
    guard answer.status / 100 == 2 else { throw UnexpectedAnswer(description: "queue \(name): \(answer)") }
    do {
      let bound = try await send(.post, "/bindings/%2f/e/domain.events/q/\(name)", body: #"{"routing_key": "\#(eventType)"}"#)
      guard bound.status / 100 == 2 else { throw UnexpectedAnswer(description: "binding of \(name): \(bound)") }
      try await body(name)
    } catch {
      _ = try? await send(.delete, "/queues/%2f/\(name)")
      throw error
    }
    _ = try await send(.delete, "/queues/%2f/\(name)")
  }

  /// At most `count` messages of a queue; they stay in it.
  func messages(in queue: String, count: Int) async throws -> [JSONValue] {
    let body = #"{"count": \#(count), "ackmode": "ack_requeue_true", "encoding": "auto"}"#
    return try await send(.post, "/queues/%2f/\(queue)/get", body: body).expecting(200).json.elements ?? []
  }

  /// Takes at most `count` events out of a queue.
  func takeEvents(from queue: String, count: Int) async throws -> [JSONValue] {
    let body = #"{"count": \#(count), "ackmode": "ack_requeue_false", "encoding": "auto"}"#
    let messages = try await send(.post, "/queues/%2f/\(queue)/get", body: body).expecting(200).json.elements ?? []
    return try messages.map { try JSONValue(parsing: $0["payload"]?.string ?? "") }
  }

  /// The events in the messages: their payloads as JSON.
  func events(in queue: String, count: Int) async throws -> [JSONValue] {
    try await messages(in: queue, count: count).map { try JSONValue(parsing: $0["payload"]?.string ?? "") }
  }
}
