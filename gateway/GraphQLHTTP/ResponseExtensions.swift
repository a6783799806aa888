import GraphQL
import ProcessKit

/// The response extensions that a client asks for in the header `trellis-include-extensions: plan, fetches`.
///
/// The operator has to allow them (`GRAPHQL_EXTENSIONS`), since they show the graph's services, paths and times.
struct RequestedExtensions: OptionSet, Hashable, Sendable {
  static let headerName = "trellis-include-extensions"

  /// `extensions.plan`: waves, loaders, response paths.
  static let plan = RequestedExtensions(rawValue: 1)
  /// `extensions.fetches`: each fetch with its start, duration, number of keys and attempts.
  static let fetches = RequestedExtensions(rawValue: 2)

  let rawValue: Int

  init(rawValue: Int) { self.rawValue = rawValue }

  /// Unknown words are ignored.
  init(header: String?) {
    self = []
    guard let header else { return }
    for word in header.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }) {
      switch word.lowercased() {
      case "plan": insert(.plan)
      case "fetches": insert(.fetches)
      default: break
      }
    }
  }
}

/// Writes the `extensions` of a response. They have URL templates but no host, value or header.
struct ResponseExtensions {
  let requested: RequestedExtensions
  let plan: OperationPlan
  let report: ExecutionReport

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if requested.contains(.plan) {
      writer.name("plan")
      write(plan, &writer)
    }
    if requested.contains(.fetches) {
      writer.name("fetches")
      writer.beginArray()
      for fetch in report.fetches { write(fetch, &writer) }
      writer.endArray()
    }
    writer.endObject()
  }

  private func write(_ plan: OperationPlan, _ writer: inout JSONWriter) {
    writer.beginArray()
    for call in plan.calls {
      writer.beginObject()
      writer.name("wave")
      writer.number(call.wave)
      writeLoader(call.loader, &writer)
      writer.name("places")
      writer.beginArray()
      for path in call.paths { writer.string(String(path.drop { $0 == "@" })) }
      writer.endArray()
      if call.isForReferencesOnly {
        writer.name("onlyForReferences")
        writer.bool(true)
      }
      writer.endObject()
    }
    writer.endArray()
  }

  private func write(_ fetch: ExecutionReport.Fetch, _ writer: inout JSONWriter) {
    writer.beginObject()
    writeLoader(fetch.loader, &writer)
    writer.name("keys")
    writer.number(fetch.keys)
    writer.name("beginMs")
    writer.raw(Array(String(fetch.begin.milliseconds).utf8))
    writer.name("tookMs")
    writer.raw(Array(String(fetch.took.milliseconds).utf8))
    writer.name("attempts")
    writer.number(fetch.attempts)
    writer.name("shared")
    writer.bool(fetch.isShared)
    writer.name("status")
    if let status = fetch.status { writer.number(status) } else { writer.null() }
    writer.endObject()
  }

  private func writeLoader(_ loader: LoaderDescription, _ writer: inout JSONWriter) {
    switch loader {
    case .local(let name):
      writer.name("loader")
      writer.string(name)
    case .upstream(let service, let method, let template):
      writer.name("service")
      writer.string(service)
      writer.name("method")
      writer.string(method)
      writer.name("url")
      writer.string(template)
    }
  }
}
