import GraphQLExecution
import JSON

/// The body of a call: JSON text in which each variable is the JSON text of its value.
package struct BodyTemplate: Sendable, Equatable {
  package let parts: [TemplatePart]

  /// Checks that the text is JSON around its placeholders, and that each placeholder stands where a value stands.
  package init(parts: [TemplatePart]) throws(TemplateError) {
    var sample = ""
    for part in parts {
      switch part {
      case .text(let text): sample += text
      // A quoted string breaks the text when it stands inside a string already.
      case .variable: sample += "\"x\""
      }
    }
    do throws(JSONError) {
      _ = try JSONDocument(parsing: sample)
    } catch {
      throw TemplateError("the body is not JSON around its placeholders: \(error.message)")
    }
    self.parts = parts
  }

  /// Whether a placeholder differs from key to key.
  package var isKeyed: Bool { parts.contains(where: \.isKeyed) }

  /// The body for one key; an absent value is `null`.
  package func render(_ scope: TemplateScope, key: LoadKey) -> [UInt8] {
    write { variable, writer in (scope.value(of: variable, key: key) ?? .null).write(to: &writer) }
  }

  /// The body for many keys: a variable of the key is the array of all its values.
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
