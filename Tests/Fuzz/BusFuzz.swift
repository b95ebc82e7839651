import BusScript
import CLinux
import PsoasSystem

/// A hostile program and the daemon's parts on the private bus that run.sh starts.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBus(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  do {
    let address = Environment.value("DBUS_SESSION_BUS_ADDRESS") ?? ""
    try BusRun.check(UnsafeBufferPointer(start: start, count: count), address)
  } catch {
    fatalError("\(error)")
  }
  return 0
}
