import JSON
import TestSupport

/// The expected response: the query is executed field by field as in section 6 of the specification, with separate REST calls per object.
struct ExpectedAnswer {
  /// A field error.
  struct Failure: Hashable, CustomStringConvertible {
    /// The path as JSON text.
    let path: String
    let code: String
    /// Nil if the gateway chooses the message.
    let message: String?

    var description: String { "\(path) \(code) \(message ?? "…")" }
  }

  /// The value of `data`.
  let data: JSONValue
  /// One set per null that comes from errors: at least one of its errors is reported.
  let required: [Set<Failure>]
  /// Errors below such a null. They may be reported.
  let optional: Set<Failure>
  /// The upstream calls with their maximum counts.
  let calls: [String: Int]

  init(_ query: RandomQuery, chain: Chain, answers: RESTAnswers) async throws {
    var execution = Execution(query: query, graph: RESTGraph(chain: chain, answers: answers, variables: query.variables))
    let root = try await execution.object("Query", .query, [query.selections], after: 0, at: [])
    data = root.value ?? .null
    required = root.required + (root.value == nil ? [root.cause] : [])
    optional = root.optional
    calls = execution.graph.calls.urls
  }

  /// A description of the first difference; nil if the response is as expected.
  func problem(with answer: StackAnswer) throws -> String? {
    let got = try answer.value("data") ?? .null
    guard got == data else { return "data is\n\(got.text)\nand should be\n\(data.text)" }
    var reported: Set<Failure> = []
    let allowed = required.reduce(optional) { $0.union($1) }
    for error in try answer.value("errors")?.elements ?? [] {
      let path = (error["path"] ?? .null).text
      let code = error.value("extensions.code")?.string ?? ""
      let found = allowed.first { $0.path == path && $0.code == code && ($0.message == nil || $0.message == error["message"]?.string) }
      guard let found else { return "unexpected error \(error.text); expected were \(required), and perhaps \(optional)" }
      guard reported.insert(found).inserted else { return "an error twice: \(found)" }
    }
    return required.first { $0.isDisjoint(with: reported) }.map { "no error of \($0)" }
  }
}

/// Sections 6.3 and 6.4 without optimisations.
private struct Execution {
  /// A completed value. Nil means a null at a non-null position, for one of the causes.
  struct Completed {
    var value: JSONValue?
    var cause: Set<ExpectedAnswer.Failure> = []
    var required: [Set<ExpectedAnswer.Failure>] = []
    var optional: Set<ExpectedAnswer.Failure> = []

    init(_ value: JSONValue?) { self.value = value }

    /// A value that an error replaces with null.
    init(failed failure: ExpectedAnswer.Failure, isNonNull: Bool) {
      value = isNonNull ? nil : .null
      if isNonNull { cause = [failure] } else { required = [[failure]] }
    }

    /// Adds the errors of a part.
    mutating func add(_ part: Completed) {
      if part.value == nil {
        value = nil
        cause.formUnion(part.cause)
      }
      required += part.required
      optional.formUnion(part.optional)
    }

    /// Completes an object or list; nil if one of its non-null parts is null.
    func finished(_ whole: JSONValue) -> Completed {
      var finished = self
      guard value == nil else {
        finished.value = whole
        return finished
      }
      finished.optional = required.reduce(optional) { $0.union($1) }
      finished.required = []
      return finished
    }

    /// The value at a nullable position.
    var nulled: Completed {
      guard value == nil else { return self }
      var nulled = self
      nulled.value = .null
      nulled.required.append(cause)
      nulled.cause = []
      return nulled
    }
  }

  let query: RandomQuery
  var graph: RESTGraph

  /// Section 6.3, ExecuteCollectedFields().
  mutating func object(
    _ type: String, _ object: RESTGraph.Object, _ sets: [[Selection]], after wave: Int, at path: [JSONValue]
  ) async throws -> Completed {
    var groups: [(key: String, fields: [FieldSelection])] = []
    var visited: Set<String> = []
    for set in sets { collect(set, into: &groups, &visited) }
    var whole = Completed(.null)
    var members: [(name: String, value: JSONValue)] = []
    for (key, fields) in groups {
      let (value, wave) = try await graph.value(of: fields[0], on: type, object, after: wave)
      let below = fields.map(\.selections)
      let part = try await complete(value, fields[0].field, below, after: wave, at: path + [.string(key)])
      whole.add(part)
      members.append((key, part.value ?? .null))
    }
    return whole.finished(.object(JSONObject(members)))
  }

  /// Section 6.3.2, CollectFields().
  private func collect(_ set: [Selection], into groups: inout [(key: String, fields: [FieldSelection])], _ visited: inout Set<String>) {
    for selection in set {
      switch selection {
      case .field(let field):
        guard isIncluded(field.inclusions) else { continue }
        if let place = groups.firstIndex(where: { $0.key == field.key }) {
          groups[place].fields.append(field)
        } else {
          groups.append((field.key, [field]))
        }
      case .inline(_, let inclusions, let selections):
        if isIncluded(inclusions) { collect(selections, into: &groups, &visited) }
      case .spread(let name, let inclusions):
        guard isIncluded(inclusions), visited.insert(name).inserted else { continue }
        collect(query.fragments[name]?.selections ?? [], into: &groups, &visited)
      }
    }
  }

  private func isIncluded(_ inclusions: [Inclusion]) -> Bool {
    inclusions.allSatisfy { inclusion in
      var condition: Input? = inclusion.condition
      if case .variable(let name) = inclusion.condition { condition = query.variables[name]?.value }
      return condition == .bool(!inclusion.isSkip)
    }
  }

  /// Section 6.4.3, CompleteValue().
  private mutating func complete(
    _ value: RESTGraph.Value, _ field: GraphModel.Field, _ below: [[Selection]], after wave: Int, at path: [JSONValue]
  ) async throws -> Completed {
    let type = field.type
    switch value {
    case .failure(let code, let message):
      return Completed(failed: failure(path, code, message), isNonNull: type.isNonNull)
    case .null: return null(isNonNull: type.isNonNull, path)
    case .leaf(let leaf): return Completed(leaf)
    case .object(let object):
      let whole = try await self.object(type.name, object, below, after: wave, at: path)
      if try await isMissing(object, type.name, below, after: wave) { return null(isNonNull: type.isNonNull, path) }
      return type.isNonNull ? whole : whole.nulled
    case .list(let elements):
      var whole = Completed(.null)
      var items: [JSONValue] = []
      for (index, element) in elements.enumerated() {
        guard case .object(let object) = element else { throw UnexpectedAnswer(description: "a list of \(element)") }
        var part = try await self.object(type.name, object, below, after: wave, at: path + [.number(index)])
        if !type.isItemNonNull { part = part.nulled }
        whole.add(part)
        items.append(part.value ?? .null)
      }
      let list = whole.finished(.array(items))
      return type.isNonNull ? list : list.nulled
    }
  }

  /// Whether the entity of a reference does not exist. A reference of which only the key is read is not looked up.
  private mutating func isMissing(
    _ object: RESTGraph.Object, _ type: String, _ below: [[Selection]], after wave: Int
  ) async throws -> Bool {
    guard case .key(let id) = object else { return false }
    var groups: [(key: String, fields: [FieldSelection])] = []
    var visited: Set<String> = []
    for set in below { collect(set, into: &groups, &visited) }
    let known = ["id", "__typename", "orders", "payment"]
    guard groups.contains(where: { !known.contains($0.fields[0].field.name) }) else { return false }
    return try await graph.entity(type, id, wave: wave + 1) == nil
  }

  private func null(isNonNull: Bool, _ path: [JSONValue]) -> Completed {
    isNonNull ? Completed(failed: failure(path, "BAD_UPSTREAM_RESPONSE", nil), isNonNull: true) : Completed(.null)
  }

  private func failure(_ path: [JSONValue], _ code: String, _ message: String?) -> ExpectedAnswer.Failure {
    ExpectedAnswer.Failure(path: JSONValue.array(path).text, code: code, message: message)
  }
}
