/// How long to wait before the next attempt: doubles, each wait drawn from its upper half. (Pooling's `Backoff` is out of this layer's reach.)
struct ReconnectDelay {
  private var ceiling = Duration.milliseconds(100)

  mutating func next() -> Duration {
    defer { ceiling = min(.seconds(3), ceiling * 2) }
    return ceiling * Double.random(in: 0.5...1)
  }

  mutating func reset() { ceiling = .milliseconds(100) }
}
