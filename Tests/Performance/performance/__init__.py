"""The project's benchmark: `Tests/Performance/run` starts it, and `make help` lists its targets."""
