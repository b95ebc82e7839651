import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// The fuzzer's bytes in a memory file, which the readers open by name for each case.
enum FuzzedFile {
  static let folder = {
    let folder = "/dev/shm/psoas-fuzz-\(getpid()).psoas"
    mkdir(folder, 0o700)
    return folder
  }()
  static let name = "\(folder)/case"

  static func write(_ name: String, _ bytes: UnsafeRawBufferPointer) {
    let file = psoas_open(name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(file >= 0, "no /dev/shm to write cases into")
    precondition(CLinux.write(file, bytes.baseAddress, bytes.count) == bytes.count)
    close(file)
  }

  static func write(_ name: String, _ text: StaticString) {
    write(name, UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

/// Conditions that every record must satisfy, whatever the bytes are.
struct Invariants {
  private var last: Int64 = .min
  private var count = 0

  mutating func check(_ record: TraceRecord) {
    precondition(record.time.microseconds >= last, "time goes backwards")
    last = record.time.microseconds
    count += 1
    precondition(count < 5_000_000, "more records than bytes")
    if case .sample(_, let sample) = record.input.input {
      precondition(sample.acceleration.isFinite && sample.angularVelocity.isFinite, "a reading that is no number")
      precondition(sample.interval >= 0 && sample.interval.isFinite, "an interval that cannot be")
    }
  }

  func check(_ error: TraceError) {
    precondition(!error.message.isEmpty && error.line >= 0, "an error that says nothing")
    precondition(!error.message.contains(0x0A), "an error of two lines")
  }
}
