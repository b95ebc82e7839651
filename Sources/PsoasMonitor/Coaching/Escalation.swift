import PsoasSystem

/// The alert levels of a reminder, in ascending order.
public enum EscalationLevel: UInt8, CaseIterable, Sendable {
  /// Only shown by `psoasctl status`, D-Bus and panels.
  case status
  /// A notification that disappears by itself.
  case transient
  /// A notification that stays until it is answered.
  case resident
  case sound
  /// The worn controller vibrates.
  case rumble

  public var name: StaticString {
    switch self {
    case .status: "status"
    case .transient: "transient"
    case .resident: "resident"
    case .sound: "sound"
    case .rumble: "rumble"
    }
  }

  /// The name of a reminder at this level.
  public var phrase: StaticString {
    switch self {
    case .status: "in the status"
    case .transient: "a notification"
    case .resident: "a notification that stays"
    case .sound: "with a sound"
    case .rumble: "with rumble"
    }
  }
}

/// The alert levels of an unanswered reminder, in order. By default there is only one, the notification; louder levels
/// are opt-in (SafeEyes #320 and #566, workrave #206).
public struct Escalation: Equatable, Sendable {
  public struct Step: Equatable, Sendable {
    public var level: EscalationLevel
    /// Seconds after the reminder was raised, 0 to 3600.
    public var after: Int

    public init(_ level: EscalationLevel, after: Int) {
      self.level = level
      self.after = after
    }
  }

  /// In order of time.
  public private(set) var steps: [Step]

  public init(_ steps: [Step] = [Step(.transient, after: 0)]) {
    self.steps = []
    for step in steps {
      let place = self.steps.firstIndex { $0.after > step.after } ?? self.steps.endIndex
      self.steps.insert(step, at: place)
    }
  }

  /// Parses `transient resident@2min sound@5min`: levels, each with its time after the first; a level without a time
  /// follows at once.
  /// - Returns: nil if a word is invalid; `fault` is that word.
  public init?(_ text: Text, fault: inout Text) {
    var steps: [Step] = []
    for slice in text.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }) {
      let word = Text(slice)
      let at = word.firstIndex(of: UInt8(ascii: "@")) ?? word.endIndex
      let name = Text(word[..<at])
      guard let level = EscalationLevel(name: name),
        let after = at == word.endIndex ? 0 : Escalation.seconds(Text(word[(at + 1)...]))
      else {
        fault = word
        return nil
      }
      steps.append(Step(level, after: after))
    }
    self.init(steps)
  }

  /// Appends the text that `init` parses to the same value.
  public func append(to text: inout Text) {
    for (index, step) in steps.enumerated() {
      if index > 0 { text.append(" ") }
      text.append(step.level.name)
      if step.after > 0 {
        text += "@\(step.after)s"
      }
    }
  }

  /// Parses `90s`, `2min`, or seconds alone.
  private static func seconds(_ text: Text) -> Int? {
    var value = 0
    var index = 0
    while index < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]), value <= 3600 {
      value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
      index += 1
    }
    let unit = Text(text[index...])
    guard index > 0 else { return nil }
    if unit == "min" || unit == "m" {
      value *= 60
    } else if !unit.isEmpty, unit != "s" {
      return nil
    }
    return value <= 3600 ? value : nil
  }
}
