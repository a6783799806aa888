import HTTPCore

/// The contract of a route, declared where the route is: `Route(…).body(schema).returns(.created, schema)`.
extension Route {
  /// The request has a JSON body of this shape.
  public func body(_ schema: JSONSchema, isRequired: Bool = true) -> Route {
    with { contract in
      contract.body = schema
      contract.isBodyRequired = isRequired
    }
  }

  public func parameters(_ parameters: [RouteParameter]) -> Route { with { $0.parameters += parameters } }

  /// A successful response has this status, and its `data` has this shape.
  public func returns(_ status: HTTPStatus = .ok, _ data: JSONSchema = .null) -> Route {
    returns(status, mediaType: "application/json", EnvelopeSchemas.success(data))
  }

  /// A successful response is a page, or a bulk look-up, of items of this shape.
  public func returnsList(of item: JSONSchema) -> Route {
    returns(.ok, mediaType: "application/json", EnvelopeSchemas.list(of: item))
  }

  /// A successful response has this body, without an envelope.
  public func returns(_ status: HTTPStatus, mediaType: String, _ schema: JSONSchema) -> Route {
    with {
      $0.responses.append(
        RouteContract.Response(
          status: status.code, description: status.reasonPhrase, mediaType: mediaType, schema: schema,
          headers: status == .created ? [.location(pattern)] : []))
    }
  }

  /// The route may fail with these statuses, besides those that its access, path and body imply.
  public func fails(_ statuses: HTTPStatus...) -> Route { with { $0.failures.formUnion(statuses.map(\.code)) } }

  /// The response never changes and needs no dependency.
  public func fixed() -> Route { with { $0.isFixed = true } }

  /// The route accepts `Idempotency-Key` (`IdempotencyGuard`).
  public func idempotent() -> Route {
    let key = RouteParameter(
      location: .header, name: "Idempotency-Key",
      description: "The same key with the same request returns the first response again, for one day",
      schema: .string(pattern: TextRule.token.pattern, example: "0c9f1d7e"))
    return with { contract in
      contract.parameters.append(key)
      contract.failures.insert(HTTPStatus.unprocessableContent.code)
      contract.addHeader(.replayed)
    }
  }

  /// The route honours `If-Match`.
  public func ifMatch() -> Route {
    let tag = RouteParameter(
      location: .header, name: "If-Match", description: "An ETag. The resource is changed only while it still has this ETag",
      schema: .string(example: "*"))
    return with { contract in
      contract.parameters.append(tag)
      contract.failures.insert(HTTPStatus.preconditionFailed.code)
    }
  }

  /// The response has an `ETag`, and the route honours `If-None-Match`.
  public func ifNoneMatch() -> Route {
    let tag = RouteParameter(
      location: .header, name: "If-None-Match", description: "An ETag. The response is 304 while the resource still has this ETag",
      schema: .string(example: #""1f2e""#))
    return with { contract in
      contract.parameters.append(tag)
      contract.addHeader(.entityTag)
      contract.responses.append(
        RouteContract.Response(status: 304, description: "Not Modified", mediaType: "", schema: nil, headers: [.entityTag]))
    }
  }

  /// The response shows the resource after the change, with its `ETag`.
  public func etag() -> Route { with { $0.addHeader(.entityTag) } }

  private func with(_ change: (inout RouteContract) -> Void) -> Route {
    var route = self
    change(&route.contract)
    return route
  }
}

extension RouteContract {
  fileprivate mutating func addHeader(_ header: ResponseHeader) {
    for index in responses.indices where !responses[index].headers.contains(where: { $0.name == header.name }) {
      responses[index].headers.append(header)
    }
  }
}
