import GraphQLLanguage
import JSON

/// The first phase: loads everything that the response needs, wave by wave, all objects of a place at once.
struct FetchPhase {
  var state: OperationState
  let context: ExecutionContext
  /// By the number of the object's plan; nil where nothing needs to be loaded.
  private(set) var frames: [Frame?]
  /// Frames with steps to take, each once.
  private var active: [Int] = []
  private var isActive: [Bool]
  /// What has been loaded, and is being asked for.
  private var batches: [Batch] = []
  private var batchPlaces: [Partition: Int] = [:]
  /// The batches that the current wave wants.
  private var wanted: [Int] = []

  init(state: OperationState, context: ExecutionContext, root: JSONView?) {
    self.state = state
    self.context = context
    frames = Array(repeating: nil, count: state.plan.objectCount)
    isActive = Array(repeating: false, count: state.plan.objectCount)
    let frame = Frame(state.plan.root)
    frame.rows = [root]
    frame.starts = [0]
    frames[state.plan.root.id] = frame
  }

  /// Loads what all root fields need.
  mutating func run() async {
    activate(state.plan.root.id)
    await runWaves()
  }

  /// Loads what one root field needs. What earlier root fields have loaded is forgotten, since this one may change it.
  mutating func run(rootField: Int) async {
    let root = state.plan.root
    batches = []
    batchPlaces = [:]
    frames[root.id]?.pending = root.steps.filter { step in
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
      takeSteps()
      guard !wanted.isEmpty else { return }
      let wave = wanted
      wanted = []
      await load(wave)
      for place in wave { deliver(place) }
    }
  }

  /// All batches of a wave at the same time.
  private mutating func load(_ wave: [Int]) async {
    var requests: [(place: Int, loader: any Loader, request: LoadRequest)] = []
    for place in wave {
      let keys = batches[place].newKeys
      guard !keys.isEmpty else { continue }
      let request = LoadRequest(keys: keys, arguments: batches[place].arguments, context: context)
      requests.append((place, batches[place].loader, request))
    }
    if requests.count == 1 {
      let (place, loader, request) = requests[0]
      batches[place].settle(await loader.load(request))
      return
    }
    await withTaskGroup(of: (Int, [LoadOutcome]).self) { group in
      for (place, loader, request) in requests {
        group.addTask { (place, await loader.load(request)) }
      }
      for await (place, loaded) in group { batches[place].settle(loaded) }
    }
  }

  private mutating func deliver(_ place: Int) {
    let consumers = batches[place].takeConsumers()
    for consumer in consumers {
      setColumn(LoadedColumn(outcomes: batches[place].outcomes, places: consumer.places), frame: consumer.frame, target: consumer.target)
    }
  }

  private mutating func setColumn(_ column: LoadedColumn, frame id: Int, target: Batch.Consumer.Target) {
    switch target {
    case .layer(let layer):
      frames[id]?.layers[layer - 1] = column
      frames[id]?.ready.insert(LayerSet(layer: layer))
    case .load(let slot):
      frames[id]?.loads[slot] = column
      // The objects of a loaded field are gathered as soon as they are there.
      if let frame = frames[id] {
        let field = frame.object.loadedFields[slot]
        guard frame.object.fields[field].selection?.needsFrame == true else { return }
        frame.pending.append(ObjectPlan.Step(kind: .expand(field: field), layers: []))
      }
    }
    activate(id)
  }

  private mutating func activate(_ id: Int) {
    guard !isActive[id] else { return }
    isActive[id] = true
    active.append(id)
  }

  /// Takes every step whose layers are there, until only steps are left that wait for the wave.
  private mutating func takeSteps() {
    var taken = 0
    while taken < active.count {
      let id = active[taken]
      taken += 1
      isActive[id] = false
      guard let frame = frames[id] else { continue }
      // Layers that no active field needs are never loaded, so nothing waits for them.
      let steps = state.activeSteps(frame.pending, of: frame.object)
      frame.pending = []
      var waiting: [ObjectPlan.Step] = []
      for step in steps {
        if frame.ready.isSuperset(of: step.layers) { take(step, id) } else { waiting.append(step) }
      }
      frame.pending += waiting
    }
    active = []
  }

  private mutating func take(_ step: ObjectPlan.Step, _ id: Int) {
    guard let frame = frames[id] else { return }
    switch step.kind {
    case .fetch(let index):
      let fetch = frame.object.fetches[index].fetch
      let keys = frame.rows.indices.map { row -> LoadKey? in
        if fetch.isForReferencesOnly, let base = frame.rows[row], base.kind == .object { return nil }
        return key(of: row, in: frame, fetch.inputs)
      }
      want(keys, from: fetch.loader, arguments: JSONObject(), frame: id, target: .layer(index + 1))
    case .load(let index):
      let field = frame.object.fields[index]
      guard case .load(let loader, let inputs, let slot) = field.source else { return }
      switch state.arguments(of: field) {
      case .success(let arguments):
        let keys = frame.rows.indices.map { key(of: $0, in: frame, inputs) }
        want(keys, from: loader, arguments: arguments, frame: id, target: .load(slot: slot))
      // Completion reports the error at each place.
      case .failure: return
      }
    case .expand(let index): expand(frame.object.fields[index], of: frame)
    }
  }

  /// The key of a row; nil when a part of it is null, so that there is nothing to load.
  private func key(of row: Int, in frame: Frame, _ inputs: [InputSource]) -> LoadKey? {
    guard !inputs.isEmpty else { return LoadKey.none }
    if inputs.count == 1 {
      let input = inputs[0]
      if case .value(let view) = frame.value(row: row, layer: input.layer, path: input.path, isKey: input.isKey), !view.isNull {
        return LoadKey(view)
      }
      return input.isRequired ? nil : LoadKey([.null])
    }
    var values: [JSONValue] = []
    for input in inputs {
      guard case .value(let view) = frame.value(row: row, layer: input.layer, path: input.path, isKey: input.isKey), !view.isNull else {
        if input.isRequired { return nil }
        values.append(.null)
        continue
      }
      values.append(JSONValue(view))
    }
    return LoadKey(values)
  }

  private mutating func want(
    _ keys: [LoadKey?], from loader: any Loader, arguments: JSONObject, frame: Int, target: Batch.Consumer.Target
  ) {
    guard keys.contains(where: { $0 != nil }) else {
      setColumn(LoadedColumn(outcomes: [], places: Array(repeating: -1, count: keys.count)), frame: frame, target: target)
      return
    }
    let partition = Partition(loader: ObjectIdentifier(loader), arguments: JSONValue.object(arguments).bytes)
    let place = batchPlaces[partition] ?? batches.count
    if place == batches.count {
      batchPlaces[partition] = place
      batches.append(Batch(loader: loader, arguments: arguments))
    }
    if !batches[place].isWanted { wanted.append(place) }
    batches[place].add(keys, frame: frame, target: target)
  }

  /// Gathers the objects that a field holds into the frames below.
  private mutating func expand(_ field: FieldPlan, of frame: Frame) {
    guard let selection = field.selection else { return }
    let variants = selection.variants.filter(\.needsFrame)
    let gathered = variants.map { Frame($0) }
    let isChosen = if case .chosen(let argument, _, _) = field.source { state.isChosen(argument, of: field) } else { false }
    for row in frame.rows.indices {
      for index in gathered.indices {
        let start = gathered[index].rows.count
        gathered[index].starts.append(start)
      }
      field.forEachObject(row: row, in: frame, isChosen: isChosen) { value in
        guard let variant = selection.variant(for: value), let index = variants.firstIndex(where: { $0 === variant }) else { return }
        gathered[index].rows.append(value)
      }
    }
    // A frame without rows is kept for its starts.
    for child in gathered {
      frames[child.object.id] = child
      if !child.rows.isEmpty { activate(child.object.id) }
    }
  }
}
