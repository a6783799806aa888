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
    switch source {
    case .typename: return .typename
    // Read above.
    case .value: return .absent
    case .chosen(_, let whenTrue, let whenFalse):
      return objects.value(row: row, layer: 0, path: isChosen ? whenTrue : whenFalse, isKey: false)
    case .load(_, let inputs, let slot):
      switch objects.loads[slot].outcome(row: row) {
      case .value(let view): return .value(view)
      case .list(let views): return .list(views)
      case .failure(let failure), .notFound(let failure): return .failure(failure, layer: nil)
      case .missing: return .absent
      // Without a key there is nothing to load.
      case nil:
        if case .list = type.kind, !inputs.isEmpty { return .list([]) }
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
