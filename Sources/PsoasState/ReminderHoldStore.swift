import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// Stores a pause, a skipped day and a snooze between runs, in one JSON file that is readable by its owner only.
public struct ReminderHoldStore: Sendable {
  private let path: Text

  /// - Parameter state: the state directory.
  public init(state: Text) { path = state.inside("reminders.json") }

  /// Reads the stored state; an empty state if there is no file.
  /// - Throws: if the file is damaged.
  public func read() throws(TraceError) -> ReminderHold {
    guard Files.exists(path) else { return ReminderHold() }
    return try StateText.reminderHold(from: path)
  }

  /// Stores the state; an empty state removes the file.
  public func write(_ hold: ReminderHold) throws(TraceError) {
    try TraceError.system(.unwritable, file: path, cannot: "write") { () throws(Errno) in
      guard !hold.isEmpty else { return try Files.remove(path) }
      try Folder.make(path.folder)
      try AtomicFile.replace(path, with: StateText.reminderHold(hold))
    }
  }
}
