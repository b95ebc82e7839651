import PsoasMonitor
import PsoasSystem

/// Stores a pause, a skipped day and a snooze between runs, in one JSON file that is readable by its owner only.
public struct ReminderHoldStore: Sendable {
  private let path: Text

  /// - Parameter state: the daemon's state directory.
  public init(state: Text) { path = state.inside("reminders.json") }

  /// Reads the stored state; an empty state if there is no file.
  /// - Throws: if the file is damaged.
  public func read() throws(TraceError) -> ReminderHold {
    guard Files.exists(path) else { return ReminderHold() }
    return try ByteSource.whole(path, expecting: "pauses of reminders") { text throws(TraceError) in
      let document = try JSONDocument(text, file: path, line: 1)
      do throws(JSONFault) { return try InputLine.hold(document.root) } catch {
        throw error.error(file: path, line: 1)
      }
    }
  }

  /// Stores the state; an empty state removes the file.
  public func write(_ hold: ReminderHold) throws(TraceError) {
    var text: Text = "{\"format\":1"
    InputText.append(hold, to: &text)
    text.append("}\n")
    try TraceError.system(.unwritable, file: path, cannot: "write") { () throws(Errno) in
      guard !hold.isEmpty else { return try Files.remove(path) }
      try Folder.make(path.folder)
      try AtomicFile.replace(path, with: text)
    }
  }
}
