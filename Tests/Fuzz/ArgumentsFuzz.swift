import BusScript
import CLinux
import PsoasSystem

nonisolated(unsafe) private var methods: CalledMethods?

/// The methods of the service, called with any arguments in this process; their connection is to run.sh's bus.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzArguments(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  do {
    let called = try methods ?? CalledMethods(Environment.value("DBUS_SESSION_BUS_ADDRESS") ?? "")
    methods = called
    try called.check(UnsafeBufferPointer(start: start, count: count))
  } catch {
    fatalError("\(error)")
  }
  return 0
}
