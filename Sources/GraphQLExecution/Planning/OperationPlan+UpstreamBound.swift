import JSON

extension OperationPlan {
  /// The most upstream calls that the operation can need.
  ///
  /// - Parameters:
  ///   - variables: their values; without them, a limit that is a variable bounds nothing.
  ///   - assumedListSize: how many items a list holds that nothing bounds.
  ///   - countsMereKeys: whether upstreams may send a mere key wherever they promise an entity that can be loaded, and cause a call by it.
  public func upstreamBound(
    variables: VariableValues? = nil, assumedListSize: Int = 100, countsMereKeys: Bool = false
  ) -> UpstreamBound {
    var counting = UpstreamCounting(
      variables: variables, assumedListSize: Swift.max(assumedListSize, 0), isSerial: operation == .mutation, countsMereKeys: countsMereKeys
    )
    counting.add(root, at: "", UpstreamCounting.Place(count: 1, wave: 0))
    return counting.bound
  }
}

/// Walks a plan as the fetch phase will, with the greatest number of objects that each place can hold. Linear in the plan.
private struct UpstreamCounting {
  /// What is known of the objects of a place.
  struct Place {
    /// How many there are at most.
    var count: Int
    /// The wave after which they are there.
    var wave: Int
    /// What a list among the objects' own fields holds at most, by an argument of the field that holds the objects: a page.
    var limit: Int?
    /// Whether the objects are read from a member that is named like a key, so that keys are what comes.
    var holdsKeys = false
    /// Behind a layer for mere keys the wave is not certain, so nothing there counts as merged with anything elsewhere.
    var uncertain: Int?
  }

  private struct Batch: Hashable {
    let loader: ObjectIdentifier
    let arguments: String
    let wave: Int
    let uncertain: Int?
    let isForReferencesOnly: Bool
  }

  private let variables: VariableValues?
  private let isSerial: Bool
  private let countsMereKeys: Bool
  private var batches: [Batch: Int] = [:]
  private var terms: [UpstreamBound.Term] = []
  /// Lists of an assumed size, and whether anything is loaded for their items.
  private var lists: [(path: String, isLoaded: Bool)] = []
  /// Those of them that what is being counted is inside of, from the outermost.
  private var open: [Int] = []
  private let assumedListSize: Int
  private var lastWave = 0
  private var nextUncertain = 0
  /// For each variant that is being counted, from the outermost: the keys that terms had before it.
  private var before: [[Int: Int]] = []

  init(variables: VariableValues?, assumedListSize: Int, isSerial: Bool, countsMereKeys: Bool) {
    self.variables = variables
    self.isSerial = isSerial
    self.countsMereKeys = countsMereKeys
    self.assumedListSize = assumedListSize
  }

  var bound: UpstreamBound {
    var bound = UpstreamBound(assumedListSize: assumedListSize)
    bound.terms = terms.enumerated().sorted { ($0.element.wave, $0.offset) < ($1.element.wave, $1.offset) }.map(\.element)
    var seen: Set<String> = []
    bound.assumedLists = lists.filter { $0.isLoaded && seen.insert($0.path).inserted }.map(\.path)
    return bound
  }

  /// Counts the calls for the objects of a place, and for all below them.
  mutating func add(_ object: ObjectPlan, at path: String, _ place: Place) {
    var place = place
    var waves = [place.wave]
    for fetch in object.fetches {
      let isForReferencesOnly = fetch.fetch.isForReferencesOnly && !place.holdsKeys
      let wave = last(fetch.layers, waves) + 1
      if isForReferencesOnly, !countsMereKeys {
        waves.append(wave - 1)
        continue
      }
      if fetch.fetch.isForReferencesOnly, countsMereKeys {
        nextUncertain += 1
        place.uncertain = nextUncertain
      }
      note(fetch.fetch.loader, "", of: object.typeName, hasKeys: !fetch.fetch.inputs.isEmpty, "@" + path, wave, place, isForReferencesOnly)
      waves.append(wave)
    }
    for field in object.fields {
      let fieldPath = path.isEmpty ? field.responseKey : "\(path).\(field.responseKey)"
      var below = Place(count: place.count, wave: last(field.layers, waves), uncertain: place.uncertain)
      if isSerial, path.isEmpty { below.wave = lastWave }
      let own = limit(of: field)
      var limit = own ?? place.limit
      switch field.source {
      case .load(let loader, let inputs, _):
        below.wave += 1
        note(loader, field.arguments.text, of: field.coordinate, hasKeys: !inputs.isEmpty, fieldPath, below.wave, place, false)
        // What a loader gives begins a new answer: limits of the answer above say nothing of it.
        limit = own
      case .value(let layer, let valuePath, _):
        if layer > 0 { limit = own }
        below.holdsKeys = valuePath.isNamedLikeKey
      case .typename, .chosen: break
      }
      guard let selection = field.selection else { continue }
      // A page's argument bounds the lists that are its own fields, and none further down.
      if !field.type.isList { below.limit = own }
      let values = size(of: field.type, limit)
      below.count = below.count.multipliedClamped(by: values.size)
      if values.isAssumed {
        open.append(lists.count)
        lists.append((fieldPath, false))
      }
      add(selection.variants.filter(\.needsFrame), at: fieldPath, below)
      if values.isAssumed { open.removeLast() }
    }
  }

  /// Counts the calls for objects each of which is of one of several types: what the types need together is what the neediest needs.
  private mutating func add(_ variants: [ObjectPlan], at path: String, _ place: Place) {
    guard variants.count > 1 else {
      for variant in variants { add(variant, at: path, place) }
      return
    }
    var most: [Int: Int] = [:]
    for variant in variants {
      before.append([:])
      add(variant, at: path, place)
      for (term, keys) in before.removeLast() {
        most[term] = max(most[term] ?? 0, terms[term].keys)
        terms[term].keys = keys
      }
    }
    for (term, keys) in most {
      remember(term)
      terms[term].keys = keys
    }
  }

  /// Keeps a term's keys as they were before the variant that is being counted.
  private mutating func remember(_ term: Int) {
    guard let variant = before.indices.last, before[variant][term] == nil else { return }
    before[variant][term] = terms[term].keys
  }

  /// How many values are inside a type's lists, and whether that rests on `assumedListSize`.
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

  /// What the field's own argument says of the list that it gives.
  private func limit(of field: FieldPlan) -> Int? {
    guard case .success(let values) = field.arguments.values(variables ?? VariableValues()) else { return nil }
    for member in values.members where SlicingArguments.contains(member.name) {
      if variables == nil, field.arguments.isVariable(member.name) { return nil }
      if case .number(let text) = member.value, let number = Int(text), number >= 0 { return number }
    }
    return nil
  }

  private func last(_ layers: LayerSet, _ waves: [Int]) -> Int {
    waves.indices.filter { $0 == 0 || layers.contains(LayerSet(layer: $0)) }.map { waves[$0] }.max() ?? 0
  }

  private mutating func note(
    _ loader: any Loader, _ arguments: String, of coordinate: String, hasKeys: Bool, _ path: String, _ wave: Int, _ place: Place,
    _ isForReferencesOnly: Bool
  ) {
    lastWave = max(lastWave, wave)
    guard let keysPerCall = loader.keysPerCall, place.count > 0 else { return }
    // Where an inner list is marked, so are those around it.
    for list in open.reversed() {
      if lists[list].isLoaded { break }
      lists[list].isLoaded = true
    }
    let batch = Batch(
      loader: ObjectIdentifier(loader), arguments: arguments, wave: wave, uncertain: place.uncertain,
      isForReferencesOnly: isForReferencesOnly)
    if let known = batches[batch] {
      remember(known)
      // Without inputs there is one key, however many places want it.
      terms[known].keys = hasKeys ? terms[known].keys.addingClamped(place.count) : 1
      if terms[known].places.last != path { terms[known].places.append(path) }
      return
    }
    let term = terms.count
    batches[batch] = term
    terms.append(
      UpstreamBound.Term(
        wave: wave, loader: loader.name, coordinate: coordinate, places: [path], keys: 0, keysPerCall: max(keysPerCall, 1),
        isForReferencesOnly: isForReferencesOnly))
    remember(term)
    terms[term].keys = hasKeys ? place.count : 1
  }
}

extension OutputType {
  /// Whether values are lists.
  fileprivate var isList: Bool { if case .list = kind { true } else { false } }
}

extension JSONPath {
  /// Whether the last step is `id`, `authorId`, `tag_ids` or alike: the name of a key or of a list of keys.
  package var isNamedLikeKey: Bool {
    guard let name = steps.last.map({ String(decoding: $0.name, as: UTF8.self) }) else { return false }
    return ["id", "ids"].contains(name.lowercased())
      || ["Id", "Ids", "ID", "IDs", "_id", "_ids", "-id", "-ids"].contains(where: name.hasSuffix)
  }
}
