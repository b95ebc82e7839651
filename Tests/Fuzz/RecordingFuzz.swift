import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// The first byte selects the file that the other bytes replace: even `recording.json`, odd `inputs.jsonl`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecording(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let rest = UnsafeRawBufferPointer(start: start + 1, count: count - 1)
  let isDescription = start[0] & 1 == 0
  if isDescription {
    FuzzedFile.write("\(FuzzedFile.folder)/recording.json", rest)
    FuzzedFile.write("\(FuzzedFile.folder)/inputs.jsonl", "{\"time\":1,\"input\":\"end\"}\n")
  } else {
    FuzzedFile.write("\(FuzzedFile.folder)/recording.json", "{\"format\":1}")
    FuzzedFile.write("\(FuzzedFile.folder)/inputs.jsonl", rest)
  }
  FuzzedFile.write(
    "\(FuzzedFile.folder)/pelvis.evemu",
    """
    N: x
    P: 40 00 00 00 00 00 00 00
    A: 00 -9 9 0 0 1
    A: 01 -9 9 0 0 1
    A: 02 -9 9 0 0 1
    E: 1.000000 0003 0000 1
    E: 1.000000 0000 0000 0
    E: 3.000000 0003 0000 2
    E: 3.000000 0000 0000 0

    """)
  var invariants = Invariants()
  do throws(TraceError) {
    var reader = try RecordingReader.open(Text(FuzzedFile.folder.utf8))
    var monitor = Monitor(
      reader.manifest.configuration, catalog: reader.manifest.catalog ?? ExerciseCatalog(),
      calibration: reader.manifest.calibration.map { .given($0) } ?? .automatic)
    // Accepted input must not cause a trap in the pipeline or in the texts of its results.
    defer { texts(of: monitor.status) }
    while let record = try reader.next() {
      invariants.check(record)
      var events: [TimedEvent] = []
      monitor.handle(record.input, into: &events)
      var text = Text()
      for event in events { EventJSON.append(event, to: &text) }
    }
  } catch { invariants.check(error) }
  return 0
}

private func texts(of status: MonitorStatus) {
  var text = Text()
  SummaryText.append(status.today, to: &text)
}
