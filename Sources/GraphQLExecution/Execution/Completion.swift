import GraphQLLanguage
import JSON

/// The second phase: one walk, depth first, that checks values and writes the response. Section 6.4.3, CompleteValue().
struct Completion {
  var state: OperationState
  var writer: JSONWriter
  private(set) var errors: [GraphQLError] = []
  let showsValues: Bool
  private let reader: (any ValueReader)?
  var frames: [Frame?] = []
  /// The way to the value that is being written: a field's number, or the complement of a list index.
  private var path: [Int] = []
  /// The next row of each frame, within the field that is being written.
  private var nextRows: [Int]
  /// Rows whose failed layer has been reported; a failure is an error once, not once a field.
  private var reported: Set<Report> = []

  private struct Report: Hashable {
    let object: Int
    let row: Int
    let layer: Int
  }

  init(state: OperationState, showsValues: Bool, reader: (any ValueReader)? = nil, capacity: Int = 16 * 1024) {
    self.reader = reader
    self.state = state
    self.showsValues = showsValues
    writer = JSONWriter(capacity: capacity)
    nextRows = Array(repeating: 0, count: state.plan.objectCount)
  }

  /// Writes an object. False: a field that may not be null is, and the object must become null.
  mutating func writeObject(_ object: ObjectPlan, base: JSONView?, row: Int) -> Bool {
    writer.beginObject()
    if object.isConditional {
      for index in state.activeFields(of: object) {
        guard writeField(object.fields[index], of: object, base: base, row: row) else { return false }
      }
    } else {
      for field in object.fields {
        guard writeField(field, of: object, base: base, row: row) else { return false }
      }
    }
    writer.endObject()
    return true
  }

  /// Writes a field and its value. False: null would have to stand where it may not.
  mutating func writeField(_ field: FieldPlan, of object: ObjectPlan, base: JSONView?, row: Int) -> Bool {
    writer.rawName(field.keyText)
    path.append(field.id)
    let depth = path.count
    let mark = writer.mark
    let isWritten = writeValue(of: field, object, base: base, row: row)
    leave(depth)
    if isWritten { return true }
    guard !field.type.isNonNull else { return false }
    writer.rollBack(to: mark)
    writer.null()
    return true
  }

  /// Goes back to the place at whose depth the path was.
  @inline(__always)
  private mutating func leave(_ depth: Int) {
    while path.count >= depth { path.removeLast() }
  }

  private mutating func writeValue(of field: FieldPlan, _ object: ObjectPlan, base: JSONView?, row: Int) -> Bool {
    // Most values lie in the object itself, and nothing below them was loaded.
    if let path = field.ownPath, let base, base.kind == .object, !field.needsMore, reader == nil {
      guard let view = base.value(at: path) else { return completeNull(field.type, field) }
      return complete(view, field.type, field)
    }
    let value: FieldValue
    let isChosen = if case .chosen(let argument, _, _) = field.source { state.isChosen(argument, of: field) } else { false }
    if row >= 0, let frame = frames[object.id] {
      value = field.value(row: row, in: frame, isChosen: isChosen)
      for variant in field.selection?.variants ?? [] {
        if let starts = frames[variant.id]?.starts, starts.indices.contains(row) { nextRows[variant.id] = starts[row] }
      }
    } else {
      value = field.value(in: base, isChosen: isChosen)
    }
    // Section 6.4.1: arguments are coerced before the field is resolved, whatever its value.
    if field.arguments.mayFail, case .failure(let error) = state.arguments(of: field) {
      return fail(error.message, field, locations: error.locations, extensions: ["code": "BAD_USER_INPUT"])
    }
    switch value {
    case .typename:
      writer.string(utf8: object.typeName8)
      return true
    case .value(let view): return complete(read(view, field), field.type, field)
    case .list(let views):
      guard case .list(let inner) = field.type.kind else { return fail("Expected one value, but found a list of them.", field) }
      return completeList(views, inner, field)
    case .absent: return completeNull(field.type, field)
    case .reference:
      guard reader == nil else { return completeNull(field.type, field) }
      return fail("Cannot load field \"\(field.coordinate)\" of a reference.", field)
    case .failure(let failure, let layer):
      if let layer {
        let isNew = reported.insert(Report(object: object.id, row: row, layer: layer)).inserted
        guard isNew || field.type.isNonNull else {
          writer.null()
          return true
        }
      }
      return fail(failure.message, field, extensions: failure.extensions)
    }
  }

  // MARK: values

  /// Writes a value, or null where it may stand. False: it may not.
  private mutating func complete(_ view: JSONView, _ type: OutputType, _ field: FieldPlan) -> Bool {
    guard !view.isNull else { return completeNull(type, field) }
    if let failure = reader?.failure(of: view) {
      skipRows(of: view, type, field)
      return fail(failure.message, field, extensions: failure.extensions)
    }
    switch type.kind {
    case .leaf(let leaf):
      if let problem = LeafCompletion.write(view, leaf, to: &writer) { return fail(problem.text(showsValues), field) }
      return true
    case .list(let inner):
      guard view.kind == .array else {
        return fail("Expected Iterable, but did not find one for field \"\(field.coordinate)\".", field)
      }
      return completeList(view.elements, inner, field)
    case .composite: return completeObject(view, type.name, field)
    }
  }

  private mutating func completeNull(_ type: OutputType, _ field: FieldPlan) -> Bool {
    if type.isNonNull { return fail("Cannot return null for non-nullable field \(field.coordinate).", field) }
    writer.null()
    return true
  }

  private mutating func completeList(_ elements: some Sequence<JSONView>, _ type: OutputType, _ field: FieldPlan) -> Bool {
    writer.beginArray()
    var index = 0
    var isNulled = false
    for element in elements {
      if isNulled {
        skipRows(of: element, type, field)
        continue
      }
      path.append(~index)
      let depth = path.count
      let mark = writer.mark
      if !complete(element, type, field) {
        guard !type.isNonNull else {
          guard field.selection?.needsFrame == true else { return false }
          isNulled = true
          continue
        }
        writer.rollBack(to: mark)
        writer.null()
      }
      leave(depth)
      index += 1
    }
    guard !isNulled else { return false }
    writer.endArray()
    return true
  }

  /// Leaves out the rows of values that are not written, so that the values behind them find theirs.
  private mutating func skipRows(of view: JSONView, _ type: OutputType, _ field: FieldPlan) {
    guard let selection = field.selection, selection.needsFrame else { return }
    FieldPlan.forEachObject(in: view, type) { object in
      if let variant = selection.variant(for: object), variant.needsFrame { nextRows[variant.id] += 1 }
    }
  }

  /// The field's value as the reader sees it.
  private mutating func read(_ view: JSONView, _ field: FieldPlan) -> JSONView {
    guard let reader, case .success(let arguments) = state.arguments(of: field) else { return view }
    return reader.value(view, of: field.definition, arguments: arguments)
  }

  private mutating func completeObject(_ view: JSONView, _ typeName: String, _ field: FieldPlan) -> Bool {
    guard let selection = field.selection, let variant = selection.variant(for: view) else {
      return fail(unresolvedType(of: view, typeName, field), field)
    }
    var row = -1
    if variant.needsFrame {
      row = nextRows[variant.id]
      nextRows[variant.id] += 1
      guard let frame = frames[variant.id], frame.rows.indices.contains(row) else { return fail("Nothing was loaded here.", field) }
    }
    guard view.kind != .array || reader != nil else { return fail("Expected value of type \"\(typeName)\", but found a list.", field) }
    if let error = state.conditionError(of: variant) {
      return fail(error.message, field, locations: error.locations, extensions: error.extensions)
    }
    return writeObject(variant, base: view, row: row)
  }

  // MARK: errors

  /// A value that does not fit its type, or is missing: whoever provided it is at fault.
  private static let unfit = ["code": "BAD_UPSTREAM_RESPONSE"]

  /// Records an error at the current place. Always false.
  private mutating func fail(
    _ message: String, _ field: FieldPlan, locations: [SourceLocation]? = nil, extensions: [String: String] = Self.unfit
  ) -> Bool {
    let segments = path.map { step in
      step < 0 ? PathSegment.index(~step) : .field(state.plan.fields[step].responseKey)
    }
    errors.append(GraphQLError(message, locations: locations ?? state.locations(of: field), path: segments, extensions: extensions))
    return false
  }
}
