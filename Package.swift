// swift-tools-version: 6.3
import PackageDescription

// Every target and every arrow of the project, one line a target, in layers: an arrow only ever points down.
// docs/ARCHITECTURE.md tells what each layer is for.

let package = Package(
  name: "trellis",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "GraphQL", targets: ["GraphQL"]),
    .executable(name: "gateway", targets: ["Gateway"]),
    .executable(name: "user-service", targets: ["UserService"]),
    .executable(name: "order-service", targets: ["OrderService"]),
    .executable(name: "payment-service", targets: ["PaymentService"]),
    .executable(name: "graphql-conformance", targets: ["GraphQLConformance"]),
  ],
  dependencies: [
    // The logging face of the ecosystem; our JSON handler plugs into it.
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    // The metrics face of the ecosystem; our Prometheus text registry plugs into it.
    .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
    // Start, SIGTERM and ordered graceful stop of everything that has `run()`.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    // The gateway's command line: parsing, help and errors.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    // `Deque`, the queue of drivers and waiters. Already in the graph: service-lifecycle needs it.
    .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
    // Typed configuration from the environment and from `.env`.
    .package(url: "https://github.com/apple/swift-configuration", from: "1.0.0", traits: []),
    // The tests' programs (nginx, psql, openssl). Foundation's Process loses ends of children that run side by side on Linux.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    // YAML with the place of each value: the gateway's configuration file, and OpenAPI files that are imported.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: 0 - C libraries, each a module map and a shim
    .systemLibrary(name: "CEpoll"),
    .systemLibrary(name: "CVector"),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    .systemLibrary(name: "CHiredis", pkgConfig: hiredisPkgConfig, providers: [.apt(["libhiredis-dev"]), .brew(["hiredis"])]),
    .systemLibrary(name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"]), .brew(["rabbitmq-c"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"]), .brew(["argon2"])]),

    // MARK: 0 - no dependencies, but that the values of SharedKernel write themselves as JSON
    .target(name: "JSON", dependencies: ["CVector"]),
    .target(name: "DataLoading"),
    .target(name: "Concurrency", dependencies: [deque]),
    .target(name: "HTTPCore"),
    .target(name: "SharedKernel", dependencies: ["JSON"]),

    // MARK: 1 - words, sockets, secrets, sight
    .target(name: "GraphQLLanguage"),
    .target(name: "Sockets", dependencies: ["CEpoll", "Concurrency", log]),
    .target(name: "Crypto", dependencies: ["COpenSSL", "CArgon2", "Concurrency", "JSON", "SharedKernel"]),
    .target(name: "TLS", dependencies: ["COpenSSL", "Sockets", "Concurrency"]),
    .target(name: "Observability", dependencies: ["Concurrency", "JSON", "SharedKernel", log, metrics]),

    // MARK: 2 - types and drivers
    .target(name: "GraphQLSchema", dependencies: ["GraphQLLanguage"]),
    .target(name: "Upstreams", dependencies: ["HTTPCore", "JSON", "Concurrency", metrics]),
    .target(name: "HTTPServer", dependencies: ["HTTPCore", "Sockets", "TLS", "Concurrency", log, lifecycle]),
    .target(name: "HTTPClient", dependencies: ["HTTPCore", "Sockets", "TLS", "Concurrency", log, lifecycle]),
    .target(name: "Postgres", dependencies: ["CPostgres", "Sockets", "Concurrency", "SharedKernel", log, lifecycle]),
    .target(name: "Redis", dependencies: ["CHiredis", "HTTPCore", "Sockets", "TLS", "Concurrency", log, lifecycle]),
    .target(name: "RabbitMQ", dependencies: ["CRabbitMQ", "TLS", "Concurrency", log, lifecycle]),
    .target(name: "ProcessKit", dependencies: ["HTTPCore", "Concurrency", "TLS", "Observability", "SharedKernel", config, log, lifecycle]),

    // MARK: 3 - rules, plans, service building blocks
    .target(name: "GraphQLValidation", dependencies: ["GraphQLSchema"]),
    .target(name: "GraphQLExecution", dependencies: ["GraphQLSchema", "HTTPCore", "JSON", "DataLoading"]),
    .target(name: "GraphQLFederation", dependencies: ["GraphQLSchema", "GraphQLExecution", "JSON"]),
    .target(name: "ServiceStorage", dependencies: ["Postgres", "HTTPCore", "Crypto"]),
    .target(
      name: "Authentication",
      dependencies: ["Crypto", "HTTPClient", "HTTPCore", "Redis", "Concurrency", "JSON", "SharedKernel", log, lifecycle]),
    .target(name: "ServiceKit", dependencies: ["ProcessKit", "Authentication", "Crypto", "JSON"]),
    .target(name: "Messaging", dependencies: ["RabbitMQ", "Postgres", "Observability", "JSON"]),

    // MARK: 4 - façades
    .target(name: "GraphQL", dependencies: ["GraphQLValidation", "GraphQLExecution", "HTTPCore", "Concurrency"]),
    .target(name: "RESTConnectors", dependencies: ["GraphQLFederation", "Upstreams", "HTTPCore", "TLS", "Crypto", "SharedKernel"]),
    .target(name: "GraphTools", dependencies: ["GraphQL", "RESTConnectors", "TLS", yaml]),
    .target(
      name: "ServiceRuntime", dependencies: ["ServiceKit", "ServiceStorage", "Messaging", "HTTPServer", "HTTPClient", "Redis", "TLS"]),

    // MARK: 5 - processes
    .executableTarget(
      name: "Gateway",
      dependencies: [
        "GraphTools", "Authentication", "HTTPServer", "HTTPClient", "Redis", "ProcessKit", "TLS", "Crypto", "Concurrency", arguments,
      ],
      path: "gateway"
    ),
    .executableTarget(name: "GraphQLConformance", dependencies: ["GraphQL"]),
    .executableTarget(name: "UserService", dependencies: ["ServiceRuntime"], path: "services/user"),
    .executableTarget(name: "OrderService", dependencies: ["ServiceRuntime"], path: "services/order"),
    .executableTarget(name: "PaymentService", dependencies: ["ServiceRuntime"], path: "services/payment"),

    // MARK: tests, one target a module, and the whole chain
    .target(
      name: "TestSupport",
      dependencies: ["Sockets", "HTTPCore", "HTTPClient", "Postgres", "JSON", "TLS", "Crypto", "SharedKernel", log, subprocess],
      path: "Tests/TestSupport"),
    .target(name: "ServiceTestSupport", dependencies: ["ServiceRuntime", "TestSupport"], path: "Tests/ServiceTestSupport"),
    .testTarget(name: "JSONTests", dependencies: ["JSON"]),
    .testTarget(name: "DataLoadingTests", dependencies: ["DataLoading", "TestSupport"]),
    .testTarget(name: "ConcurrencyTests", dependencies: ["Concurrency", "TestSupport"]),
    .testTarget(name: "HTTPCoreTests", dependencies: ["HTTPCore"]),
    .testTarget(name: "SharedKernelTests", dependencies: ["SharedKernel"]),
    .testTarget(name: "GraphQLLanguageTests", dependencies: ["GraphQLLanguage"]),
    .testTarget(name: "SocketsTests", dependencies: ["Sockets", "TestSupport"]),
    .testTarget(name: "TLSTests", dependencies: ["TLS", "HTTPServer", "HTTPClient", "TestSupport"]),
    .testTarget(name: "CryptoTests", dependencies: ["Crypto"]),
    .testTarget(name: "ObservabilityTests", dependencies: ["Observability"]),
    .testTarget(name: "GraphQLSchemaTests", dependencies: ["GraphQLSchema"]),
    .testTarget(name: "UpstreamsTests", dependencies: ["Upstreams"]),
    .testTarget(name: "ProcessKitTests", dependencies: ["ProcessKit", "TLS", "TestSupport"]),
    .testTarget(name: "HTTPServerTests", dependencies: ["HTTPServer", "Concurrency", "TestSupport"]),
    .testTarget(name: "HTTPClientTests", dependencies: ["HTTPClient", "HTTPServer", "TestSupport"]),
    .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestSupport"]),
    .testTarget(name: "RedisTests", dependencies: ["Redis", "TLS", "TestSupport"]),
    .testTarget(name: "RabbitMQTests", dependencies: ["RabbitMQ", "TLS", "TestSupport"]),
    .testTarget(name: "GraphQLValidationTests", dependencies: ["GraphQLValidation"]),
    .testTarget(name: "GraphQLExecutionTests", dependencies: ["GraphQLExecution", "GraphQLValidation"]),
    .testTarget(name: "GraphQLFederationTests", dependencies: ["GraphQLFederation", "GraphQLValidation"]),
    .testTarget(name: "AuthenticationTests", dependencies: ["Authentication", "TestSupport"]),
    .testTarget(name: "ServiceStorageTests", dependencies: ["ServiceRuntime", "TestSupport"]),
    .testTarget(name: "ServiceKitTests", dependencies: ["ServiceRuntime", "TestSupport"]),
    .testTarget(
      name: "MessagingTests", dependencies: ["Messaging", "UserService", "OrderService", "PaymentService", "TestSupport"]),
    .testTarget(name: "GraphQLTests", dependencies: ["GraphQL"]),
    .testTarget(name: "GraphQLConformanceTests", dependencies: ["GraphQLConformance"]),
    .testTarget(name: "RESTConnectorsTests", dependencies: ["RESTConnectors", "Upstreams", "GraphQL"]),
    .testTarget(name: "GraphToolsTests", dependencies: ["GraphTools", "TestSupport"], exclude: ["Golden"]),
    .testTarget(name: "GatewayTests", dependencies: ["Gateway", "HTTPServer", "Redis", "TLS", "TestSupport"], exclude: ["Specs"]),
    .testTarget(name: "UserServiceTests", dependencies: ["UserService", "ServiceTestSupport"]),
    .testTarget(name: "OrderServiceTests", dependencies: ["OrderService", "ServiceTestSupport"]),
    .testTarget(name: "PaymentServiceTests", dependencies: ["PaymentService", "ServiceTestSupport"]),
    .testTarget(name: "SettingsReferenceTests", dependencies: ["Gateway", "UserService", "OrderService", "PaymentService", "TestSupport"]),
    .testTarget(
      name: "IntegrationTests",
      dependencies: ["Gateway", "TestSupport", "HTTPClient", "HTTPServer", "TLS", "JSON", "RabbitMQ", "Postgres"]),
  ],
  swiftLanguageModes: [.v6]
)

// MARK: the packages' products, named once
var log: Target.Dependency { .product(name: "Logging", package: "swift-log") }
var deque: Target.Dependency { .product(name: "DequeModule", package: "swift-collections") }
var metrics: Target.Dependency { .product(name: "Metrics", package: "swift-metrics") }
var lifecycle: Target.Dependency { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }
var arguments: Target.Dependency { .product(name: "ArgumentParser", package: "swift-argument-parser") }
var yaml: Target.Dependency { .product(name: "Yams", package: "Yams") }
var subprocess: Target.Dependency { .product(name: "Subprocess", package: "swift-subprocess") }
var config: Target.Dependency { .product(name: "Configuration", package: "swift-configuration") }

// Debian's hiredis.pc names a flag that SwiftPM refuses with a warning, and Debian's headers need no flag at all.
var hiredisPkgConfig: String? {
  #if os(macOS)
  return "hiredis"
  #else
  return nil
  #endif
}

// An asynchronous function runs where its caller runs, unless it is marked `@concurrent`: a call looks up no executor, which took a
// twelfth of the time of a query with many upstream calls.
for target in package.targets where target.type != .system && target.type != .test {
  target.swiftSettings = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]
}
