import PsoasSystem
import PsoasTrace

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSampleCSV(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  FuzzedFile.write(FuzzedFile.name, UnsafeRawBufferPointer(start: start, count: count))
  var invariants = Invariants()
  do throws(TraceError) {
    var reader = try SampleCSVReader.open(Text(FuzzedFile.name.utf8))
    while let record = try reader.next() { invariants.check(record) }
  } catch { invariants.check(error) }
  return 0
}
