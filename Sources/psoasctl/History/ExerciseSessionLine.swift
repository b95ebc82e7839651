import PsoasHistory
import PsoasMonitor

/// A past exercise session in a line of eighty columns.
enum ExerciseSessionLine {
  /// `10:15  kneeling-hip-flexor    2 holds, 58 s (50 s seen), 97 %`.
  static func text(_ session: ExerciseSessionEntry, isLast: Bool) -> String {
    let name = session.exercise.text
    let head =
      DayText.clock(session.began) + "  " + name.padded(to: max(name.count, 24))
    guard session.ended != nil else { return head + "  " + DayText.endless(isLast: isLast) }
    var parts: [String] = []
    if session.holds > 0 || session.held > 0 {
      var holds = "\(count(session.holds, "hold")), \(seconds(session.held))"
      if session.heldChecked > 0 { holds += " (\(seconds(session.heldChecked)) seen)" }
      parts.append(holds)
    }
    if session.repetitions > 0 { parts.append(count(session.repetitions, "repetition")) }
    parts.append("\(Int((session.share * 100).rounded())) %")
    switch session.ending.text {
    case "by-hand": parts.append("done, as reported")
    case "stopped": parts.append("stopped")
    case "abandoned": parts.append("abandoned")
    default: break
    }
    return head + "  " + parts.joined(separator: ", ")
  }

  private static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
  private static func seconds(_ value: Double) -> String { "\(Int(value.rounded())) s" }
}

/// The tilt of each hour: the share of the time in each band, by posture.
enum HourTiltText {
  /// With a heading and a blank line at the end; empty if less than a minute of tilt is known.
  static func lines(_ hours: [HourTotals]) -> [String] {
    let known = hours.filter { hour in TiltBands.postures.contains { isKnown(hour.tilt[$0]) } }
    guard !known.isEmpty else { return [] }
    let postures = TiltBands.postures.filter { posture in known.contains { isKnown($0.tilt[posture]) } }
    var heads = ["tilt, %   ", "          "]
    for posture in postures {
      heads[0] += "\(posture.name)".padded(to: 22)
      heads[1] += "post. neutral ant.    "
    }
    let rows = known.map { hour in
      postures.reduce(DayText.hour(hour) + "     ") { $0 + cells(hour.tilt[$1]) + "    " }
    }
    return (heads + rows).map { line in String(line.reversed().drop { $0 == " " }.reversed()) } + [""]
  }

  private static func isKnown(_ bands: TiltBands) -> Bool { bands.total >= 60 }

  /// Right-aligned under the headings.
  private static func cells(_ bands: TiltBands) -> String {
    guard isKnown(bands) else { return "    -       -    -" }
    return zip(bands.percentages, [5, 8, 5]).map { "\($0)".aligned(to: $1) }.joined()
  }
}
