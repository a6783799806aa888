import JSON

/// The maximum number of upstream calls of an operation, computed before execution. Retries are not counted.
///
/// Calls of one loader with the same arguments in the same wave are one batch, which needs ceil(keys / keys per call) calls. The size of a list
/// is limited by an argument (`SlicingArguments`) of its field, or of the field that holds the list's object: by the value in the operation
/// or the default. A list without a limit is assumed to hold `assumedListSize` items and is listed in `assumedLists`. Upstreams are assumed
/// to return no more items than requested.
public struct UpstreamBound: Sendable, Equatable, CustomStringConvertible {
  /// The calls of one batch.
  public struct Term: Sendable, Equatable {
    /// The wave, from 1.
    public let wave: Int
    public let loader: LoaderDescription
    /// The type of the objects for which a layer is loaded, or `Type.field` where a field's value is loaded.
    public let coordinate: String
    /// The response paths of its values, as in `PlannedCall`.
    public package(set) var paths: [String]
    /// The maximum number of keys.
    public internal(set) var keys: Int
    public let keysPerCall: Int
    /// Whether it is needed only for entity references that the schema does not announce.
    public let isForReferencesOnly: Bool

    public var calls: Int { keys / keysPerCall + (keys % keysPerCall == 0 ? 0 : 1) }
  }

  /// In the order of their waves.
  public internal(set) var terms: [Term] = []
  /// The response paths of the lists without a limit.
  public internal(set) var assumedLists: [String] = []
  public let assumedListSize: Int

  /// The maximum number of calls.
  public var calls: Int { terms.reduce(0) { $0.addingClamped($1.calls) } }
  /// The maximum number of waves.
  public var waves: Int { terms.map(\.wave).max() ?? 0 }

  /// The calls of each batch, and their sum.
  public var description: String {
    guard !terms.isEmpty else { return "no upstream calls" }
    let lines = terms.map { term in
      let formula = term.keysPerCall == 1 ? "" : "ceil(\(term.keys) / \(term.keysPerCall)) = "
      return "wave \(term.wave): \(formula)\(term.calls) x \(term.loader)"
    }
    let assumption = assumedLists.isEmpty ? "" : ", if \(assumedLists.joined(separator: ", ")) hold at most \(assumedListSize) items each"
    return (lines + ["at most \(calls) calls in \(waves) waves\(assumption)"]).joined(separator: "\n")
  }
}

/// The names of arguments that limit the size of a list.
///
/// `max` and `total` are not among them, because they often limit something else.
public enum SlicingArguments {
  private static let names: Set<String> = [
    "limit", "first", "last", "take", "top", "size", "count", "pagesize", "page_size", "perpage", "per_page", "maxresults", "max_results",
  ]

  /// Whether an argument or query parameter has one of the names. The comparison ignores case.
  public static func contains(_ name: String) -> Bool { names.contains(name) || names.contains(name.lowercased()) }
}

extension OperationPlan {
  /// Returns the maximum number of upstream calls.
  ///
  /// - Parameters:
  ///   - variables: the variables' values. Without them, a variable does not limit a list.
  ///   - assumedListSize: the number of items in a list without a limit.
  ///   - countsEntityReferences: whether upstreams can return an entity reference, which causes a call, wherever an entity can be loaded.
  ///   - access: the fields that the caller may not see. They cause no calls.
  public func upstreamBound(
    variables: VariableValues? = nil, assumedListSize: Int = 100, countsEntityReferences: Bool = false, access: AccessDecisions = .open
  ) -> UpstreamBound {
    var counting = UpstreamCounting(
      variables: variables, assumedListSize: Swift.max(assumedListSize, 0), isSerial: operation == .mutation,
      countsEntityReferences: countsEntityReferences, access: access)
    counting.add(root, at: "", UpstreamCounting.Objects(count: 1, wave: 0))
    return counting.bound
  }
}

/// Walks a plan like the fetch phase does, with the maximum number of objects at each response position. Takes time linear in the size of the
/// plan.
private struct UpstreamCounting {
  /// The objects at a response position.
  struct Objects {
    /// The maximum number of objects.
    var count: Int
    /// The wave that loads them.
    var wave: Int
    /// The maximum size of a list that is a field of the objects: an argument of the field that holds them, as for a page.
    var limit: Int?
    /// Whether the objects are read from a member that is named like a key, so that they are entity references.
    var areReferences = false
    /// Set after a layer that is loaded for entity references only. The wave of later calls is then uncertain, so they do not share a batch
    /// with calls elsewhere.
    var uncertain: Int?
  }

  private struct BatchID: Hashable {
    let loader: ObjectIdentifier
    let arguments: String
    let wave: Int
    let uncertain: Int?
    let isForReferencesOnly: Bool
  }

  private let variables: VariableValues?
  private let isSerial: Bool
  private let countsEntityReferences: Bool
  private let access: AccessDecisions
  private var batches: [BatchID: Int] = [:]
  private var terms: [UpstreamBound.Term] = []
  /// The lists of an assumed size, and whether anything is loaded for their items.
  private var lists: [(path: String, isLoaded: Bool)] = []
  /// The indexes of the lists that contain the current objects, from the outermost.
  private var enclosingLists: [Int] = []
  private let assumedListSize: Int
  private var lastWave = 0
  private var nextUncertain = 0
  /// For each enclosing variant, from the outermost: the keys of changed terms before the variant.
  private var keysBefore: [[Int: Int]] = []

  init(variables: VariableValues?, assumedListSize: Int, isSerial: Bool, countsEntityReferences: Bool, access: AccessDecisions) {
    self.access = access
    self.variables = variables
    self.isSerial = isSerial
    self.countsEntityReferences = countsEntityReferences
    self.assumedListSize = assumedListSize
  }

  var bound: UpstreamBound {
    var bound = UpstreamBound(assumedListSize: assumedListSize)
    bound.terms = terms.enumerated().sorted { ($0.element.wave, $0.offset) < ($1.element.wave, $1.offset) }.map(\.element)
    var seen: Set<String> = []
    bound.assumedLists = lists.filter { $0.isLoaded && seen.insert($0.path).inserted }.map(\.path)
    return bound
  }

  /// Counts the calls for objects and for the objects in them. Returns the last wave.
  @discardableResult
  mutating func add(_ object: ObjectPlan, at path: String, _ objects: Objects) -> Int {
    var objects = objects
    var required = RequiredWaves()
    var waves = Array(repeating: objects.wave, count: 1 + object.partCount)
    let fields = access.isOpen ? object.fields : object.fields.filter { !access.refuses($0) }
    let needed = fields.count == object.fields.count ? nil : object.needed(by: fields.indices(in: object)).layers
    for (index, fetch) in object.fetches.enumerated() {
      if let needed, !needed.contains(LayerSet(layer: object.layer(ofFetch: index))) {
        waves.append(objects.wave)
        continue
      }
      let isForReferencesOnly = fetch.fetch.isForReferencesOnly && !objects.areReferences
      add(fetch.fetch.inputs, of: object, at: path, objects, waves, &required)
      let wave = required.last(fetch.fetch.inputs, waves.last(fetch.layers)) + 1
      if isForReferencesOnly, !countsEntityReferences {
        waves.append(wave - 1)
        continue
      }
      if fetch.fetch.isForReferencesOnly, countsEntityReferences {
        nextUncertain += 1
        objects.uncertain = nextUncertain
      }
      addTerm(
        fetch.fetch.loader, "", of: object.typeName, hasKeys: !fetch.fetch.inputs.isEmpty, "@" + path, wave, objects, isForReferencesOnly)
      waves.append(wave)
    }
    return fields.reduce(waves.max() ?? objects.wave) { max($0, add($1, of: object, at: path, objects, waves, &required)) }
  }

  /// Counts the calls for the requirements of a loader, once.
  private mutating func add(
    _ inputs: [InputSource], of object: ObjectPlan, at path: String, _ objects: Objects, _ waves: [Int], _ required: inout RequiredWaves
  ) {
    for requirement in inputs.compactMap(\.requirement) where required.waves[requirement] == nil {
      required.waves[requirement] = add(object.requirements[requirement], of: object, at: path, objects, waves, &required)
    }
  }

  private mutating func add(
    _ field: FieldPlan, of object: ObjectPlan, at path: String, _ objects: Objects, _ waves: [Int], _ required: inout RequiredWaves
  ) -> Int {
    let fieldPath = path.isEmpty ? field.responseKey : "\(path).\(field.responseKey)"
    let before = isSerial && path.isEmpty ? lastWave : nil
    var below = Objects(count: objects.count, wave: before ?? waves.last(field.layers), uncertain: objects.uncertain)
    let own = limit(of: field)
    var limit = own ?? objects.limit
    for load in field.loads {
      add(load.inputs, of: object, at: path, objects, waves, &required)
      let wave = required.last(load.inputs, before ?? waves.last(load.layers)) + 1
      addTerm(load.loader, field.arguments.text, of: field.coordinate, hasKeys: !load.inputs.isEmpty, fieldPath, wave, objects, false)
      below.wave = max(below.wave, wave)
      // A loader returns a new response, which the limits of the enclosing response do not apply to.
      limit = own
    }
    if case .value(let layer, let valuePath, _) = field.source {
      if layer > 0 { limit = own }
      below.areReferences = valuePath.isNamedLikeKey
    }
    guard let selection = field.selection else { return below.wave }
    // The argument of a page limits the lists that are its own fields, but not lists in these.
    if !field.type.isList { below.limit = own }
    let values = size(of: field.type, limit)
    below.count = below.count.multipliedClamped(by: values.size)
    if values.isAssumed {
      enclosingLists.append(lists.count)
      lists.append((fieldPath, false))
    }
    let last = add(selection.variants.filter(\.needsFetch), at: fieldPath, below)
    if values.isAssumed { enclosingLists.removeLast() }
    return last
  }

  /// Counts the calls for objects of several possible types. For each term, the type with the most keys counts.
  private mutating func add(_ variants: [ObjectPlan], at path: String, _ objects: Objects) -> Int {
    var last = objects.wave
    guard variants.count > 1 else {
      for variant in variants { last = max(last, add(variant, at: path, objects)) }
      return last
    }
    var most: [Int: Int] = [:]
    for variant in variants {
      keysBefore.append([:])
      last = max(last, add(variant, at: path, objects))
      for (term, keys) in keysBefore.removeLast() {
        most[term] = max(most[term] ?? 0, terms[term].keys)
        terms[term].keys = keys
      }
    }
    for (term, keys) in most {
      remember(term)
      terms[term].keys = keys
    }
    return last
  }

  /// Stores a term's keys before the enclosing variant changes them.
  private mutating func remember(_ term: Int) {
    guard let variant = keysBefore.indices.last, keysBefore[variant][term] == nil else { return }
    keysBefore[variant][term] = terms[term].keys
  }

  /// The maximum number of values in a type's lists, and whether it depends on `assumedListSize`.
  private func size(of type: OutputType, _ limit: Int?) -> (size: Int, isAssumed: Bool) {
    var size = 1
    var isAssumed = false
    var limit = limit
    var kind = type.kind
    while case .list(let inner) = kind {
      isAssumed = isAssumed || limit == nil
      size = size.multipliedClamped(by: limit ?? assumedListSize)
      limit = nil
      kind = inner.kind
    }
    return (size, isAssumed)
  }

  /// The maximum size of the field's list according to its argument.
  private func limit(of field: FieldPlan) -> Int? {
    guard case .success(let values) = field.arguments.values(variables ?? VariableValues()) else { return nil }
    for member in values.members where SlicingArguments.contains(member.name) {
      if variables == nil, field.arguments.isVariable(member.name) { return nil }
      if case .number(let text) = member.value, let number = Int(text), number >= 0 { return number }
    }
    return nil
  }

  private mutating func addTerm(
    _ loader: any Loader, _ arguments: String, of coordinate: String, hasKeys: Bool, _ path: String, _ wave: Int, _ objects: Objects,
    _ isForReferencesOnly: Bool
  ) {
    lastWave = max(lastWave, wave)
    guard let keysPerCall = loader.keysPerCall, objects.count > 0 else { return }
    // When a list is marked, the lists that contain it are marked, too.
    for list in enclosingLists.reversed() {
      if lists[list].isLoaded { break }
      lists[list].isLoaded = true
    }
    let batch = BatchID(
      loader: ObjectIdentifier(loader), arguments: arguments, wave: wave, uncertain: objects.uncertain,
      isForReferencesOnly: isForReferencesOnly)
    if let known = batches[batch] {
      remember(known)
      // A loader without inputs has one key.
      terms[known].keys = hasKeys ? terms[known].keys.addingClamped(objects.count) : 1
      if terms[known].paths.last != path { terms[known].paths.append(path) }
      return
    }
    let term = terms.count
    batches[batch] = term
    terms.append(
      UpstreamBound.Term(
        wave: wave, loader: loader.description, coordinate: coordinate, paths: [path], keys: 0, keysPerCall: max(keysPerCall, 1),
        isForReferencesOnly: isForReferencesOnly))
    remember(term)
    terms[term].keys = hasKeys ? objects.count : 1
  }
}

extension [FieldPlan] {
  /// The indexes of these fields in their object.
  fileprivate func indices(in object: ObjectPlan) -> [Int] {
    object.fields.indices.filter { index in contains { $0 === object.fields[index] } }
  }
}

extension OutputType {
  var isList: Bool { if case .list = kind { true } else { false } }
}

extension JSONPath {
  /// Whether the last step is the name of a key or of a list of keys, for example `id`, `authorId` or `tag_ids`.
  package var isNamedLikeKey: Bool {
    guard let name = steps.last.map({ String(decoding: $0.name, as: UTF8.self) }) else { return false }
    return ["id", "ids"].contains(name.lowercased())
      || ["Id", "Ids", "ID", "IDs", "_id", "_ids", "-id", "-ids"].contains(where: name.hasSuffix)
  }
}

extension Int {
  /// The sum; `Int.max` on overflow.
  func addingClamped(_ other: Int) -> Int {
    let (sum, isTooGreat) = addingReportingOverflow(other)
    return isTooGreat ? .max : sum
  }

  /// The product; `Int.max` on overflow.
  func multipliedClamped(by other: Int) -> Int {
    let (product, isTooGreat) = multipliedReportingOverflow(by: other)
    return isTooGreat ? .max : product
  }
}
