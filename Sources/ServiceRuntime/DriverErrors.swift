import Postgres
import Redis
import ServiceKit
import ServiceStorage

extension PostgresError: ServiceErrorConvertible {
  public var serviceError: ServiceError {
    switch code {
    case .unavailable, .timeout, .serializationFailure, .cancelled: .serviceUnavailable()
    default: .unexpected()
    }
  }

  public var logDetail: String? { serverMessage }
}

extension RedisError: ServiceErrorConvertible {
  public var serviceError: ServiceError {
    switch code {
    case .unavailable, .timeout: .serviceUnavailable()
    default: .unexpected()
    }
  }
}

extension IdempotencyError: ServiceErrorConvertible {
  public var serviceError: ServiceError {
    switch self {
    case .mismatch: .idempotencyMismatch()
    case .incomplete: .serviceUnavailable()
    }
  }
}
