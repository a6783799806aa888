import GraphQLLanguage
import GraphQLSchema
import JSON

/// The second phase of execution: completes all values in one depth-first walk of the plan and writes the response.
///
/// A function that writes a value returns false when the value must be null but its type is non-null; the caller then writes null at the
/// nearest nullable position above. Section 6.4.4, Handling Execution Errors.
struct Completion {
  private enum PathStep {
    case field(id: Int)
    case index(Int)
  }

  /// A failed layer of a row. It is one error, however many fields need it.
  private struct FailedLayer: Hashable {
    let object: Int
    let row: Int
    let layer: Int
  }

  private var state: OperationState
  var writer: JSONWriter
  private(set) var errors: [GraphQLError] = []
  private(set) var mismatches = TypeMismatches()
  private let showsValues: Bool
  private let limits: OperationLimits
  /// Whether the response is larger than allowed. Nothing more is written then.
  private(set) var isTooLarge = false
  /// Whether there are errors that the response does not list.
  private var hasMoreErrors = false
  /// The bytes that the errors' messages and paths may still take.
  private var remainingErrorBytes = 256 * 1024
  private let reader: (any ValueReader)?
  /// Whether there is a reader: asked for each value, and cheaper than a copy of the reader.
  private let hasReader: Bool
  var objects: [ObjectRows?] = []
  /// The response position of the value that is being written.
  private var path: [PathStep] = []
  /// The next row of each object plan, within the field that is being written.
  private var nextRows: [Int]
  private var reportedLayers: Set<FailedLayer> = []
  /// By the id of the object plan: where the members that it copies are in the objects before.
  private var shapes: [JSONShape?]
  /// The same for the layers that were loaded, by layer.
  private var layerShapes: [Int: [JSONShape?]] = [:]

  init(
    state: OperationState, showsValues: Bool, limits: OperationLimits, reader: (any ValueReader)? = nil, capacity: Int = 16 * 1024
  ) {
    self.limits = limits
    self.reader = reader
    hasReader = reader != nil
    self.state = state
    self.showsValues = showsValues
    writer = JSONWriter(capacity: capacity)
    nextRows = Array(repeating: 0, count: state.plan.objectCount)
    shapes = Array(repeating: nil, count: state.plan.objectCount)
  }

  /// The code of a field that the caller may not see. It is that of Apollo's router.
  static let unauthorized = "UNAUTHORIZED_FIELD_OR_TYPE"

  // MARK: - Objects and fields

  /// Section 6.3.3, ExecuteCollectedFields().
  ///
  /// - Parameters:
  ///   - base: layer 0 of the object; nil for a root object without an initial value.
  ///   - row: the object's row; nil when nothing was loaded for it.
  mutating func writeObject(_ object: ObjectPlan, base: JSONView?, row: Int?) -> Bool {
    let rows = row == nil ? nil : objects[object.id]
    writer.beginObject()
    if object.isConditional || state.restricts(object) {
      for index in state.activeFields(of: object) {
        guard writeField(object.fields[index], of: object, base: base, row: row, in: rows) else { return false }
      }
    } else {
      var index = 0
      while true {
        index = hasReader ? index : copyLeaves(from: index, of: object, base: base, row: row, in: rows)
        guard index < object.fields.count else { break }
        guard writeField(object.fields[index], of: object, base: base, row: row, in: rows) else { return false }
        index += 1
      }
    }
    writer.endObject()
    return isWithinLimit()
  }

  /// Whether the response may have what is written so far. Checked after each object, and after each field that is not copied.
  @inline(__always)
  private mutating func isWithinLimit() -> Bool {
    if writer.bytes.count <= limits.maximumResponseBytes { return true }
    isTooLarge = true
    return false
  }

  /// Writes response keys and values as long as the values are texts of members. Returns the index of the field that is not written.
  private mutating func copyLeaves(from first: Int, of object: ObjectPlan, base: JSONView?, row: Int?, in rows: ObjectRows?) -> Int {
    var index = first
    while index < object.copies.count, let layer = object.copies.layer(index) {
      var view = base
      var key: JSONView?
      if layer > 0 {
        guard let rows, let row else { break }
        view = rows.layers[layer - 1].view(row: row)
      } else if let base, base.kind != .object {
        // The loaded entity replaces a reference to it.
        guard let rows, let row, let layer = object.referenceLayer else { break }
        (view, key) = (rows.layers[layer - 1].view(row: row), base)
      }
      guard let view, view.kind == .object else { break }
      let shape = shape(of: object, layer: layer)
      shape.locate(view)
      let next = writer.copyMembers(object.copies, from: index, layer: layer, of: view, key: key, shape)
      guard next > index else { break }
      index = next
    }
    return index
  }

  private mutating func shape(of object: ObjectPlan, layer: Int) -> JSONShape {
    if layer == 0, let shape = shapes[object.id] { return shape }
    if layer > 0, let shape = layerShapes[object.id]?[layer] { return shape }
    let shape = JSONShape(names: object.copies.members)
    if layer == 0 {
      shapes[object.id] = shape
    } else {
      layerShapes[object.id, default: Array(repeating: nil, count: object.partCount + object.fetches.count + 1)][layer] = shape
    }
    return shape
  }

  /// Writes a response key and its value.
  ///
  /// - Parameter rows: the rows of the object's plan; nil when nothing was loaded for it.
  mutating func writeField(_ field: FieldPlan, of object: ObjectPlan, base: JSONView?, row: Int?, in rows: ObjectRows?) -> Bool {
    writer.rawName(field.keyText)
    path.append(.field(id: field.id))
    let depth = path.count
    let mark = writer.mark
    let isWritten = executeField(field, object, base: base, row: row, in: rows)
    leave(depth)
    if isWritten, isWithinLimit() { return true }
    guard !field.type.isNonNull, !isTooLarge else { return false }
    writer.rollBack(to: mark)
    writer.null()
    return true
  }

  /// Removes the path's steps from the given depth on.
  @inline(__always)
  private mutating func leave(_ depth: Int) {
    while path.count >= depth { path.removeLast() }
  }

  /// Section 6.4, ExecuteField().
  private mutating func executeField(_ field: FieldPlan, _ object: ObjectPlan, base: JSONView?, row: Int?, in rows: ObjectRows?) -> Bool {
    if state.access.refuses(field) {
      return fail("The caller is not authorized for \"\(field.coordinate)\".", field, extensions: ["code": Self.unauthorized])
    }
    // Fast path: the value is in an object or in a layer that was loaded.
    if field.isRead, !hasReader, let path = field.valuePath {
      if field.layer == 0 {
        if let base, base.kind == .object {
          if let view = base.value(at: path) {
            if let row, rows != nil { startRows(of: field, row: row) }
            return completeValue(view, field.type, field)
          }
          // The entity may have been loaded for a member that is absent.
          if row == nil || object.referenceLayer == nil { return completeNull(field.type, field) }
        }
      } else if let rows, let row, let view = rows.layers[field.layer - 1].view(row: row) {
        startRows(of: field, row: row)
        return completeValue(view.value(at: path), field)
      }
    }
    let value: ResolvedValue
    if let row, let rows {
      value = field.resolvedValue(row: row, in: rows, isChosen: state.isChosen(field))
      startRows(of: field, row: row)
    } else {
      value = field.resolvedValue(in: base, isChosen: state.isChosen(field))
    }
    // Invalid arguments are an error even where the value is null: CoerceArgumentValues() comes before ResolveFieldValue().
    if field.arguments.mayFail, case .failure(let error) = state.arguments(of: field) {
      return fail(error.message, field, locations: error.locations, extensions: ["code": "BAD_USER_INPUT"])
    }
    switch value {
    case .typename:
      writer.string(utf8: object.typeName8)
      return true
    case .value(let view): return completeValue(read(view, field), field.type, field)
    case .list(let views):
      guard case .list(let inner) = field.type.kind else { return fail("Expected one value, but found a list of them.", field) }
      return completeList(views, inner, field)
    case .absent: return completeNull(field.type, field)
    case .missing(let layer):
      guard field.type.isNonNull else { return completeNull(field.type, field) }
      return failMissing(object, layer: layer, field)
    case .reference:
      guard !hasReader else { return completeNull(field.type, field) }
      return fail("Cannot load field \"\(field.coordinate)\" of a reference.", field)
    case .failure(let failure, let layer):
      if let layer, let row {
        let isNew = reportedLayers.insert(FailedLayer(object: object.id, row: row, layer: layer)).inserted
        guard isNew || field.type.isNonNull else {
          writer.null()
          return true
        }
      }
      return fail(failure, field)
    }
  }

  /// Sets the next rows to those of the objects in a field's value of a row.
  @inline(__always)
  private mutating func startRows(of field: FieldPlan, row: Int) {
    if let variant = field.onlyVariant {
      if variant.needsFetch, let starts = objects[variant.id]?.starts, starts.indices.contains(row) { nextRows[variant.id] = starts[row] }
      return
    }
    guard let selection = field.selection, selection.needsFetch else { return }
    for variant in selection.variants {
      if let starts = objects[variant.id]?.starts, starts.indices.contains(row) { nextRows[variant.id] = starts[row] }
    }
  }

  /// Completes a value that may be absent.
  @inline(__always)
  private mutating func completeValue(_ view: JSONView?, _ field: FieldPlan) -> Bool {
    guard let view else { return completeNull(field.type, field) }
    return completeValue(view, field.type, field)
  }

  /// The completed value of a requirement, which is an input of a loader. Any error in it is the failure of the load.
  mutating func value(of field: FieldPlan, of object: ObjectPlan, row: Int) -> Result<JSONValue, LoadFailure> {
    writer = JSONWriter(capacity: 256)
    path = [.field(id: field.id)]
    errors = []
    reportedLayers = []
    let isWritten = executeField(field, object, base: nil, row: row, in: objects[object.id])
    if isTooLarge {
      isTooLarge = false
      let error = ResponseLimit.bytes.error(limits)
      return .failure(LoadFailure(error.message, extensions: error.extensions))
    }
    if let error = errors.first {
      return .failure(LoadFailure(error.message, extensions: error.extensions, jsonExtensions: error.jsonExtensions))
    }
    guard isWritten, let document = try? JSONDocument(parsing: writer.bytes) else { return .success(.null) }
    return .success(JSONValue(document.root))
  }

  /// The field's value as the reader interprets it.
  private mutating func read(_ view: JSONView, _ field: FieldPlan) -> JSONView {
    guard hasReader, let reader, case .success(let arguments) = state.arguments(of: field) else { return view }
    return reader.value(view, of: field.definition, arguments: arguments)
  }

  // MARK: - Values

  /// Section 6.4.3, CompleteValue().
  private mutating func completeValue(_ view: JSONView, _ type: OutputType, _ field: FieldPlan) -> Bool {
    guard !view.isNull else { return completeNull(type, field) }
    if hasReader, let failure = reader?.failure(of: view) {
      skipRows(of: view, type, field)
      return fail(failure, field)
    }
    switch type.kind {
    case .leaf(let leaf):
      if let failure = ResultCoercion.write(view, leaf, to: &writer) { return fail(failure.text(showsValue: showsValues), field) }
      return true
    case .list(let inner):
      guard view.kind == .array else {
        return fail("Expected Iterable, but did not find one for field \"\(field.coordinate)\".", field)
      }
      return completeList(view.elements, inner, field)
    case .composite: return completeObject(view, type, field)
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
    var isNull = false
    for element in elements {
      if isNull {
        skipRows(of: element, type, field)
        continue
      }
      path.append(.index(index))
      let depth = path.count
      let mark = writer.mark
      if !completeValue(element, type, field) {
        if isTooLarge { return false }
        guard !type.isNonNull else {
          guard field.selection?.needsFetch == true else { return false }
          isNull = true
          continue
        }
        writer.rollBack(to: mark)
        writer.null()
      }
      leave(depth)
      index += 1
    }
    guard !isNull else { return false }
    writer.endArray()
    return true
  }

  /// Skips the rows of a value that is not written, so that the values after it get their own rows.
  private mutating func skipRows(of view: JSONView, _ type: OutputType, _ field: FieldPlan) {
    guard let selection = field.selection, selection.needsFetch else { return }
    FieldPlan.forEachObject(in: view, type) { object in
      if let variant = selection.resolveType(of: object), variant.needsFetch { nextRows[variant.id] += 1 }
    }
  }

  private mutating func completeObject(_ view: JSONView, _ type: OutputType, _ field: FieldPlan) -> Bool {
    guard let variant = field.onlyVariant ?? field.selection?.resolveType(of: view) else {
      return fail(unresolvedTypeMessage(view, type.name, field), field)
    }
    var row: Int?
    if variant.needsFetch {
      let next = nextRows[variant.id]
      nextRows[variant.id] += 1
      guard let rows = objects[variant.id], rows.rows.indices.contains(next) else { return fail("Nothing was loaded here.", field) }
      row = next
      switch rows.existence(row: next, view) {
      case .exists: break
      case .notFound(let failure): return fail(failure, field)
      case .missing(let layer):
        // The caller writes null, which is not an error where the type is nullable.
        guard type.isNonNull else { return false }
        // Elsewhere the object keeps its key, unless a field of it must have a value.
        if needsValue(variant, row: next, in: rows) { return failMissing(variant, layer: layer, field) }
      }
    }
    guard view.kind != .array || hasReader else { return fail("Expected value of type \"\(type.name)\", but found a list.", field) }
    if !variant.checks.isEmpty, let error = state.conditionError(of: variant) {
      return fail(error.message, field, locations: error.locations, extensions: error.extensions)
    }
    return writeObject(variant, base: view, row: row)
  }

  /// The error of ResolveAbstractType(). It quotes what the upstream returned only where values are shown.
  private func unresolvedTypeMessage(_ view: JSONView, _ typeName: String, _ field: FieldPlan) -> String {
    if providingService != nil {
      let path = field.selection?.discriminator.path ?? JSONPath(member: "__typename")
      let found = view.value(at: path)
      var text = "An object of \"\(field.coordinate)\" does not name a type of \"\(typeName)\" in its member \"\(path)\""
      if found == nil {
        text += ", which is absent"
      } else if showsValues, let found {
        text += ", which is \(JSONValue(found).inspected.prefix(Self.longestShownValue))"
      }
      return text + ". @json(path:) on the type says where objects name their type, and @json(value:) on an object type by which string."
    }
    guard showsValues, let name = view["__typename"]?.string else {
      return "Abstract type \"\(typeName)\" must resolve to an Object type at runtime for field \"\(field.coordinate)\". "
        + "Either the \"\(typeName)\" type should provide a \"resolveType\" function "
        + "or each possible type should provide an \"isTypeOf\" function."
    }
    switch state.plan.schema.type(name) {
    case .object: return "Runtime Object type \"\(name)\" is not a possible type for \"\(typeName)\"."
    case nil: return "Abstract type \"\(typeName)\" was resolved to a type \"\(name)\" that does not exist inside the schema."
    default: return "Abstract type \"\(typeName)\" was resolved to a non-object type \"\(name)\"."
    }
  }

  private static let longestShownValue = 100

  // MARK: - Errors

  private mutating func fail(_ failure: LoadFailure, _ field: FieldPlan) -> Bool {
    fail(failure.message, field, extensions: failure.extensions, jsonExtensions: failure.jsonExtensions)
  }

  /// Whether an included field of a row is non-null and its value is in a layer that is missing.
  private mutating func needsValue(_ object: ObjectPlan, row: Int, in rows: ObjectRows) -> Bool {
    state.activeFields(of: object).contains { index in
      let field = object.fields[index]
      guard field.type.isNonNull, case .missing = field.resolvedValue(row: row, in: rows, isChosen: false) else { return false }
      return true
    }
  }

  /// Records that a value must not be null, and that it is because no entity was found. Always returns false.
  private mutating func failMissing(_ object: ObjectPlan, layer: Int, _ field: FieldPlan) -> Bool {
    var extensions = ["code": "NOT_FOUND"]
    var message = "This \(object.typeName) was not found."
    if let service = object.fetch(ofLayer: layer)?.fetch.loader.description.service {
      message = "The \(service) service did not find this \(object.typeName)."
      extensions["service"] = service
    }
    return fail(message, field, extensions: extensions)
  }

  /// Records an execution error at the current response position. Always returns false.
  ///
  /// - Parameter extensions: nil for a value that does not match its type, which is an error of the upstream that sent it.
  private mutating func fail(
    _ message: String, _ field: FieldPlan, locations: [SourceLocation]? = nil, extensions: [String: String]? = nil,
    jsonExtensions: [String: String] = [:]
  ) -> Bool {
    let extensions = extensions ?? mismatchExtensions(field)
    guard errors.count < limits.maximumErrors, remainingErrorBytes > 0 else {
      reportManyErrors()
      return false
    }
    let segments = path.map { step -> PathSegment in
      switch step {
      case .field(let id): .field(state.plan.fields[id].responseKey)
      case .index(let index): .index(index)
      }
    }
    let error = GraphQLError(
      message, locations: locations ?? state.locations(of: field), path: segments, extensions: extensions, jsonExtensions: jsonExtensions
    ).bounded
    remainingErrorBytes -= error.textBytes
    errors.append(error)
    return false
  }

  /// Records once that errors are not listed.
  private mutating func reportManyErrors() {
    guard !hasMoreErrors else { return }
    hasMoreErrors = true
    errors.append(
      GraphQLError("More errors occurred than are listed: \(errors.count).", extensions: ["code": "TOO_MANY_ERRORS"]))
  }

  /// Writes null for a field of a mutation whose result is left out.
  mutating func leaveOut(_ field: FieldPlan, _ limit: ResponseLimit) {
    isTooLarge = false
    writer.rawName(field.keyText)
    writer.null()
    errors.append(limit.error(limits, of: field).bounded)
  }

  /// The service that sent the value at the current response position; nil when it does not come from one.
  private var providingService: String? {
    // The objects on the way to the value hold it, up to a field that a call provides.
    for case .field(let id) in path.reversed() {
      if let service = state.plan.fields[id].service { return service }
    }
    return nil
  }

  /// The extensions of an error for a value of the upstream that does not match its type, or is missing.
  private mutating func mismatchExtensions(_ field: FieldPlan) -> [String: String] {
    let service = providingService
    mismatches.add(service: service, coordinate: field.coordinate)
    var extensions = ["code": "BAD_UPSTREAM_RESPONSE"]
    extensions["service"] = service
    return extensions
  }
}
