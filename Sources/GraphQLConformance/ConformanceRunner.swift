import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation
import JSON

/// Runs cases through the production stages: schema, parser, validation, plan and executor.
struct ConformanceRunner {
  private static let maximumSchemas = 256

  /// By their text. Many cases share a schema.
  private var schemas: [String: Result<Schema, SchemaError>] = [:]

  /// Returns the answer to a line, without a line feed.
  mutating func answer(_ line: [UInt8]) async -> [UInt8] {
    do throws(ConformanceCaseError) {
      let example = try ConformanceCase(line)
      return await answer(example).line(id: example.id)
    } catch {
      return ConformanceAnswer(stage: .input, errors: [GraphQLError(error.message)]).line(id: error.id)
    }
  }

  private mutating func answer(_ example: ConformanceCase) async -> ConformanceAnswer {
    let schema: Schema
    switch build(example.schema) {
    case .success(let built): schema = built
    case .failure(let error): return ConformanceAnswer(stage: .schema, errors: error.errors)
    }
    let document: Document
    do { document = try Parser.parse(example.query, limits: .schema) } catch {
      return ConformanceAnswer(stage: .parse, errors: [error])
    }
    let printed = document.printed
    let errors = validate(document, schema, options: ValidationOptions(maximumErrors: nil))
    guard errors.isEmpty else { return ConformanceAnswer(stage: .validate, errors: errors, printed: printed) }
    let result = await execute(example, document, schema)
    return ConformanceAnswer(stage: .execute, errors: result.errors, printed: printed, data: result.data)
  }

  private func execute(_ example: ConformanceCase, _ document: Document, _ schema: Schema) async -> (data: [UInt8], errors: [GraphQLError])
  {
    let plan: OperationPlan
    let variables: VariableValues
    do throws(GraphQLError) {
      plan = try OperationPlan(
        document: document, operationName: example.operationName, schema: schema, planner: DefaultFieldPlanner(), limits: .none,
        showsValues: true)
    } catch { return (Self.null, [error]) }
    do throws(VariableErrors) { variables = try plan.coerceVariables(example.variables, showsValues: true) } catch {
      return (Self.null, error.errors)
    }
    let executor = Executor(showsValues: true, reader: MarkedValues(schema: schema), limits: .none)
    let result = await executor.execute(plan, variables: variables, context: ExecutionContext(), root: example.root)
    return (result.data, result.errors)
  }

  private static let null = Array("null".utf8)

  private mutating func build(_ text: String) -> Result<Schema, SchemaError> {
    if let known = schemas[text] { return known }
    let built: Result<Schema, SchemaError>
    do throws(SchemaError) { built = .success(try Schema(source: text)) } catch { built = .failure(error) }
    if schemas.count >= Self.maximumSchemas { schemas.removeAll(keepingCapacity: true) }
    schemas[text] = built
    return built
  }
}
