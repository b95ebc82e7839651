import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// The result of a measurement as text.
enum RhythmReport {
  /// The output of `write` as a string.
  static func words(_ write: (inout Text) -> Void) -> String {
    var text = Text()
    write(&text)
    return text.text
  }

  // MARK: For people

  static func table(_ rhythm: LumbopelvicRhythm) -> String {
    var lines: [String] = []
    lines.append("\(rhythm.trunk.count) bends; the median, and the range from the least to the largest")
    lines.append("")
    lines.append(row("trunk flexion", rhythm.trunk, "deg", 0))
    lines.append(row("  by the pelvis", rhythm.pelvis, "deg", 0))
    lines.append(row("  by the lumbar spine", rhythm.lumbar, "deg", 0))
    lines.append(row("lumbar share", rhythm.contribution, "%", 0))
    lines.append(row("speed down", rhythm.speed, "deg/s", 0) + "    up " + spread(rhythm.returnSpeed, 0))
    if let delay = rhythm.pelvicDelay {
      lines.append(row("pelvis starts after", delay, "s", 2))
    }
    lines.append("")
    lines.append("lumbar degrees per degree of the pelvis   bending           coming back")
    for phase in 0..<RhythmBend.phases {
      let name = "  trunk at \(30 * phase) to \(30 * phase + 30) deg"
      lines.append(pair(name, rhythm.ratio(.forward, phase: phase), rhythm.ratio(.back, phase: phase)))
    }
    for (third, name) in ["  first third", "  middle third", "  last third"].enumerated() {
      lines.append(pair(name, rhythm.ratio(.forward, third: third), rhythm.ratio(.back, third: third)))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ name: String, _ value: Spread, _ unit: String, _ places: Int) -> String {
    name.padded(to: 24) + spread(value, places) + " " + unit
  }

  private static func pair(_ name: String, _ forward: Spread?, _ back: Spread?) -> String {
    let first = name.padded(to: 40)
    let second = (forward.map { spread($0, 2) } ?? "  -").padded(to: 20)
    return first + second + (back.map { spread($0, 2) } ?? "  -")
  }

  private static func spread(_ value: Spread, _ places: Int) -> String {
    "\(value.median, places: places) (\(value.least, places: places)-\(value.greatest, places: places))"
  }

  /// - Parameter earlier: measurements in the user's history; nil for a recording, which has no history.
  static func comparison(_ rhythm: LumbopelvicRhythm, _ earlier: [RhythmEntry]?) -> String {
    let share = rhythm.contribution.median
    var lines: [String] = []
    let usual = RhythmText.usualShare
    let isUsual = usual.contains(share)
    let place = isUsual ? "within" : share < usual.lowerBound ? "below" : "above"
    lines.append(
      "A lumbar share of \(share, places: 0) % is \(place) the usual 26 to 70 % (Laird 2018, 124 people).")
    if let earlier { lines.append(own(share, earlier)) }
    lines.append("The places of the sensors alone change it from 37 to 51 %: compare with yourself, the")
    lines.append("sensors in the same places, not with norms of other systems. It is not a diagnosis.")
    return lines.joined(separator: "\n")
  }

  private static func own(_ share: Double, _ earlier: [RhythmEntry]) -> String {
    guard earlier.count >= Spread.fewest else {
      let last = earlier.last.map { "; your last one was \($0.share, places: 0) %" } ?? ""
      return "Your own usual share is known after three measurements (so far \(earlier.count)\(last))."
    }
    let sorted = earlier.map(\.share).sorted()
    let median = 0.5 * (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2])
    let shift = share - median
    let words =
      "Your own usual share is \(median, places: 0) % (\(earlier.count) measurements); this is "
      + "\(shift.magnitude, places: 0) points \(shift < 0 ? "lower" : "higher")"
    guard abs(shift) > RhythmText.notableShift else { return words + ": nothing new." }
    return words
      + ":\ndifferent from your usual. Speed, load, a stiff day and other places of the sensors\n"
      + "change it as well: measure again on another day."
  }

  static func printHistory(_ memories: [RhythmEntry], json: Bool) {
    if json {
      for memory in memories { print(object(memory)) }
      return
    }
    guard !memories.isEmpty else { return print("no measurement yet: run psoasctl rhythm") }
    print("when              bends  lumbar share     trunk  pelvis  speed")
    for memory in memories {
      let time: Text = "\(dateAndMinute: WallClock(local: memory.measured))"
      print(
        time.text
          + "  \(Double(memory.bends), places: 0, width: 5)  \(memory.share, places: 0, width: 3) % "
          + "(\(memory.leastShare, places: 0)-\(memory.greatestShare, places: 0))"
          + "  \(memory.trunk, places: 0, width: 5)  \(memory.pelvis, places: 0, width: 6)"
          + "  \(memory.speed, places: 0, width: 5)")
    }
  }

  private static func object(_ memory: RhythmEntry) -> String {
    func list(_ values: [Double?]) -> String {
      "[" + values.map { $0.map { "\($0, places: 3)" } ?? "null" }.joined(separator: ",") + "]"
    }
    return "{\"measured_us\":\(memory.measured),\"bends\":\(memory.bends),"
      + "\"lumbar_share_percent\":\(memory.share, places: 2),\"trunk_deg\":\(memory.trunk, places: 2),"
      + "\"pelvis_deg\":\(memory.pelvis, places: 2),\"speed_deg_per_s\":\(memory.speed, places: 2),"
      + "\"forward_ratios\":\(list(memory.forward)),\"return_ratios\":\(list(memory.back))}"
  }

  // MARK: For programs

  static let csvHeader: String = {
    let ratios = ["forward", "return"].flatMap { direction in
      ["0_30", "30_60", "60_90", "90_120", "third_1", "third_2", "third_3"].map { "\(direction)_\($0)" }
    }
    let head = ["trace", "bend", "began_s", "length_s"] + RhythmFigure.all.map { "\($0.name)" }
    return (head + ratios).joined(separator: ",")
  }()

  /// One row per bend, each with its line feed; missing measurements are empty.
  static func rows(_ result: RhythmResult, title: String?) -> String {
    var rows = ""
    for (index, bend) in result.bends.enumerated() {
      func cell(_ value: Double?, _ places: Int = 2) -> String {
        value.map { "\($0, places: places)" } ?? ""
      }
      var cells = [quoted(title ?? ""), "\(index + 1)", cell(bend.began), cell(bend.length)]
      cells += RhythmFigure.all.map { cell($0.value(bend)) }
      for direction in [RhythmBend.Direction.forward, .back] {
        cells += (0..<RhythmBend.phases).map { cell(bend.ratio(direction, phase: $0), 3) }
        cells += (0..<3).map { cell(bend.ratio(direction, third: $0), 3) }
      }
      rows += cells.joined(separator: ",") + "\n"
    }
    return rows
  }

  /// A cell of RFC 4180.
  private static func quoted(_ text: String) -> String {
    text.contains(where: { ",\"\n".contains($0) })
      ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
  }
}
