/// Settings that belong together. Each stored property that is a `Setting` is one of them, and each that is a group is a part.
public protocol SettingGroup: Sendable {
  /// The heading in docs/reference/configuration.md.
  var title: String { get }
  /// What holds for all settings of the group, in Markdown. Empty if there is nothing to say.
  var introduction: String { get }
  /// The groups that are parts of this one.
  var parts: [any SettingGroup] { get }
}

private protocol AnySetting { var declaration: SettingDeclaration { get } }

extension Setting: AnySetting {}

extension SettingGroup {
  public var introduction: String { "" }

  /// The group's own settings, in the order of the properties.
  public var own: [SettingDeclaration] { Mirror(reflecting: self).children.compactMap { ($0.value as? any AnySetting)?.declaration } }

  /// The groups that are parts of this one, in the order of the properties.
  public var parts: [any SettingGroup] { Mirror(reflecting: self).children.compactMap { $0.value as? any SettingGroup } }

  /// The settings of the group and of its parts.
  public var declarations: [SettingDeclaration] { own + parts.flatMap { $0.declarations } }

  /// A Markdown section with a table for each group that has settings.
  ///
  /// - Parameters:
  ///   - level: the level of the heading: 2 for `##`.
  ///   - hasFile: whether the settings can be in a configuration file.
  public func markdown(level: Int, hasFile: Bool) -> String {
    var text = String(repeating: "#", count: level) + " \(title)\n\n"
    if !introduction.isEmpty { text += introduction + "\n\n" }
    if !own.isEmpty {
      text +=
        hasFile
        ? "| variable | in the file | value | default | meaning |\n|---|---|---|---|---|\n"
        : "| variable | value | default | meaning |\n|---|---|---|---|\n"
      for setting in own { text += "| " + setting.cells(hasFile: hasFile).joined(separator: " | ") + " |\n" }
      text += "\n"
    }
    return text + parts.map { $0.markdown(level: level + 1, hasFile: hasFile) }.joined()
  }
}

extension SettingDeclaration {
  fileprivate func cells(hasFile: Bool) -> [String] {
    let words = (preset ?? "").split(separator: " ", omittingEmptySubsequences: false)
    let isOneWord = words.count == 1 && preset?.isEmpty == false
    let shown = isRequired ? "required" : isOneWord ? "`\(preset ?? "")`" : preset ?? ""
    let file = hasFile ? [key.map { "`\($0)`" } ?? ""] : []
    return ["`\(variable)`"] + file + [form + (isSecret ? " (secret)" : ""), shown, meaning].map { $0.replacing("|", with: "\\|") }
  }
}
