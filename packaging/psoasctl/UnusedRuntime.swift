// Replaces two parts of Swift's runtime library that psoasctl links but never calls. `make ctl` makes the linker
// resolve their symbols to these functions (`--defsym`), and so leaves the parts out.

/// Replaces `swift_task_alloc`, `swift_task_dealloc` and `swift_task_switch`: only AsyncParsableCommand and
/// asynchronous completions of swift-argument-parser call them, and psoasctl has neither. They would bring the
/// concurrency library and libdispatch.
@_cdecl("psoasctl_no_concurrency")
public func noConcurrency() -> Never { fatalError("psoasctl is built without Swift's concurrency library") }

/// Replaces `_swift_stdlib_getScalarName`: no character has a name (`Unicode.Scalar.Properties.name` is nil).
@_cdecl("psoasctl_no_scalar_name")
public func noScalarName() -> Int { 0 }
