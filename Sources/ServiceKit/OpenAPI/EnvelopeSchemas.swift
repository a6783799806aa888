/// The schemas of the envelopes of `Envelope`.
enum EnvelopeSchemas {
  static func success(_ data: JSONSchema) -> JSONSchema {
    .object([.required("success", .boolean), .required("message", .string(example: "Done")), .required("data", data)])
  }

  static func list(of item: JSONSchema) -> JSONSchema {
    .object([
      .required("success", .boolean), .required("message", .string(example: "Found")), .required("data", .array(of: item)),
      .required("meta", meta),
    ])
  }

  private static let meta = JSONSchema.object([
    .required("total", .integer(0...Int(Int32.max), example: 1)), .required("limit", .integer(1...100, example: 20)),
    .required("offset", .integer(0...1_000_000_000)), .required("hasMore", .boolean(example: false)),
  ]).named("PageMeta")

  static let failure = JSONSchema.object([
    .required("success", .boolean),
    .required(
      "error",
      .object([
        .required("code", .string(example: "NOT_FOUND")), .required("message", .string(example: "Not found")),
        .required("details", .array(of: .object([.required("field", .string(example: "email")), .required("message", .string())]))),
      ])),
    .required("requestId", .string(example: "5f0c2b8e-9d60-4c0e-9d2c-6f1b0a7c9e11")),
  ]).named("Failure")
}
