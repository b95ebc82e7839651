import PsoasSystem

extension Text {
  /// Appends the amount: `30 to 60 s a side, twice`, `3 sets of 10 to 15`.
  public mutating func append(_ dose: Dose) {
    switch dose.work {
    case .hold(let seconds), .move(let seconds):
      // A hold is in seconds, a walk in minutes.
      let isLong = seconds.lowerBound >= 120 && seconds.lowerBound % 60 == 0 && seconds.upperBound % 60 == 0
      append(isLong ? seconds.lowerBound / 60...seconds.upperBound / 60 : seconds)
      append(isLong ? " min" : " s")
      if dose.sides == 2 { append(" a side") }
      append(times: dose.sets)
    case .rest(let seconds):
      append(seconds)
      append(" s of rest")
      append(times: dose.sets)
    case .repetitions(let count, let hold, _):
      if dose.sets > 1 {
        append(dose.sets)
        append(" sets of ")
      }
      append(count)
      append(count.upperBound == 1 ? " repetition" : " repetitions")
      if hold > 0 {
        append(" of ")
        append(hold)
        append(" s")
      }
      if dose.sides == 2 { append(" a side") }
    }
  }

  private mutating func append(_ range: ClosedRange<Int>) {
    append(range.lowerBound)
    if range.upperBound > range.lowerBound {
      append(" to ")
      append(range.upperBound)
    }
  }

  private mutating func append(times: Int) {
    guard times > 1 else { return }
    guard times > 2 else { return append(", twice") }
    append(", ")
    append(times)
    append(" times")
  }
}
