// swift-tools-version: 6.3
import PackageDescription

// How long the engine takes for the example list query over upstreams that answer at once: `./run` in this folder.
// A package of its own, so that the main build knows nothing of it; `Library` is a link to the project's sources.
let package = Package(
  name: "engine-bench",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
  ],
  targets: [
    library("JSON"),
    library("DataLoading"),
    library("Concurrency", [.product(name: "DequeModule", package: "swift-collections")]),
    library("HTTPCore"),
    library("GraphQLLanguage"),
    library("GraphQLSchema", ["GraphQLLanguage"]),
    library("GraphQLValidation", ["GraphQLSchema"]),
    library("GraphQLExecution", ["GraphQLSchema", "HTTPCore", "JSON", "DataLoading"]),
    library("GraphQLFederation", ["GraphQLSchema", "GraphQLExecution", "JSON"]),
    library("GraphQL", ["GraphQLValidation", "GraphQLExecution", "HTTPCore", "Concurrency"]),
    library(
      "Upstreams", ["HTTPCore", "JSON", "DataLoading", "Concurrency", .product(name: "Metrics", package: "swift-metrics")]),
    library("RESTConnectors", ["GraphQLFederation", "Upstreams", "HTTPCore"]),
    .executableTarget(name: "EngineBench", dependencies: ["GraphQL", "GraphQLValidation", "RESTConnectors", "Upstreams"]),
  ],
  swiftLanguageModes: [.v6]
)

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Library/\(name)")
}
