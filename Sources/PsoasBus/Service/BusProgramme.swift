import PsoasMonitor
import PsoasSystem

extension MessageWriter {
  /// The result of GetProgramme().
  mutating func append(_ day: ProgrammeDay) {
    container(BusType.array, "(sssssddt)") { array in
      for entry in day.entries {
        array.container(BusType.structure, "sssssddt") { $0.append(entry) }
      }
    }
    append(UInt32(clamping: day.streak))
    append(day.adherence ?? -1)
    append(day.leftOut)
  }

  fileprivate mutating func append(_ entry: ProgrammeDay.Entry) {
    append(text: entry.exercise.identifier)
    append(text: entry.exercise.title)
    append(text: "\(entry.exercise.dose)" as Text)
    append(text: entry.state.name)
    append(text: entry.why.name)
    append(Double(entry.asked))
    append(entry.done)
    if case .resting(let until) = entry.state {
      append(UInt64(clamping: until.unixMicroseconds))
    } else {
      append(UInt64(0))
    }
  }
}

/// The day's programme, parsed from the daemon's reply.
public struct ProgrammeReport: Equatable, Sendable {
  public struct Entry: Equatable, Sendable {
    public var exercise: Text
    public var title: Text
    /// `30 to 60 s a side, 2 times`.
    public var dose: Text
    /// due, done, resting, week-done or free.
    public var state: Text
    /// daily, weekly, sat-long or suggested.
    public var why: Text
    /// Doses due and done on this day.
    public var asked: Double
    public var done: Double
    /// End of the rest in microseconds since 1970-01-01 UTC; 0 without a rest.
    public var restsUntil: UInt64
  }

  public var entries: [Entry] = []
  public var streak = 0
  /// 0 to 1; nil if unknown.
  public var adherence: Double?
  public var leftOut: [Text] = []

  /// The due exercise of the highest priority, as `ProgrammeDay.due` orders them; nil if none is due. A reminder also
  /// takes turns with those that were suggested before.
  public var mostUrgent: Entry? {
    let due = entries.filter { $0.state == "due" }
    return due.first { $0.why == "suggested" } ?? due.first { $0.why == "sat-long" } ?? due.first
  }

  init?(_ reply: MessageReader) {
    var entries: [Entry] = []
    let hasEntries = reply.container(BusType.array, "(sssssddt)") { array in
      while array.container(
        BusType.structure, "sssssddt",
        { entry in
          guard let exercise = entry.text(), let title = entry.text(), let dose = entry.text(),
            let state = entry.text(),
            let why = entry.text(), let asked = entry.quantity(), let done = entry.quantity(),
            let until = entry.microseconds(), asked >= 0, done >= 0
          else { return }
          entries.append(
            Entry(
              exercise: exercise, title: title, dose: dose, state: state, why: why, asked: asked, done: done,
              restsUntil: until))
        })
      {}
    }
    guard hasEntries, let streak = reply.unsigned32(), let adherence = reply.double() else { return nil }
    self.entries = entries
    self.streak = Int(streak)
    self.adherence = (0...1).contains(adherence) ? adherence : nil
    leftOut = reply.texts() ?? []
  }
}
