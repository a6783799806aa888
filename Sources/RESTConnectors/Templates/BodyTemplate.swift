import GraphQLExecution
import JSON

/// The JSON body of a call. A variable is replaced by the JSON text of its value.
package struct BodyTemplate: Sendable, Equatable {
  package let parts: [TemplatePart]

  /// Checks that the text is JSON when a value replaces each placeholder.
  package init(parts: [TemplatePart]) throws(TemplateError) {
    var sample = ""
    for part in parts {
      switch part {
      case .text(let text): sample += text
      // A quoted string makes the text invalid when the placeholder is inside a string.
      case .variable: sample += "\"x\""
      }
    }
    do throws(JSONError) {
      _ = try JSONDocument(parsing: sample)
    } catch {
      let advice = parts.contains { $0.variable != nil } ? "; a placeholder is a whole JSON value, so it stands outside of quotes" : ""
      throw TemplateError("the body is not JSON around its placeholders: \(error.message)\(advice)")
    }
    self.parts = parts
  }

  /// Whether the body differs between keys.
  package var isKeyed: Bool { parts.contains(where: \.isKeyed) }

  /// The body for one key; an absent value is `null`.
  package func render(_ scope: TemplateScope, key: LoadKey) -> [UInt8] {
    write { variable, writer in (scope.value(of: variable, key: key) ?? .null).write(to: &writer) }
  }

  /// The body for many keys. A variable of the key is the array of its values for all keys.
  package func render(_ scope: TemplateScope, keys: [LoadKey]) -> [UInt8] {
    write { variable, writer in
      switch variable {
      case .input, .wholeKey: JSONValue.array(keys.map { scope.value(of: variable, key: $0) ?? .null }).write(to: &writer)
      case .argument, .claim: (scope.value(of: variable, key: .none) ?? .null).write(to: &writer)
      }
    }
  }

  private func write(_ writeVariable: (TemplateVariable, inout JSONWriter) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      switch part {
      case .text(let text): bytes.append(contentsOf: text.utf8)
      case .variable(let variable):
        var writer = JSONWriter()
        writeVariable(variable, &writer)
        bytes.append(contentsOf: writer.bytes)
      }
    }
    return bytes
  }
}
