/// When the request of the current task must have its answer. Child tasks inherit it.
///
/// Whatever waits within a request for something outside of the process waits no longer than this. Outside of a request there is none.
package enum RequestDeadline {
  @TaskLocal package static var current: MonotonicTime?
}
