import GraphQLLanguage

/// The limits of one operation: of its document, of its plan and of its response. All are on by default.
///
/// docs/reference/limits.md lists them with their codes and the gateway's settings.
public struct OperationLimits: Sendable, Equatable {
  // MARK: The document and the operation. A fragment's selections count for each spread.

  /// The tokens of the document. Comments do not count.
  public var maximumTokens = 10_000
  /// The nesting of fields: `{ a { b } }` has a depth of 2. What is inside `__schema` and `__type` does not count, since introspection has a
  /// rule of its own.
  public var maximumDepth = 15
  /// The fields with an alias.
  public var maximumAliases = 30
  /// The fields of the root.
  public var maximumRootFields = 20
  /// The fields of the root of a mutation.
  public var maximumRootMutations = 10
  /// The directives of the operation and of its selections.
  public var maximumDirectives = 50
  /// The spreads of fragments.
  public var maximumFragmentSpreads = 500
  /// The values of one list: in an argument, in a default value, or in the variables.
  public var maximumListValues = 1_000
  /// The values of a request's variables, with those in lists and objects.
  public var maximumVariableValues = 50_000

  // MARK: The plan

  /// The size of the plan. A selection of a leaf counts as 1, and a selection of objects as 5, for each possible type of the objects.
  public var maximumSelections = 10_000
  /// The nesting of objects, introspection included. It protects the stack.
  public var maximumPlanDepth = 128

  /// The static cost of the operation.
  public var maximumCost = 5_000

  // MARK: The execution

  /// The objects that values are loaded for, at all positions of the response together. An object counts at each of its positions.
  public var maximumObjects = 200_000
  /// The bytes of the response's `data`.
  public var maximumResponseBytes = 10 << 20
  /// The field errors that a response lists. After them comes one error that says that there were more.
  public var maximumErrors = 100

  // MARK: The mode

  /// The limits that do not refuse what exceeds them. It is reported instead.
  public var measured = MeasuredLimits.none

  public init() {}

  /// No limits but those that protect the stack. For tools.
  public static let none: OperationLimits = {
    var limits = OperationLimits()
    limits.maximumTokens = .max
    limits.maximumDepth = .max
    limits.maximumAliases = .max
    limits.maximumRootFields = .max
    limits.maximumRootMutations = .max
    limits.maximumDirectives = .max
    limits.maximumFragmentSpreads = .max
    limits.maximumListValues = .max
    limits.maximumVariableValues = .max
    limits.maximumSelections = .max
    limits.maximumPlanDepth = 256
    limits.maximumCost = .max
    limits.maximumObjects = .max
    limits.maximumResponseBytes = .max
    limits.maximumErrors = .max
    return limits
  }()

  /// What a selection of objects counts more than a selection of a leaf: its plan takes about five times the memory.
  static let objectWeight = 4
}

// MARK: Refusals before execution

extension OperationLimits {
  /// Throws if the operation exceeds a limit of the document or of the plan. Takes time linear in the size of the document.
  ///
  /// The document need not be valid: spreads that form a cycle or have no fragment are ignored.
  ///
  /// - Returns: the errors of the measured limits that the operation exceeds.
  public func check(_ operation: OperationDefinition, in document: Document) throws(GraphQLError) -> [GraphQLError] {
    let size = OperationSize(of: operation, in: document)
    var exceeded: [GraphQLError] = []
    func hold(_ count: Int, to limit: Int, _ code: String, _ message: @autoclosure () -> String) throws(GraphQLError) {
      guard count > limit else { return }
      let error = GraphQLError(message(), locations: [operation.location], extensions: ["code": code])
      guard measured.contains(code) else { throw error }
      exceeded.append(error)
    }
    func found(_ count: Int, _ noun: String, _ limit: Int) -> String {
      "The operation has \(count) \(noun); at most \(limit) are allowed."
    }
    try hold(
      size.depth, to: maximumDepth, "TOO_DEEP",
      "The operation nests fields \(size.depth) deep; at most a depth of \(maximumDepth) is allowed.")
    if operation.operation == .mutation {
      try hold(
        size.rootFields, to: maximumRootMutations, "TOO_MANY_ROOT_MUTATIONS", found(size.rootFields, "mutations", maximumRootMutations))
    } else {
      try hold(size.rootFields, to: maximumRootFields, "TOO_MANY_ROOT_FIELDS", found(size.rootFields, "root fields", maximumRootFields))
    }
    try hold(size.aliases, to: maximumAliases, "TOO_MANY_ALIASES", found(size.aliases, "aliases", maximumAliases))
    try hold(size.directives, to: maximumDirectives, "TOO_MANY_DIRECTIVES", found(size.directives, "directives", maximumDirectives))
    if size.selections > maximumSelections { throw .tooManySelections(at: operation.location) }
    try hold(
      size.spreads, to: maximumFragmentSpreads, "TOO_MANY_FRAGMENT_SPREADS",
      found(size.spreads, "fragment spreads", maximumFragmentSpreads))
    try hold(
      size.longestList, to: maximumListValues, "LIST_TOO_LONG",
      "The operation has a list of \(size.longestList) values; at most \(maximumListValues) are allowed.")
    return exceeded
  }
}

extension GraphQLError {
  static func tooManySelections(at location: SourceLocation) -> GraphQLError {
    GraphQLError("The operation has too many selections.", locations: [location], extensions: ["code": "TOO_MANY_SELECTIONS"])
  }

  static func tooDeep(_ message: String, at location: SourceLocation) -> GraphQLError {
    GraphQLError(message, locations: [location], extensions: ["code": "TOO_DEEP"])
  }
}

// MARK: Refusals of a response

/// Why the values of a response are left out.
enum ResponseLimit: String {
  case objects = "TOO_MANY_OBJECTS"
  case bytes = "RESPONSE_TOO_LARGE"
  /// The client does not wait for the response any more.
  case clientLeft = "CLIENT_CLOSED_REQUEST"
  /// The time for the request is over.
  case late = "DEADLINE_EXCEEDED"

  /// The error of a query. Its response has no data.
  func error(_ limits: OperationLimits) -> GraphQLError {
    switch self {
    case .objects:
      GraphQLError(
        "The response needs values of more than \(limits.maximumObjects) objects. Ask for shorter lists or fewer nested ones.",
        extensions: code)
    case .bytes:
      GraphQLError(
        "The response is larger than \(limits.maximumResponseBytes) bytes. Ask for shorter lists or fewer nested ones.", extensions: code)
    case .clientLeft: GraphQLError("The client has closed the connection.", extensions: code)
    case .late: GraphQLError("The request took longer than allowed. Ask for less at once.", extensions: code)
    }
  }

  /// The error of a field of a mutation whose value is not in the response. It says whether the field was executed.
  func error(_ limits: OperationLimits, of field: FieldPlan) -> GraphQLError {
    var error = error(limits)
    let isExecuted = self == .objects || self == .bytes
    let state = isExecuted ? "was executed, but its result is left out." : "was not executed."
    error.message = "\"\(field.coordinate)\" \(state) " + error.message
    error.locations = field.locations.filter(\.isKnown)
    error.path = [.field(field.responseKey)]
    return error
  }

  private var code: [String: String] { ["code": rawValue] }
}

extension OperationLimits {
  /// Whether a limit is measured. The client's presence is not a limit.
  func measures(_ limit: ResponseLimit) -> Bool { measured.contains(limit.rawValue) }
}
