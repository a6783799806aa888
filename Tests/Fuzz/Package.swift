// swift-tools-version: 6.3
import PackageDescription

// A separate package, so that the main build does not include it. `make fuzz` builds it with libFuzzer and AddressSanitizer.
let package = Package(
  name: "fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "trellis", path: "../..")],
  targets: [.executableTarget(name: "Fuzz", dependencies: [.product(name: "GraphQL", package: "trellis")])],
  swiftLanguageModes: [.v6]
)
