import HTTPCore

/// What a route takes and answers, said where the route is made: `Route(…).taking(schema).answering(.created, schema)`.
extension Route {
  /// The route takes a JSON body of this shape.
  public func taking(_ body: JSONSchema, isRequired: Bool = true) -> Route {
    with { contract in
      contract.body = body
      contract.isBodyRequired = isRequired
    }
  }

  /// The route reads these parameters.
  public func reading(_ parameters: [RouteParameter]) -> Route { with { $0.parameters += parameters } }

  /// The route's `data` has this shape when it succeeds.
  public func answering(_ status: HTTPStatus = .ok, _ data: JSONSchema = .null) -> Route {
    answering(status, mediaType: "application/json", AnswerSchemas.success(data))
  }

  /// The route answers with a page, or a bulk look-up, of items of this shape.
  public func answeringList(of item: JSONSchema) -> Route {
    answering(.ok, mediaType: "application/json", AnswerSchemas.list(of: item))
  }

  /// The route answers with a body of another kind.
  public func answering(_ status: HTTPStatus, mediaType: String, _ schema: JSONSchema) -> Route {
    with {
      $0.answers.append(
        RouteContract.Answer(
          status: status.code, words: status.reasonPhrase, mediaType: mediaType, schema: schema,
          headers: status == .created ? [.location(pattern)] : []))
    }
  }

  /// The route may answer with the failure envelope under these statuses, besides those that its access and its body imply.
  public func failing(_ statuses: HTTPStatus...) -> Route { with { $0.failures.formUnion(statuses.map(\.code)) } }

  /// The route always answers the same, and asks no dependency.
  public func fixed() -> Route { with { $0.isFixed = true } }

  /// The route goes through an `IdempotencyGuard`.
  public func idempotent() -> Route {
    let key = RouteParameter(
      place: .header, name: "Idempotency-Key", words: "The same key with the same request gets the first answer again, for a day",
      schema: .string(pattern: TextRule.token.pattern, example: "0c9f1d7e"))
    return with { contract in
      contract.parameters.append(key)
      contract.failures.insert(HTTPStatus.unprocessableContent.code)
      contract.addHeader(.replayed)
    }
  }

  /// The route honours `If-Match`.
  public func conditional() -> Route {
    let tag = RouteParameter(
      place: .header, name: "If-Match", words: "An ETag: change the resource only while it still is in that state",
      schema: .string(example: "*"))
    return with { contract in
      contract.parameters.append(tag)
      contract.failures.insert(HTTPStatus.preconditionFailed.code)
    }
  }

  /// The route answers with an `ETag`, and honours `If-None-Match`.
  public func tagged() -> Route {
    let tag = RouteParameter(
      place: .header, name: "If-None-Match", words: "An ETag that the caller has: answer 304 when it is still that",
      schema: .string(example: #""1f2e""#))
    return with { contract in
      contract.parameters.append(tag)
      contract.addHeader(.entityTag)
      contract.answers.append(
        RouteContract.Answer(status: 304, words: "Not Modified", mediaType: "", schema: nil, headers: [.entityTag]))
    }
  }

  /// The route's answers show the resource as it is afterwards, with its `ETag`.
  public func showingTag() -> Route { with { $0.addHeader(.entityTag) } }

  private func with(_ change: (inout RouteContract) -> Void) -> Route {
    var route = self
    change(&route.contract)
    return route
  }
}

extension RouteContract {
  fileprivate mutating func addHeader(_ header: AnswerHeader) {
    for index in answers.indices where !answers[index].headers.contains(where: { $0.name == header.name }) {
      answers[index].headers.append(header)
    }
  }
}
