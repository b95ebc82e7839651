import MonitorScript
import PsoasMonitor
import PsoasSystem

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMonitor(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  do {
    _ = try MonitorRun.checked(UnsafeBufferPointer(start: start, count: count))
  } catch {
    fatalError("\(error)")
  }
  return 0
}
