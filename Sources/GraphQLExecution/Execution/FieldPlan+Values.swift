import JSON

/// What a field holds in a row, before it is checked.
enum FieldValue {
  case typename
  case value(JSONView)
  case list([JSONView])
  case absent
  case failure(LoadFailure, layer: Int?)
  /// The row is a mere key, and nothing loads the rest.
  case reference

  init(_ value: RowValue) {
    switch value {
    case .value(let view): self = .value(view)
    case .absent: self = .absent
    case .failure(let failure, let layer): self = .failure(failure, layer: layer)
    case .reference: self = .reference
    }
  }
}

extension FieldPlan {
  /// The field's value in a row of its frame.
  func value(row: Int, in frame: Frame, isChosen: Bool) -> FieldValue {
    switch source {
    case .typename: return .typename
    case .value(let layer, let path, let isKey): return FieldValue(frame.value(row: row, layer: layer, path: path, isKey: isKey))
    case .chosen(_, let whenTrue, let whenFalse):
      return FieldValue(frame.value(row: row, layer: 0, path: isChosen ? whenTrue : whenFalse, isKey: false))
    case .load(_, _, let slot):
      switch frame.loads[slot].outcome(row: row) {
      case .value(let view): return .value(view)
      case .list(let views): return .list(views)
      case .failure(let failure): return .failure(failure, layer: nil)
      case .missing, nil: return .absent
      }
    }
  }

  /// The field's value in an object that has no frame: everything lies in the object itself.
  func value(in base: JSONView?, isChosen: Bool) -> FieldValue {
    let place: (path: JSONPath, isKey: Bool)
    switch source {
    case .typename: return .typename
    case .value(_, let path, let isKey): place = (path, isKey)
    case .chosen(_, let whenTrue, let whenFalse): place = (isChosen ? whenTrue : whenFalse, false)
    case .load: return .absent
    }
    guard let base else { return .absent }
    if base.kind == .object { return base.value(at: place.path).map { .value($0) } ?? .absent }
    return place.isKey ? .value(base) : .reference
  }

  /// Calls the body with each object that the field holds in a row, in the order in which completion writes them.
  func forEachObject(row: Int, in frame: Frame, isChosen: Bool, _ body: (JSONView) -> Void) {
    switch value(row: row, in: frame, isChosen: isChosen) {
    case .value(let view): Self.forEachObject(in: view, type, body)
    case .list(let views):
      guard case .list(let inner) = type.kind else { return }
      for view in views { Self.forEachObject(in: view, inner, body) }
    case .typename, .absent, .failure, .reference: return
    }
  }

  /// Calls the body with each object inside a value.
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
