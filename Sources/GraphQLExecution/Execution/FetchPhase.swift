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
  /// The indexes of the batches of the current wave.
  private var wave: [Int] = []
  private var waveCount = 0
  /// The rows that may still be added.
  private var remainingObjects: Int
  /// Whether the response needs more rows than allowed. Nothing more is loaded then.
  private(set) var hasTooManyObjects = false

  init(state: OperationState, context: ExecutionContext, root: JSONView?, maximumObjects: Int = .max) {
    self.state = state
    remainingObjects = maximumObjects
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

  /// Loads the values of one root field of a mutation. Discards what earlier root fields have loaded, because this one can change it.
  mutating func run(rootField: Int) async {
    let root = state.plan.root
    context.mutationField = root.fields[rootField].responseKey
    batches = []
    batchIndexes = [:]
    hasTooManyObjects = false
    if state.plan.usesDataLoaders { context.loaders = DataLoaders() }
    objects[root.id]?.pending = root.steps.filter { step in
      switch step.kind {
      case .fetch: true
      case .load(let field), .expand(let field): field == rootField
      }
    }
    activate(root.id)
    await runWaves()
  }

  private mutating func runWaves() async {
    while true {
      performSteps()
      guard !hasTooManyObjects else { return abandon() }
      guard !wave.isEmpty else { return }
      let indexes = wave
      wave = []
      waveCount += 1
      await load(indexes)
      for index in indexes { distribute(index) }
    }
  }

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
      let selection = LoadSelection(consumers: batches[index].consumers, variables: state.variables)
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
      setColumn(LoadedColumn(outcomes: batches[index].outcomes, indexes: consumer.indexes), of: consumer.object, target: consumer.target)
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
      let field = object.loadedFields[slot]
      guard object.fields[field].selection?.needsFetch == true else { return }
      rows.pending.append(ObjectPlan.Step(kind: .expand(field: field), layers: []))
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
        if rows.loadedLayers.isSuperset(of: step.layers) { perform(step, on: rows) } else { waiting.append(step) }
      }
      rows.pending += waiting
      if hasTooManyObjects { return }
    }
    active = []
  }

  private mutating func perform(_ step: ObjectPlan.Step, on rows: ObjectRows) {
    switch step.kind {
    case .fetch(let index):
      let fetch = rows.object.fetches[index].fetch
      let keys = rows.rows.indices.map { row -> LoadKey? in
        if fetch.isForReferencesOnly, let base = rows.rows[row], base.kind == .object { return nil }
        return key(of: row, in: rows, fetch.inputs)
      }
      request(keys, from: fetch.loader, arguments: JSONObject(), for: rows.object, target: .layer(index + 1))
    case .load(let index):
      let field = rows.object.fields[index]
      guard case .load(let loader, let inputs, let slot) = field.source else { return }
      switch state.arguments(of: field) {
      case .success(let arguments):
        let keys = rows.rows.indices.map { key(of: $0, in: rows, inputs) }
        request(keys, from: loader, arguments: arguments, for: rows.object, target: .load(slot: slot))
      // Completion reports the error for each object.
      case .failure: return
      }
    case .expand(let index): expand(rows.object.fields[index], of: rows)
    }
  }

  /// The key of a row; nil when a required part of it is null, so that there is nothing to load.
  private func key(of row: Int, in objects: ObjectRows, _ inputs: [InputSource]) -> LoadKey? {
    guard !inputs.isEmpty else { return LoadKey.none }
    if inputs.count == 1 {
      let input = inputs[0]
      if let view = objects.view(row: row, layer: input.layer, path: input.path, isKey: input.isKey), !view.isNull {
        return input.key(view)
      }
      return input.isRequired ? nil : LoadKey([.null])
    }
    var values: [JSONValue] = []
    for input in inputs {
      guard let view = objects.view(row: row, layer: input.layer, path: input.path, isKey: input.isKey), !view.isNull else {
        if input.isRequired { return nil }
        values.append(.null)
        continue
      }
      guard let value = input.value(view) else { return nil }
      values.append(value)
    }
    return LoadKey(values)
  }

  /// Adds keys to a batch of the wave.
  private mutating func request(
    _ keys: [LoadKey?], from loader: any Loader, arguments: JSONObject, for object: ObjectPlan, target: WaveBatch.Consumer.Target
  ) {
    guard keys.contains(where: { $0 != nil }) else {
      setColumn(LoadedColumn(), of: object, target: target)
      return
    }
    let id = WaveBatch.ID(
      loader: ObjectIdentifier(loader), arguments: JSONValue.object(arguments).bytes, wave: loader.readsSelection ? waveCount : nil)
    let index = batchIndexes[id] ?? batches.count
    if index == batches.count {
      batchIndexes[id] = index
      batches.append(WaveBatch(loader: loader, arguments: arguments))
    }
    if batches[index].consumers.isEmpty { wave.append(index) }
    batches[index].add(keys, of: object, target: target)
  }

  /// Collects the objects in a field's value into the rows of their object plans.
  private mutating func expand(_ field: FieldPlan, of parent: ObjectRows) {
    guard let selection = field.selection else { return }
    let variants = selection.variants.filter(\.needsFetch)
    let isChosen = state.isChosen(field)
    // Collected in local arrays, because each access to a property of a shared object costs a check of exclusivity.
    var rows: [[JSONView?]] = Array(repeating: [], count: variants.count)
    var starts: [[Int]] = Array(repeating: [], count: variants.count)
    var remaining = remainingObjects
    for row in parent.rows.indices where remaining >= 0 {
      for index in variants.indices { starts[index].append(rows[index].count) }
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
      objects[child.object.id] = child
      if !child.rows.isEmpty { activate(child.object.id) }
    }
  }
}
