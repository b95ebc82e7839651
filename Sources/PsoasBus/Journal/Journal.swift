import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// The system's journal (sd_journal_sendv(3)). Without one nothing happens.
public enum Journal {
  /// Whether a journal takes entries here.
  public static var isPresent: Bool {
    let socket: StaticString = "/run/systemd/journal/socket"
    return access(socket.cString, W_OK) == 0
  }

  /// Whether a descriptor such as standard error is connected to the journal already. Its output need not be sent
  /// twice. The service manager sets JOURNAL_STREAM for this purpose (systemd.exec(5)).
  public static func takes(descriptor: Int32) -> Bool {
    guard let status = try? BorrowedDescriptor(descriptor).status() else { return false }
    return Environment.value("JOURNAL_STREAM") == "\(status.st_dev):\(status.st_ino)"
  }

  /// Sends an entry.
  /// - Throws: `BusError.failed` where there is a journal that does not take it.
  public static func send(_ entry: JournalEntry) throws(BusError) {
    // All fields in one buffer: an iovec each points into it.
    var buffer: [UInt8] = []
    for field in entry.fields { buffer += field.bytes }
    let result = buffer.withUnsafeMutableBytes { bytes -> Int32 in
      var parts: [iovec] = []
      parts.reserveCapacity(entry.fields.count)
      var start = bytes.baseAddress
      for field in entry.fields {
        parts.append(iovec(iov_base: start, iov_len: field.count))
        start = start?.advanced(by: field.count)
      }
      return sd_journal_sendv(parts, Int32(parts.count))
    }
    guard result >= 0 else { throw .failed("sd_journal_sendv", code: -result) }
  }

  /// Sends the entry of an event, where it has one. A journal that does not take it is no reason to stop.
  /// - Parameter alertPriority: of a suggestion, syslog(3)'s 0 to 7.
  public static func send(_ timed: TimedEvent, alertPriority: Int = JournalMessage.reminder.priority) {
    guard let entry = JournalEntry(timed, alertPriority: alertPriority) else { return }
    try? send(entry)
  }
}
