import JSON

/// The value of a field before it is completed.
enum ResolvedValue {
  case typename
  case value(JSONView)
  case list([JSONView])
  case absent
  /// The layer that holds the value, or that its load depends on, does not exist: its loader found no entity.
  case missing(layer: Int)
  /// The load of the field, or of the layer that holds it, failed. The layer is nil for a field's own loader.
  case failure(LoadFailure, layer: Int?)
  /// The object is an entity reference, and no fetch loads the entity.
  case reference

  init(_ view: JSONView?) {
    if let view { self = .value(view) } else { self = .absent }
  }
}

/// Section 6.4.2, ResolveFieldValue(). All values are loaded before, so that this only reads them.
extension FieldPlan {
  /// Resolves the field of a row.
  ///
  /// - Parameter isChosen: the value of the argument that selects one of two paths.
  func resolvedValue(row: Int, in objects: ObjectRows, isChosen: Bool) -> ResolvedValue {
    if let valuePath { return objects.value(row: row, layer: layer, path: valuePath, isKey: isKey) }
    return resolvedValue(of: source, row: row, in: objects, isChosen: isChosen)
  }

  private func resolvedValue(of source: Source, row: Int, in objects: ObjectRows, isChosen: Bool) -> ResolvedValue {
    switch source {
    case .typename: return .typename
    case .value(let layer, let path, let isKey): return objects.value(row: row, layer: layer, path: path, isKey: isKey)
    case .chosen(_, let whenTrue, let whenFalse):
      return objects.value(row: row, layer: 0, path: isChosen ? whenTrue : whenFalse, isKey: false)
    case .load(let load):
      switch objects.loads[load.slot].outcome(row: row) {
      case .value(let view): return .value(view)
      case .list(let views): return .list(views)
      case .failure(let failure), .notFound(let failure): return .failure(failure, layer: nil)
      case .missing: return .absent
      // Without a key there is nothing to load.
      case nil:
        if case .list = type.kind, !load.inputs.isEmpty { return .list([]) }
        return .absent
      }
    }
  }

  /// Resolves the field of an object for which nothing was loaded: all values are in the object itself.
  func resolvedValue(in base: JSONView?, isChosen: Bool) -> ResolvedValue {
    let (path, isKey): (JSONPath, Bool)
    switch source {
    case .typename: return .typename
    case .value(_, let valuePath, let isValueKey): (path, isKey) = (valuePath, isValueKey)
    case .chosen(_, let whenTrue, let whenFalse): (path, isKey) = (isChosen ? whenTrue : whenFalse, false)
    case .load: return .absent
    }
    guard let base else { return .absent }
    if base.kind == .object { return ResolvedValue(base.value(at: path)) }
    return isKey ? .value(base) : .reference
  }

  /// Calls the body with each object in the field's value of a row, in the order in which completion writes them.
  func forEachObject(row: Int, in objects: ObjectRows, isChosen: Bool, _ body: (JSONView) -> Void) {
    switch resolvedValue(row: row, in: objects, isChosen: isChosen) {
    case .value(let view): Self.forEachObject(in: view, type, body)
    case .list(let views):
      guard case .list(let inner) = type.kind else { return }
      for view in views { Self.forEachObject(in: view, inner, body) }
    case .typename, .absent, .missing, .failure, .reference: return
    }
  }

  /// Calls the body with each object in the field's value of a row and with the same object in the value's further parts.
  func forEachObjectWithParts(row: Int, in objects: ObjectRows, _ body: (JSONView, [LoadOutcome]) -> Void) {
    let others = parts.map { outcome(resolvedValue(of: $0, row: row, in: objects, isChosen: false)) }
    switch resolvedValue(row: row, in: objects, isChosen: false) {
    case .value(let view): Self.forEachObject(in: view, others, type, body)
    case .list(let views):
      guard case .list(let inner) = type.kind else { return }
      for (index, view) in views.enumerated() {
        Self.forEachObject(in: view, others.map { Self.element(index, of: $0, count: views.count) }, inner, body)
      }
    case .typename, .absent, .missing, .failure, .reference: return
    }
  }

  private func outcome(_ value: ResolvedValue) -> LoadOutcome {
    switch value {
    case .value(let view): view.isNull ? .missing : .value(view)
    case .list(let views): .list(views)
    case .failure(let failure, _): .failure(failure)
    case .typename, .absent, .missing, .reference: .missing
    }
  }

  private static func forEachObject(
    in view: JSONView, _ others: [LoadOutcome], _ type: OutputType, _ body: (JSONView, [LoadOutcome]) -> Void
  ) {
    guard !view.isNull else { return }
    switch type.kind {
    case .composite: body(view, others)
    case .list(let inner):
      guard view.kind == .array else { return }
      for (index, element) in view.elements.enumerated() {
        forEachObject(in: element, others.map { Self.element(index, of: $0, count: view.count) }, inner, body)
      }
    case .leaf: return
    }
  }

  /// The element of another part of a list. Parts belong together by their positions, so all of them must have the same number of elements.
  private static func element(_ index: Int, of outcome: LoadOutcome, count: Int) -> LoadOutcome {
    let view: JSONView?
    switch outcome {
    case .missing, .notFound, .failure: return outcome
    case .list(let views):
      guard views.count == count else { return .failure(differentLists) }
      view = views[index]
    case .value(let list):
      guard list.kind == .array, list.count == count else { return .failure(differentLists) }
      view = list[index]
    }
    return view.map { $0.isNull ? .missing : .value($0) } ?? .missing
  }

  private static let differentLists = LoadFailure("The services returned different lists.", code: "BAD_UPSTREAM_RESPONSE")

  /// Calls the body with each object in a value.
  static func forEachObject(in view: JSONView, _ type: OutputType, _ body: (JSONView) -> Void) {
    guard !view.isNull else { return }
    switch type.kind {
    case .composite: body(view)
    case .list(let inner):
      guard view.kind == .array else { return }
      for element in view.elements { forEachObject(in: element, inner, body) }
    case .leaf: return
    }
  }
}
