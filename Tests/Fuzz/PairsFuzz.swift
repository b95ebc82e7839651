import MonitorScript
import PsoasSystem

/// Two runs that give the same events: a live one and its recording, and one with turned sensors.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPairs(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  let folder = Text("\(FuzzedFile.folder)/run".utf8)
  do {
    try TurnedRun.check(bytes)
    try RecordedRun.check(bytes, in: folder)
  } catch {
    fatalError("\(error)")
  }
  for name in (try? Folder.names(folder)) ?? [] { try? Files.remove(folder.inside(name)) }
  try? Folder.removeIfEmpty(folder)
  return 0
}
