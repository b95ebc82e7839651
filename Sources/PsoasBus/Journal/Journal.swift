import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// The systemd journal (sd_journal_sendv(3)). Without one nothing happens. Entries that it does not read are dropped and
/// counted.
public enum Journal {
  nonisolated(unsafe) private static var journal = BoundedSend()

  /// Whether there is a journal.
  public static var isPresent: Bool {
    let socket: StaticString = "/run/systemd/journal/socket"
    return access(socket.cString, W_OK) == 0
  }

  /// Whether a descriptor such as standard error is already connected to the journal, so that its output need not be
  /// sent twice. The service manager sets JOURNAL_STREAM for this purpose (systemd.exec(5)).
  public static func takes(descriptor: Int32) -> Bool {
    guard let status = try? BorrowedDescriptor(descriptor).status() else { return false }
    return Environment.value("JOURNAL_STREAM") == "\(status.st_dev):\(status.st_ino)"
  }

  /// Sends an entry.
  /// - Throws: `BusError.failed` if a journal exists and refuses or does not read the entry.
  public static func send(_ entry: JournalEntry) throws(BusError) {
    try sendFields(of: entry)
    let dropped = journal.takeDropped()
    guard dropped > 0 else { return }
    try sendFields(
      of: JournalEntry(
        .journalBlocked,
        text: "\(count: dropped, "entry was", "entries were") dropped while the journal was not read"))
  }

  private static func sendFields(of entry: JournalEntry) throws(BusError) {
    // All fields are in one buffer; each iovec points into it.
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
      return journal.send { sd_journal_sendv(parts, Int32(parts.count)) }
    }
    guard result >= 0 else { throw .failed("sd_journal_sendv", code: -result) }
  }

  /// Sends the entry of an event, if it has one. A journal that refuses it does not stop the daemon.
  /// - Parameter alertPriority: priority of a suggestion as in syslog(3), 0 to 7.
  public static func send(_ timed: TimedEvent, alertPriority: Int = JournalMessage.reminder.priority) {
    guard let entry = JournalEntry(timed, alertPriority: alertPriority) else { return }
    try? send(entry)
  }
}
