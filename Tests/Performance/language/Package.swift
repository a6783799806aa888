// swift-tools-version: 6.3
import PackageDescription

// How fast documents are parsed and validated, beside graphql-js and graphql-core: `make bench-language`.
// A package of its own, so that the main build knows nothing of it; `Library` is a link to the project's sources.
let package = Package(
  name: "language-bench",
  platforms: [.macOS(.v15)],
  targets: [
    library("GraphQLLanguage"),
    library("GraphQLSchema", ["GraphQLLanguage"]),
    library("GraphQLValidation", ["GraphQLSchema"]),
    .executableTarget(name: "LanguageBench", dependencies: ["GraphQLValidation"]),
  ],
  swiftLanguageModes: [.v6]
)

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Library/\(name)")
}
