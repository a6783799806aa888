/// `Deque` is the queue of this project, so that it needs no import of its own.
@_exported import DequeModule
