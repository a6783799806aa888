import Postgres
import Redis
import ServiceKit

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
