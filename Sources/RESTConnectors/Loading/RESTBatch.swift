import GraphQLExecution
import JSON
import Upstreams

/// Loads one batch: sorts the keys, splits them into chunks, loads the chunks concurrently, and assigns the items to the keys.
struct RESTBatch: Sendable {
  let loader: RESTLoader
  let batch: BatchDirective
  let context: CallContext

  /// A key with its index in the batch and its text for the URL.
  private struct Entry: Sendable {
    let index: Int
    let key: LoadKey
    let text: String
  }

  func load(_ keys: [LoadKey]) async -> [LoadOutcome] {
    var outcomes = Array(repeating: LoadOutcome.missing, count: keys.count)
    var entries: [Entry] = []
    for (index, key) in keys.enumerated() {
      do throws(RenderingError) {
        entries.append(Entry(index: index, key: key, text: try text(of: key)))
      } catch {
        outcomes[index] = .failure(loader.inputFailure(error))
      }
    }
    // The same set of keys is always the same URL, so that HTTP caches can answer it.
    entries.sort { $0.key < $1.key }
    let chunks = stride(from: 0, to: entries.count, by: batch.max).map { Array(entries[$0..<min($0 + batch.max, entries.count)]) }
    for (chunk, loaded) in zip(chunks, await chunks.concurrentMap(limit: RESTLoader.maxConcurrentCalls, load)) {
      for (entry, outcome) in zip(chunk, loaded) { outcomes[entry.index] = outcome }
    }
    return outcomes
  }

  private func text(of key: LoadKey) throws(RenderingError) -> String {
    guard batch.encoding != .json else {
      if key.values.contains(.null) { throw RenderingError(message: "A part of the key is null.") }
      return ""
    }
    return try loader.url.keyText(key, context.scope, isSeparatedByComma: batch.encoding == .csv)
  }

  /// Loads one chunk. A failed call fails only the keys of its chunk.
  private func load(_ chunk: [Entry]) async -> [LoadOutcome] {
    do throws(LoadFailure) {
      let target: String
      let body: (bytes: [UInt8], mediaType: String)?
      do throws(RenderingError) {
        target = try loader.url.render(self.context.scope, keys: chunk.map(\.text), asOneParameter: batch.encoding == .csv)
        if let template = loader.body {
          body = try template.encoded(template.render(self.context.scope, keys: chunk.map(\.key)))
        } else {
          body = nil
        }
      } catch {
        throw loader.inputFailure(error)
      }
      var context = context
      context.keyCount = chunk.count
      switch try await loader.call.send(target: target, body: body, context) {
      case .body(let root): return try outcomes(of: chunk, in: root)
      case .empty: return chunk.map { _ in nothing }
      case .notFound(let failure): return chunk.map { _ in .failure(failure) }
      }
    } catch {
      return chunk.map { _ in .failure(error) }
    }
  }

  private func outcomes(of chunk: [Entry], in root: JSONView) throws(LoadFailure) -> [LoadOutcome] {
    let items = loader.value(in: root)
    guard items.map(Self.isList) ?? true else {
      loader.call.reportContent("not a list", context)
      throw UpstreamErrors.failure(.malformed, service: loader.call.service.name)
    }
    var found = FoundItems(chunk.map(\.key), isList: loader.isList)
    if let items {
      for item in items.elements {
        if let key = key(of: item, at: batch.by) { found.add(item, for: key) }
      }
    }
    let failures = perKeyFailures(in: root)
    return chunk.enumerated().map { index, entry in
      if !failures.isEmpty, let failure = failures[entry.key] { return .failure(failure) }
      switch found.items[index] {
      case .missing: return nothing
      case .value(let item): return .value(item)
      case .list(let items) where loader.isList: return .list(items)
      default:
        loader.call.reportContent("several items for one key", context)
        return .failure(
          LoadFailure(
            "The \(loader.call.service.name) service returned several items where one is expected.", code: "BAD_UPSTREAM_RESPONSE",
            extensions: ["service": loader.call.service.name]))
      }
    }
  }

  /// Whether a value is a list of items. Null and an object without members are what services answer that found none.
  private static func isList(_ value: JSONView) -> Bool {
    value.kind == .array || value.isNull || value.kind == .object && value.count == 0
  }

  /// The outcome of a key without an item.
  private var nothing: LoadOutcome {
    if loader.isList { return .list([]) }
    if loader.call.errors.notFoundIsError == true { return .notFound(UpstreamErrors.notFound(loader.call.service.name)) }
    return loader.isNonNull ? .failure(UpstreamErrors.notFound(loader.call.service.name)) : .missing
  }

  private func key(of item: JSONView, at paths: [JSONPath]) -> LoadKey? {
    if paths.count == 1 {
      guard let value = item.value(at: paths[0]), !value.isNull else { return nil }
      return LoadKey(value)
    }
    var values: [JSONValue] = []
    for path in paths {
      guard let value = item.value(at: path), !value.isNull else { return nil }
      values.append(JSONValue(value))
    }
    return LoadKey(values)
  }

  /// The keys that failed according to `errors.perKey`.
  private func perKeyFailures(in root: JSONView) -> [LoadKey: LoadFailure] {
    let mapping = loader.call.errors
    guard let perKey = mapping.perKey, let entries = root.value(at: perKey) else { return [:] }
    var failures: [LoadKey: LoadFailure] = [:]
    for entry in entries.elements {
      guard let found = mapping.key.flatMap({ entry.value(at: $0) }), let key = failedKey(found) else { continue }
      failures[key] = UpstreamErrors.failure(entry: entry, mapping: mapping, service: loader.call.service.name)
    }
    return failures
  }

  /// The key of an entry: a scalar, or for a composite key an object with the fields of the key, or a list of its parts.
  private func failedKey(_ view: JSONView) -> LoadKey? {
    switch view.kind {
    case .array: return LoadKey(view.elements.map { JSONValue($0) })
    case .object: return key(of: view, at: batch.by) ?? key(of: view, at: loader.inputNames.compactMap { JSONPath($0) })
    default: return LoadKey([JSONValue(view)])
    }
  }
}

/// The items of a response by the indices of their keys.
private struct FoundItems {
  private let keys: [LoadKey]
  /// Made when an item does not follow the one before it in the order of the keys.
  private var indices: [LoadKey: Int]?
  /// The index of the key after that of the last item.
  private var next = 0
  /// For each key `.missing`, `.value` with its only item, or `.list` with all of several. With `isList` always `.list`.
  private(set) var items: [LoadOutcome]

  init(_ keys: [LoadKey], isList: Bool) {
    self.keys = keys
    items = Array(repeating: isList ? .list([]) : .missing, count: keys.count)
  }

  /// Adds an item. One whose key was not requested is ignored.
  mutating func add(_ item: JSONView, for key: LoadKey) {
    guard let index = index(of: key) else { return }
    next = index + 1
    switch items[index] {
    case .list(var list):
      items[index] = .missing
      list.append(item)
      items[index] = .list(list)
    case .value(let first): items[index] = .list([first, item])
    default: items[index] = .value(item)
    }
  }

  /// Services often answer in the order of the keys, or with all items of a key one after the other.
  private mutating func index(of key: LoadKey) -> Int? {
    if next < keys.count, keys[next] == key { return next }
    if next > 0, keys[next - 1] == key { return next - 1 }
    let known = indices ?? Dictionary(keys.enumerated().map { ($1, $0) }, uniquingKeysWith: { _, last in last })
    indices = known
    return known[key]
  }
}
