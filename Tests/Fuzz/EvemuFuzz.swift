import PsoasMonitor
import PsoasSystem
import PsoasTrace

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEvemu(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  FuzzedFile.write(FuzzedFile.name, UnsafeRawBufferPointer(start: start, count: count))
  // With a quirk that matches every device, more cases reach their events.
  for quirks in [[], [Quirk(isAccelerometer: true, unitsPerG: 100, unitsPerDegreePerSecond: 10)]] {
    var invariants = Invariants()
    do throws(TraceError) {
      var reader = try EvemuReader.open(Text(FuzzedFile.name.utf8), quirks: quirks)
      while let record = try reader.next() { invariants.check(record) }
    } catch { invariants.check(error) }
  }
  return 0
}
