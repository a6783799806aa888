import DataLoading
import GraphQLLanguage
import JSON

/// The first phase of execution: loads all values that the response needs, wave by wave.
///
/// It walks the plan breadth first, so that a load gets the keys of all objects at once. A wave ends when each object plan waits for a loader;
/// the loaders of a wave run concurrently.
struct FetchPhase {
  var state: OperationState
  private var context: ExecutionContext
  /// By the id of the object plan; nil where nothing is loaded.
  private(set) var objects: [ObjectRows?]
  /// The ids of object plans that have steps to perform, each once.
  private var active: [Int] = []
  private var isActive: [Bool]
  private var batches: [WaveBatch] = []
  private var batchIndexes: [WaveBatch.ID: Int] = [:]
  /// The ids of object plans with steps that wait for requirements.
  private var waitingForRequirements: Set<Int> = []
  /// The indexes of the batches of the current wave.
  private var wave: [Int] = []
  private var waveCount = 0
  /// The rows that may still be added.
  private var remainingObjects: Int
  private let limits: OperationLimits
  /// The batches that are loaded, and whose outcomes the object plans do not have yet.
  private var loaded: [Int] = []
  /// Whether so much is loaded that what remains can hold its thread for long. `run` returns then, and `resume` does what remains.
  private(set) var isLarge = false
  /// Whether `run` returns for that.
  private let stopsWhenLarge: Bool
  /// Whether the response needs more rows than allowed. Nothing more is loaded then.
  private(set) var hasTooManyObjects = false
  /// Why a wave was not begun. Nothing more is loaded then.
  private(set) var stopped: ResponseLimit?

  init(state: OperationState, context: ExecutionContext, root: JSONView?, limits: OperationLimits, stopsWhenLarge: Bool = false) {
    self.state = state
    self.stopsWhenLarge = stopsWhenLarge
    self.limits = limits
    remainingObjects = limits.maximumObjects
    self.context = context
    objects = Array(repeating: nil, count: state.plan.objectCount)
    isActive = Array(repeating: false, count: state.plan.objectCount)
    let rows = ObjectRows(state.plan.root)
    rows.rows = [root]
    rows.starts = [0]
    objects[state.plan.root.id] = rows
  }

  /// Loads the values of all root fields.
  mutating func run() async {
    if state.plan.usesDataLoaders { context.loaders = DataLoaders() }
    activate(state.plan.root.id)
    await runWaves()
  }

  /// Goes on after `run` has returned because of `isLarge`.
  mutating func resume() async { await runWaves() }

  /// Loads the values of one root field of a mutation. Discards what earlier root fields have loaded, because this one can change it.
  mutating func run(rootField: Int) async {
    let root = state.plan.root
    context.mutationField = root.fields[rootField].responseKey
    batches = []
    batchIndexes = [:]
    hasTooManyObjects = false
    isLarge = false
    if state.plan.usesDataLoaders { context.loaders = DataLoaders() }
    objects[root.id]?.pending = root.steps.filter { step in
      switch step.kind {
      case .fetch: true
      case .load(let slot): root.loads[slot].field == rootField
      case .expand(let field): field == rootField
      }
    }
    activate(root.id)
    await runWaves()
  }

  private mutating func runWaves() async {
    while true {
      for index in loaded { distribute(index) }
      loaded = []
      performSteps()
      guard !hasTooManyObjects else { return abandon() }
      guard !wave.isEmpty else { return }
      // A field of a mutation is executed to its end.
      if waveCount > 0, !context.isMutation, let reason = reasonToStop {
        stopped = reason
        return abandon()
      }
      let indexes = wave
      wave = []
      waveCount += 1
      await load(indexes)
      loaded = indexes
      if stopsWhenLarge, !isLarge, indexes.reduce(0, { $0 + batches[$1].nodeCount }) > Self.largeNodeCount {
        isLarge = true
        return
      }
    }
  }

  /// Values that take some milliseconds to be read and written.
  private static var largeNodeCount: Int { 20_000 }

  /// Why nothing more is to be begun; nil while the client waits and there is time.
  var reasonToStop: ResponseLimit? {
    if context.client?.hasLeft == true { return .clientLeft }
    if let remaining = context.remainingTime, remaining == .zero { return .late }
    return nil
  }

  /// The objects that were counted.
  var objectCount: Int { limits.maximumObjects - remainingObjects }

  /// Forgets what was to be loaded.
  private mutating func abandon() {
    for id in active { isActive[id] = false }
    active = []
    wave = []
  }

  /// Loads the batches of a wave concurrently.
  private mutating func load(_ wave: [Int]) async {
    var requests: [(batch: Int, keys: Range<Int>, loader: any Loader, request: LoadRequest)] = []
    for index in wave {
      let (keys, indexes) = batches[index].claimNewKeys()
      guard !keys.isEmpty else { continue }
      let selection = LoadSelection(consumers: batches[index].consumers, variables: state.variables, access: state.access)
      let request = LoadRequest(keys: keys, arguments: batches[index].arguments, selection: selection, context: context)
      requests.append((index, indexes, batches[index].loader, request))
    }
    if requests.count == 1 {
      let (index, keys, loader, request) = requests[0]
      batches[index].store(await loader.load(request), for: keys)
      return
    }
    await withTaskGroup(of: (Int, Range<Int>, [LoadOutcome]).self) { group in
      for (index, keys, loader, request) in requests {
        group.addTask { (index, keys, await loader.load(request)) }
      }
      for await (index, keys, outcomes) in group { batches[index].store(outcomes, for: keys) }
    }
  }

  /// Gives the outcomes of a batch to the object plans that asked for them.
  private mutating func distribute(_ index: Int) {
    let consumers = batches[index].removeConsumers()
    for consumer in consumers {
      let column = LoadedColumn(outcomes: batches[index].outcomes, indexes: consumer.indexes, failures: consumer.failures)
      objects[consumer.object.id]?.runningLoads -= 1
      setColumn(column, of: consumer.object, target: consumer.target)
    }
  }

  private mutating func setColumn(_ column: LoadedColumn, of object: ObjectPlan, target: WaveBatch.Consumer.Target) {
    guard let rows = objects[object.id] else { return }
    switch target {
    case .layer(let layer):
      rows.layers[layer - 1] = column
      rows.loadedLayers.insert(LayerSet(layer: layer))
    case .load(let slot):
      rows.loads[slot] = column
      let index = object.loads[slot].field
      let field = object.field(index)
      guard field.selection?.needsFetch == true, field.loads.allSatisfy({ rows.loads[$0.slot].isLoaded }) else { return }
      rows.pending.append(ObjectPlan.Step(kind: .expand(field: index), layers: field.parts.isEmpty ? [] : field.layers))
    }
    activate(object.id)
  }

  private mutating func activate(_ id: Int) {
    guard !isActive[id] else { return }
    isActive[id] = true
    active.append(id)
  }

  /// Performs each step whose layers are loaded. The steps that remain wait for the wave.
  private mutating func performSteps() {
    repeat {
      performActiveSteps()
      guard !hasTooManyObjects else { return }
      for id in waitingForRequirements.sorted() {
        guard let rows = objects[id], rows.pending.contains(where: { !$0.requirements.isEmpty && isReady($0, rows) }) else { continue }
        waitingForRequirements.remove(id)
        activate(id)
      }
    } while !active.isEmpty
  }

  /// Whether all that a step depends on is loaded.
  private func isReady(_ step: ObjectPlan.Step, _ rows: ObjectRows) -> Bool {
    guard rows.loadedLayers.isSuperset(of: step.layers) else { return false }
    return step.requirements.allSatisfy { isComplete(rows.object.requirements[$0], of: rows) }
  }

  /// Whether a field's value and everything below it are loaded.
  private func isComplete(_ field: FieldPlan, of rows: ObjectRows) -> Bool {
    guard rows.loadedLayers.isSuperset(of: field.layers), field.loads.allSatisfy({ rows.loads[$0.slot].isLoaded }) else { return false }
    return (field.selection?.variants ?? []).filter(\.needsFetch).allSatisfy { variant in
      guard let child = objects[variant.id] else { return false }
      guard !child.rows.isEmpty else { return true }
      return child.pending.isEmpty && child.runningLoads == 0
        && (variant.fields + variant.requirements).allSatisfy { $0.selection?.needsFetch != true || isComplete($0, of: child) }
    }
  }

  private mutating func performActiveSteps() {
    var position = 0
    while position < active.count {
      let id = active[position]
      position += 1
      isActive[id] = false
      guard let rows = objects[id] else { continue }
      // Steps that no included field needs are dropped here, so nothing waits for their layers.
      let steps = state.activeSteps(rows.pending, of: rows.object)
      rows.pending = []
      var waiting: [ObjectPlan.Step] = []
      for step in steps {
        if isReady(step, rows) { perform(step, on: rows) } else { waiting.append(step) }
      }
      rows.pending += waiting
      if hasTooManyObjects { return }
      if waiting.contains(where: { !$0.requirements.isEmpty }) { waitingForRequirements.insert(id) }
    }
    active = []
  }

  private mutating func perform(_ step: ObjectPlan.Step, on rows: ObjectRows) {
    switch step.kind {
    case .fetch(let index):
      let fetch = rows.object.fetches[index].fetch
      let keys = fetch.isForReferencesOnly ? referenceKeys(of: rows, fetch.inputs) : keys(of: rows, fetch.inputs)
      request(keys, from: fetch.loader, arguments: JSONObject(), for: rows.object, target: .layer(rows.object.layer(ofFetch: index)))
    case .load(let slot):
      let field = rows.object.field(rows.object.loads[slot].field)
      let load = rows.object.loads[slot].load
      switch load.arguments.map({ $0.values(state.variables) }) ?? state.arguments(of: field) {
      case .success(let arguments):
        request(keys(of: rows, load.inputs), from: load.loader, arguments: arguments, for: rows.object, target: .load(slot: slot))
      // Completion reports the error for each object.
      case .failure: return
      }
    case .expand(let index): expand(rows.object.field(index), of: rows)
    }
  }

  private func keys(of objects: ObjectRows, _ inputs: [InputSource]) -> RowKeys {
    if inputs.contains(where: { $0.requirement != nil || $0.isThroughLists }) { return collectedKeys(of: objects, inputs) }
    var rows = RowKeys()
    let only = PlainInput(inputs)
    for row in objects.rows.indices { appendKey(of: row, in: objects, inputs, only: only, to: &rows) }
    return rows
  }

  /// The keys for inputs that are not single values of a layer.
  private func collectedKeys(of rows: ObjectRows, _ inputs: [InputSource]) -> RowKeys {
    var completion = Completion(state: state, showsValues: false, limits: limits, capacity: 256)
    completion.objects = objects
    var keys = RowKeys()
    for row in rows.rows.indices {
      var values: [JSONValue] = []
      for input in inputs {
        let value: Result<JSONValue, LoadFailure>
        if let requirement = input.requirement {
          value = completion.value(of: rows.object.requirements[requirement], of: rows.object, row: row)
        } else {
          let read = input.isThroughLists ? input.firstStep : input
          value =
            switch rows.value(row: row, of: read) {
            case .value(let view): .success(read.value(view) ?? .null)
            case .failure(let failure, _): .failure(failure)
            default: .success(.null)
            }
        }
        switch value {
        case .success(let value):
          let steps = input.requirement != nil ? input.path.steps[...] : input.isThroughLists ? input.path.steps.dropFirst() : []
          values.append(value.collected(at: steps))
        case .failure(let failure): keys.failures[row] = failure
        }
      }
      let isComplete = keys.failures[row] == nil && !values.contains(.null)
      keys.append(isComplete ? LoadKey(values) : nil)
    }
    return keys
  }

  /// The keys of the entities that stand for references and for abbreviated objects: those that lack a member that the operation selects.
  private mutating func referenceKeys(of objects: ObjectRows, _ inputs: [InputSource]) -> RowKeys {
    let paths = state.ownPaths(of: objects.object)
    let areMembers = paths.allSatisfy { $0.steps.count == 1 }
    var rows = RowKeys()
    var whole: JSONView?
    let only = PlainInput(inputs)
    for row in objects.rows.indices {
      if let base = objects.rows[row], base.kind == .object {
        // Objects of one list usually have the same members.
        var isWhole = whole.map { base.hasSameNames(as: $0) } ?? false
        if !isWhole, !paths.contains(where: { base.isAbsent(at: $0) }) {
          if areMembers { whole = base }
          isWhole = true
        }
        if isWhole {
          rows.append(nil)
          continue
        }
      }
      appendKey(of: row, in: objects, inputs, only: only, to: &rows)
    }
    return rows
  }

  /// The only input of a loader, as far as most rows need it. Copied once for all rows.
  private struct PlainInput {
    let layer: Int
    let path: JSONPath
    let isKey: Bool

    init?(_ inputs: [InputSource]) {
      guard inputs.count == 1, let input = inputs.first, input.translation == nil else { return nil }
      (layer, path, isKey) = (input.layer, input.path, input.isKey)
    }
  }

  /// Appends the key of a row.
  @inline(__always)
  private func appendKey(of row: Int, in objects: ObjectRows, _ inputs: [InputSource], only: PlainInput?, to rows: inout RowKeys) {
    // Fast path: most keys are one scalar in a layer, which needs no resolved value.
    if let only, let view = objects.view(row: row, layer: only.layer, path: only.path, isKey: only.isKey), !view.isNull {
      return rows.append(LoadKey(view))
    }
    rows.append(key(of: row, in: objects, inputs, &rows.failures))
  }

  /// The key of a row; nil when a required part of it is null, so that there is nothing to load, or when the load of a part failed.
  private func key(
    of row: Int, in objects: ObjectRows, _ inputs: [InputSource], _ failures: inout [Int: LoadFailure]
  ) -> LoadKey? {
    guard !inputs.isEmpty else { return LoadKey.none }
    do throws(LoadFailure) {
      if inputs.count == 1 { return try part(inputs[0], of: row, in: objects).flatMap { inputs[0].key($0) } }
      var values: [JSONValue] = []
      var isComplete = true
      // A part that failed counts before one that is null, so all parts are read.
      for input in inputs {
        if let value = try part(input, of: row, in: objects).flatMap({ input.value($0) }) {
          values.append(value)
        } else {
          isComplete = false
        }
      }
      return isComplete ? LoadKey(values) : nil
    } catch {
      failures[row] = error
      return nil
    }
  }

  /// The value of a part of a row's key; nil when it is null or absent.
  ///
  /// - Throws: the failure of the load that the part comes from.
  private func part(_ input: InputSource, of row: Int, in objects: ObjectRows) throws(LoadFailure) -> JSONView? {
    if let view = objects.view(row: row, layer: input.layer, path: input.path, isKey: input.isKey), !view.isNull { return view }
    switch objects.value(row: row, of: input) {
    case .value(let view): return view.isNull ? nil : view
    case .failure(let failure, _): throw failure
    default: return nil
    }
  }

  /// Adds keys to a batch of the wave.
  private mutating func request(
    _ keys: RowKeys, from loader: any Loader, arguments: JSONObject, for object: ObjectPlan, target: WaveBatch.Consumer.Target
  ) {
    guard !keys.isEmpty else {
      setColumn(LoadedColumn(outcomes: [], indexes: [], failures: keys.failures), of: object, target: target)
      return
    }
    let id = WaveBatch.ID(
      loader: ObjectIdentifier(loader), arguments: JSONValue.object(arguments).bytes, wave: loader.readsSelection ? waveCount : nil)
    let index = batchIndexes[id] ?? batches.count
    if index == batches.count {
      batchIndexes[id] = index
      batches.append(WaveBatch(loader: loader, arguments: arguments))
    }
    objects[object.id]?.runningLoads += 1
    if batches[index].consumers.isEmpty { wave.append(index) }
    batches[index].add(keys, of: object, target: target)
  }

  /// Collects the objects in a field's value into the rows of their object plans.
  private mutating func expand(_ field: FieldPlan, of parent: ObjectRows) {
    guard let selection = field.selection else { return }
    let variants = selection.variants.filter(\.needsFetch)
    let isChosen = state.isChosen(field)
    if !selection.isAbstract, field.parts.isEmpty, variants.count == 1 { return expand(field, of: parent, all: variants[0], isChosen) }
    // Collected in local arrays, because each access to a property of a shared object costs a check of exclusivity.
    var rows: [[JSONView?]] = Array(repeating: [], count: variants.count)
    var starts: [[Int]] = Array(repeating: [], count: variants.count)
    let hasParts = !field.parts.isEmpty
    var parts: [[[LoadOutcome?]]] = variants.map { Array(repeating: [], count: $0.partCount) }
    var remaining = remainingObjects
    for row in parent.rows.indices where remaining >= 0 {
      for index in variants.indices { starts[index].append(rows[index].count) }
      if hasParts {
        field.forEachObjectWithParts(row: row, in: parent) { value, others in
          guard let variant = selection.resolveType(of: value), let index = variants.firstIndex(where: { $0 === variant }) else { return }
          remaining -= 1
          guard remaining >= 0 else { return }
          rows[index].append(value)
          for (part, other) in others.enumerated() where part < variant.partCount { parts[index][part].append(other) }
        }
        continue
      }
      field.forEachObject(row: row, in: parent, isChosen: isChosen) { value in
        guard let variant = selection.resolveType(of: value), let index = variants.firstIndex(where: { $0 === variant }) else { return }
        remaining -= 1
        if remaining >= 0 { rows[index].append(value) }
      }
    }
    remainingObjects = max(remaining, 0)
    guard remaining >= 0 else { return hasTooManyObjects = true }
    // Completion reads the starts of an object plan without rows, too.
    for index in variants.indices {
      let child = ObjectRows(variants[index])
      child.rows = rows[index]
      child.starts = starts[index]
      for (part, outcomes) in parts[index].enumerated() {
        child.layers[part] = LoadedColumn(outcomes: outcomes, indexes: Array(outcomes.indices), failures: [:])
      }
      objects[child.object.id] = child
      if !child.rows.isEmpty { activate(child.object.id) }
    }
  }

  /// Collects the objects in a field's value where all of them have one plan.
  private mutating func expand(_ field: FieldPlan, of parent: ObjectRows, all variant: ObjectPlan, _ isChosen: Bool) {
    var rows: [JSONView?] = []
    var starts: [Int] = []
    starts.reserveCapacity(parent.rows.count)
    var remaining = remainingObjects
    for row in parent.rows.indices where remaining >= 0 {
      starts.append(rows.count)
      if let view = field.view(row: row, in: parent) {
        Self.collect(view, field.type, &rows, &remaining)
      } else {
        field.forEachObject(row: row, in: parent, isChosen: isChosen) { value in
          remaining -= 1
          if remaining >= 0 { rows.append(value) }
        }
      }
    }
    remainingObjects = max(remaining, 0)
    guard remaining >= 0 else { return hasTooManyObjects = true }
    let child = ObjectRows(variant)
    child.rows = rows
    child.starts = starts
    objects[variant.id] = child
    if !rows.isEmpty { activate(variant.id) }
  }

  /// Collects the objects in a value.
  private static func collect(_ view: JSONView, _ type: OutputType, _ rows: inout [JSONView?], _ remaining: inout Int) {
    guard !view.isNull else { return }
    switch type.kind {
    case .composite:
      remaining -= 1
      if remaining >= 0 { rows.append(view) }
    case .list(let inner):
      guard view.kind == .array else { return }
      guard case .composite = inner.kind else {
        for element in view.elements { collect(element, inner, &rows, &remaining) }
        return
      }
      for element in view.elements where !element.isNull {
        remaining -= 1
        if remaining >= 0 { rows.append(element) }
      }
    case .leaf: return
    }
  }
}
