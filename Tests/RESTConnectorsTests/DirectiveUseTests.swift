import GraphQLFederation
import JSON
import RESTConnectors
import Testing
import Upstreams

/// Uses of directives that cannot have the meaning that their author expects: errors of composition with their place.
@Suite struct DirectiveUseTests {
  private func errors(_ files: String..., url: String = "http://s", service: String = "") -> [String] {
    let head = "extend schema @service(name: \"s\", url: \"\(url)\"\(service))\n"
    do throws(CompositionErrors) {
      _ = try FederatedGraph(
        files: files.enumerated().map { (name: "f\($0).graphql", text: ($0 == 0 ? head : "") + $1) }, environment: [:],
        transport: MockTransport { _ in .json("") })
      return []
    } catch { return error.errors.map { "\($0.positions.map(\.description).joined(separator: ", ")) \($0.message)" } }
  }

  /// Expects one error, whose first place is at the given text of the second line.
  private func expectOne(_ text: String, _ place: String, _ message: String) {
    let line = Self.query + text
    let found = errors(line)
    guard found.count == 1, let error = found.first else {
      Issue.record("\(found)")
      return
    }
    let column = error.split(separator: ":", maxSplits: 2).last?.prefix { $0.isNumber }.description ?? ""
    #expect(error.hasPrefix("f0.graphql:2:\(column)") && error.contains(" \(message)"), "\(error)")
    #expect(line.dropFirst((Int(column) ?? 1) - 1).hasPrefix(place), "\(error)")
  }

  private static let query = "type Query { a: A @rest(service: \"s\", GET: \"/a\") } "

  @Test(arguments: [
    ("$.items[0]", "a path begins at the value itself, without \"$\"; write \"items.0\""),
    ("$", "a path begins at the value itself, without \"$\"; write a.b.c"),
    ("a[0].b", "the index of a list is a number after a dot; write \"a.0.b\""),
    ("a['b'].c", "the index of a list is a number after a dot; write \"a.b.c\""),
    ("[1]", "the index of a list is a number after a dot; write \"1\""),
    ("/a/0/b", "names are separated by dots; write \"a.0.b\""), ("#/a/b", "names are separated by dots; write \"a.b\""),
    ("items[*].id", "a path leads to one value; end it at the list, and give the field a list type"),
    ("items.*", "a path leads to one value; end it at the list, and give the field a list type"),
    ("a[].b", "a path leads to one value; end it at the list, and give the field a list type"),
    ("a..b", "a name between dots is empty; write \"a.b\""), (".a", "a name between dots is empty; write \"a\""),
    ("a.", "it ends with a dot; write \"a\""), ("a.-1", "an index counts from 0 at the start of the list; write 0 or more"),
    ("a . b", "there are blanks around a name; write \"a.b\""), (" a", "there are blanks around a name; write \"a\""),
    ("{$args.x}", "a path cannot hold a placeholder; write the member's name"),
  ])
  func refusesPathsOfAnotherSyntax(path: String, words: String) {
    let uses = [
      ("@rest at:", "type Query { a(x: ID): Int @rest(service: \"s\", GET: \"/a\", at: PATH) }"),
      ("@json path:", "\(Self.query)type A { x: Int @json(path: PATH) }"),
      ("@rest errors: message:", "type Query { a: Int @rest(service: \"s\", GET: \"/a\", errors: { message: PATH }) }"),
      (
        "@rest batch: by:",
        "\(Self.query)type A @key(fields: \"x\") { x: ID b: B @rest(service: \"s\", GET: \"/b?x={$keys.x}\", batch: { by: PATH }) } type B { n: Int }"
      ),
    ]
    for (label, text) in uses {
      let column = text.distance(from: text.startIndex, to: text.firstRange(of: "PATH")?.lowerBound ?? text.startIndex) + 1
      let found = errors(text.replacing("PATH", with: "\"\(path)\""))
      #expect(found == ["f0.graphql:2:\(column) \(label) \"\(path)\" is not a path: \(words)."])
    }
  }

  @Test(arguments: [
    ("a", "{\"a\":1}"), ("a.0.b", "{\"a\":[{\"b\":1}]}"), ("0", "[1]"), ("$ref", "{\"$ref\":1}"), ("@id", "{\"@id\":1}"),
    ("a b", "{\"a b\":1}"),
    ("application/json", "{\"application/json\":1}"), (#"\"cfg.name\".value"#, "{\"cfg.name\":{\"value\":1}}"),
    (#"x.\"a[0]\""#, "{\"x\":{\"a[0]\":1}}"), ("x-y_z", "{\"x-y_z\":1}"), ("é", "{\"é\":1}"),
  ])
  func readsPaths(path: String, body: String) async throws {
    let graph = try TestGraph("type Query { a: Int @rest(service: \"s\", GET: \"/a\", at: \"\(path)\") }") { _ in .json(body) }
    #expect(await graph.run("{ a }") == #"{"data":{"a":1}}"#)
  }

  @Test(arguments: [
    (
      "type A { x: Int @json(path: \"\") }",
      "@json(path: \"\")",
      "@json path: the empty path is the object itself, and \"A.x\" of type Int is not an object; write the name of the member."
    ),
    (
      "type A { x: [A] @json(path: \"\") }",
      "@json(path: \"\")",
      "@json path: the empty path is the object itself, and \"A.x\" of type [A] is not an object; write the name of the member."
    ),
    (
      "type A { x: E @json(path: \"\") } enum E { V }",
      "@json(path: \"\")",
      "@json path: the empty path is the object itself, and \"A.x\" of type E is not an object; write the name of the member."
    ),
    (
      "type A { x(i: I): Int } input I { y: Int @json(path: \"\") }",
      "@json(path: \"\")",
      "@json path: the path \"\" of an input field must name members of objects; a list or the whole object cannot be made from one field."
    ),
    (
      "type A { x(i: I): Int } input I { y: Int @json(path: \"a.0\") }",
      "@json(path: \"a.0\")",
      "@json path: the path \"a.0\" of an input field must name members of objects; a list or the whole object cannot be made from one field."
    ),
    (
      "type A { x(i: I): Int } input I { y: Int z: Int @json(path: \"y\") }",
      "y: Int",
      "\"I.y\" and \"I.z\" are sent at \"y\" and \"y\", so that one replaces the other; give each a path of its own by @json(path:)."
    ),
    (
      "type A { x(i: I): Int } input I { y: Int @json(path: \"a.b\") z: Int @json(path: \"a\") }",
      "y: Int @json",
      "\"I.y\" and \"I.z\" are sent at \"a.b\" and \"a\", so that one replaces the other; give each a path of its own by @json(path:)."
    ),
    (
      "type A @key(fields: \"x\") { x: ID b: B @rest(service: \"s\", GET: \"/b?x={$keys.x}\", batch: { by: \"\" }) } type B { n: Int }",
      "@rest(service: \"s\", GET: \"/b",
      "@rest batch: by has the empty path, which is the item itself; each item of a batch is an object that holds its key."
    ),
    (
      "type A { x: Int @json(path: \"p.x\") @rest(service: \"s\", GET: \"/x\") }", "@json(path: \"p.x\")",
      "@json path has no effect beside @rest, which loads the field; say by @rest(at: \"p.x\") where the value is in the response."
    ),
    (
      "type A @key(fields: \"x y\", resolvable: false) @rest(service: \"s\", GET: \"/a?x={$keys.x}&y={$keys.y}\") { x: ID y: ID }",
      "@rest(service: \"s\", GET: \"/a?x",
      "@rest loads \"A\" by @key(fields: \"x y\", resolvable: false), which says that this service does not; remove one of them."
    ),
  ])
  func refusesWhatCannotHaveAnEffect(text: String, place: String, message: String) {
    expectOne(text, place, message)
  }

  @Test(arguments: [
    (
      "type A { x: Int } extend type Query { b: Int @rest(service: \"s\", GET: \"/b\") @rest(service: \"s\", GET: \"/c\") }",
      "@rest(service: \"s\", GET: \"/c", "@rest is allowed only once on a field."
    ),
    ("type A { x: Int @json(path: \"a\") @json(path: \"b\") }", "@json(path: \"b\")", "\"@json\" is allowed only once here."),
    ("type A { x: E } enum E { V @json(value: \"a\") @json(value: \"b\") }", "@json(value: \"b\")", "\"@json\" is allowed only once here."),
    (
      "union A = B type B @json(value: \"a\") { x: Int } extend type B @json(value: \"b\")", "@json(value: \"b\")",
      "\"@json\" is allowed only once here."
    ),
    (
      "union A @json(path: \"a\") = B type B { x: Int } extend union A @json(path: \"b\")", "@json(path: \"b\")",
      "\"@json\" is allowed only once here."
    ),
    (
      "type A @key(fields: \"x\") @rest(service: \"s\", GET: \"/a?x={$keys.x}\") @rest(service: \"s\", GET: \"/b?x={$keys.x}\") { x: ID }",
      "@rest(service: \"s\", GET: \"/b", "\"A\" has more than one @rest for @key(fields: \"x\")."
    ),
    (
      "type A @key(fields: \"x\") @rest(service: \"s\", GET: \"/a?x={$keys.x}\") { x: ID } extend type A @rest(service: \"s\", GET: \"/b?x={$keys.x}\")",
      "@rest(service: \"s\", GET: \"/b", "\"A\" has more than one @rest for @key(fields: \"x\")."
    ),
    (
      "type A { x: Int @deprecated @deprecated(reason: \"b\") }", "@deprecated(reason: \"b\")", "\"@deprecated\" is allowed only once here."
    ),
    (
      "type A { x: Int @cacheControl(maxAge: 1) @cacheControl(maxAge: 2) }", "@cacheControl(maxAge: 2)",
      "\"@cacheControl\" is allowed only once here."
    ),
    ("directive @own on FIELD_DEFINITION type A { x: Int @own @own }", "@own }", "\"@own\" is allowed only once here."),
  ])
  func aSecondUseIsAnError(text: String, place: String, message: String) { expectOne(text, place, message) }

  @Test func aSecondServiceOfTheSameNameIsAnError() {
    let again = "extend schema @service(name: \"s\", url: \"http://t\") "
    #expect(
      errors(again + Self.query + "type A { x: Int }") == [
        "f0.graphql:1:15, f0.graphql:2:15 There are two services named \"s\"; define it in one file only, or rename one of them."
      ])
    #expect(errors(Self.query + "type A { x: Int }", again + "type B { x: Int }").count == 1)
  }

  @Test(arguments: [
    ("type A { x: Int @deprecated(reson: \"r\") }", "reson", "@deprecated has no argument \"reson\". Did you mean \"reason\"?"),
    ("type A { x: Int @deprecated(reason: 1) }", "1)", "@deprecated reason must be a string."),
    ("type A { x: Int @cacheControl(maxage: 1) }", "maxage", "@cacheControl has no argument \"maxage\". Did you mean \"maxAge\"?"),
    (
      "type A { x: Int @cacheControl(scope: PRIVAT) }", "PRIVAT)",
      "@cacheControl scope must be one of PRIVATE, PUBLIC. Did you mean \"PRIVATE\"?"
    ),
    ("type A { x: D } scalar D @specifiedBy(url: \"u\", uri: \"u\")", "uri", "@specifiedBy has no argument \"uri\"."),
    (
      "type A { x: Int } extend schema @link(url: \"https://x.dev/own/v1\", imports: [\"@own\"])",
      "imports", "@link has no argument \"imports\". Did you mean \"import\"?"
    ),
    (
      "type A @key(fields: \"x\", resolvabel: false) { x: ID }", "resolvabel",
      "@key has no argument \"resolvabel\". Did you mean \"resolvable\"?"
    ),
    ("type A @key(fields: \"x\", resolvable: \"no\") { x: ID }", "\"no\"", "@key resolvable must be true or false."),
    ("type A { x: Int @tag(name: A) }", "A) }", "@tag name must be a string."),
    (
      "directive @own(a: Int!, e: E = V) on FIELD_DEFINITION enum E { V } type A { x: Int @own(a: 1, b: 2) }",
      "b: 2", "@own has no argument \"b\"."
    ),
    (
      "directive @own(a: Int!, e: E = V) on FIELD_DEFINITION enum E { V } type A { x: Int @own(a: \"1\") }",
      "\"1\"", "@own a must be a whole number."
    ),
    (
      "directive @own(a: Int!, e: E = V) on FIELD_DEFINITION enum E { V } type A { x: Int @own(a: 1, e: W) }",
      "W)", "@own e must be one of V."
    ),
    ("directive @own(a: Int!, e: E = V) on FIELD_DEFINITION enum E { V } type A { x: Int @own }", "@own }", "@own needs a."),
    ("directive @own on OBJECT type A { x: Int @own }", "@own }", "\"@own\" is not allowed on field definition; it may stand on: object."),
  ])
  func everyDirectiveIsCheckedAgainstItsDeclaration(text: String, place: String, message: String) { expectOne(text, place, message) }

  @Test func acceptsDirectivesOfTheFileItself() {
    let text =
      "directive @own(any: Any, f: Float, ids: [ID!] = [1], o: O) repeatable on FIELD_DEFINITION scalar Any input O { n: Int } type A { x: Int @own(any: { a: 1 }, f: 1, ids: [\"a\", 2], o: { n: 1 }) @own(any: FREE) }"
    #expect(errors(Self.query + text) == [])
  }

  @Test(arguments: [
    (", timeoutMs: \"2000\"", "@service timeoutMs must be a whole number."),
    (", timeoutMs: 0", "@service timeoutMs must be a whole number from 1 to 600000."),
    (", retry: { atempts: 1 }", "@service retry: has no argument \"atempts\". Did you mean \"attempts\"?"),
    (", retry: { attempts: 0 }", "@service retry: attempts must be a whole number from 1 to 10."),
    (", breaker: { openMs: true }", "@service breaker: openMs must be a whole number."),
    (", forward: [\"x y\"]", "@service forward: \"x y\" is not a header name."),
    (", forward: [\"x\", \"Host\"]", "@service forward: \"host\" belongs to the connection, so the gateway writes it itself."),
    (
      ", set: [{ name: \"Content-Length\", value: \"1\" }]",
      "@service set: name: \"Content-Length\" belongs to the connection, so the gateway writes it itself."
    ),
    (", set: [{ name: \"x:\", value: \"\" }]", "@service set: name: \"x:\" is not a header name."),
    (", set: { name: \"x\" }", "@service set: needs value."),
    (
      ", tls: { ca: \"/ca.pem\" }", "@service tls needs a url of the form https://host:port/path."
    ),
    (", errors: { notFound: NUL }", "@service errors: notFound must be one of ERROR, NULL. Did you mean \"NULL\"?"),
    (
      ", errors: { code: \"a[0]\" }",
      "@service errors: code: \"a[0]\" is not a path: the index of a list is a number after a dot; write \"a.0\"."
    ),
  ])
  func checksTheArgumentsOfAService(arguments: String, message: String) {
    let found = errors("type Query { a: Int @rest(service: \"s\", GET: \"/a\") }", service: arguments)
    #expect(
      found.count == 1 && found.first?.hasSuffix(" \(message)") == true && found.first?.hasPrefix("f0.graphql:1:") == true, "\(found)")
  }

  @Test(arguments: [
    ("cert: \"/a.pem\"", "@service tls: cert and key are given together, or neither."),
    ("key: \"/a.key\"", "@service tls: cert and key are given together, or neither."),
    ("ca: \"\"", "@service tls: ca: is empty."),
    (
      "ca: \"{$env.NOT_SET}\"",
      "@service tls: ca: the environment has no NOT_SET; set it, or give it under environment: in a file for --config."
    ),
    ("ca: \"{$args.x}\"", "@service tls: ca: $args is not available here."),
    ("serverName: \"a b\"", "@service tls: serverName: \"a b\" is not a host name or an address."),
    ("serverName: \"stock:1\"", "@service tls: serverName: \"stock:1\" is not a host name or an address."),
    ("cacert: \"/a.pem\"", "@service tls: has no argument \"cacert\". Did you mean \"cert\"?"),
  ])
  func checksTheTLSOfAService(members: String, message: String) {
    let text = "type Query { a: Int @rest(service: \"s\", GET: \"/a\") }"
    let found = errors(text, url: "https://s", service: ", tls: { \(members) }")
    #expect(found.count == 1 && found.first?.hasSuffix(" \(message)") == true, "\(found)")
  }
}
