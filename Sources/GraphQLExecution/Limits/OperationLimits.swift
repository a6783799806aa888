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
  public func check(_ operation: OperationDefinition, in document: Document) throws(GraphQLError) {
    let size = OperationSize(of: operation, in: document)
    let isMutation = operation.operation == .mutation
    if size.depth > maximumDepth {
      throw refusal("TOO_DEEP", "nests fields \(size.depth) deep", "a depth of \(maximumDepth) is", operation)
    }
    if size.rootFields > (isMutation ? maximumRootMutations : maximumRootFields) {
      throw isMutation
        ? refusal("TOO_MANY_ROOT_MUTATIONS", "has \(size.rootFields) mutations", "\(maximumRootMutations) are", operation)
        : refusal("TOO_MANY_ROOT_FIELDS", "has \(size.rootFields) root fields", "\(maximumRootFields) are", operation)
    }
    if size.aliases > maximumAliases {
      throw refusal("TOO_MANY_ALIASES", "has \(size.aliases) aliases", "\(maximumAliases) are", operation)
    }
    if size.directives > maximumDirectives {
      throw refusal("TOO_MANY_DIRECTIVES", "has \(size.directives) directives", "\(maximumDirectives) are", operation)
    }
    if size.selections > maximumSelections { throw .tooManySelections(at: operation.location) }
  }

  private func refusal(_ code: String, _ found: String, _ allowed: String, _ operation: OperationDefinition) -> GraphQLError {
    GraphQLError(
      "The operation \(found); at most \(allowed) allowed.", locations: [operation.location], extensions: ["code": code])
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
enum ResponseLimit {
  case objects
  case bytes
  /// The client does not wait for the response any more.
  case clientLeft

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
    }
  }

  /// The error of a field of a mutation whose value is not in the response. It says whether the field was executed.
  func error(_ limits: OperationLimits, of field: FieldPlan) -> GraphQLError {
    var error = error(limits)
    let state = self == .clientLeft ? "was not executed." : "was executed, but its result is left out."
    error.message = "\"\(field.coordinate)\" \(state) " + error.message
    error.locations = field.locations.filter(\.isKnown)
    error.path = [.field(field.responseKey)]
    return error
  }

  private var code: [String: String] {
    switch self {
    case .objects: ["code": "TOO_MANY_OBJECTS"]
    case .bytes: ["code": "RESPONSE_TOO_LARGE"]
    case .clientLeft: ["code": "CLIENT_CLOSED_REQUEST"]
    }
  }
}
