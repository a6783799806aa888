import ProcessKit

/// What clients get to see of the graph. In production everything is off unless it is set.
struct ExposureSettings: SettingGroup {
  let title = "What clients see"
  let introduction = "[production.md](production.md) tells what production mode hides."
  let introspection = Setting<Bool>.flagOutsideProduction(
    "INTROSPECTION", key: "introspection", "Whether operations may select `__schema` and `__type`.")
  let suggestions = Setting<Bool>.flagOutsideProduction(
    "SUGGESTIONS", key: "suggestions", "Whether errors suggest names of the schema (\"Did you mean\").")
  let explanations = Setting<Bool>.flagOutsideProduction(
    "ERROR_EXPLANATIONS", key: "errorExplanations",
    "Whether errors of validation and of variables say what is wrong. Otherwise they name nothing of the schema.")
  let explorer = Setting<Bool>.flagOutsideProduction("EXPLORER", key: "explorer", "Whether the explorer is served at `/`.")
  let extensions = Setting<Bool>.flagOfDevelopment(
    "GRAPHQL_EXTENSIONS", key: "extensions",
    "Whether clients may ask for the response extensions `plan` and `fetches` with the header `trellis-include-extensions`.")
}
