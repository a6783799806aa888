// `import GraphQL` is enough to serve a schema: what its API names comes with it.
@_exported import DataLoading
@_exported import GraphQLExecution
@_exported import GraphQLLanguage
@_exported import GraphQLSchema
@_exported import GraphQLValidation
@_exported import JSON

@_exported import struct HTTPCore.HTTPFields
