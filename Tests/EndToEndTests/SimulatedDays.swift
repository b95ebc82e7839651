import Foundation
import PsoasMonitor
import PsoasSimulator

/// The local days of a run, and when the wearer is awake in them.
struct SimulatedDays {
  static let zone = TimeZone(identifier: "Europe/Berlin") ?? .gmt

  struct Day {
    /// Days since 1970-01-01 in the local calendar.
    var number: Int
    /// Seconds of the run.
    var awake: Range<Double>
  }

  let start: Date
  let seconds: Double
  let hasNights: Bool
  private(set) var all: [Day] = []

  /// - Parameters:
  ///   - start: local time, as 2026-10-24 22:30:00.
  ///   - seconds: duration of the run, without the nights.
  ///   - hasNights: the computer sleeps from 23:00 to 7:00.
  init(start: String, seconds: Double, hasNights: Bool = false) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = Self.zone
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = Self.zone
    format.dateFormat = "yyyy-MM-dd HH:mm:ss"
    self.start = format.date(from: start) ?? .distantPast
    (self.seconds, self.hasNights) = (seconds, hasNights)
    var (moment, run) = (self.start, 0.0)
    while run < seconds, let day = calendar.dateInterval(of: .day, for: moment) {
      var (begin, end) = (moment, day.end)
      if hasNights, let morning = calendar.date(bySettingHour: 7, minute: 0, second: 0, of: moment),
        let evening = calendar.date(bySettingHour: 23, minute: 0, second: 0, of: moment)
      {
        (begin, end) = (max(moment, morning), evening)
      }
      let awake = min(end.timeIntervalSince(begin), seconds - run)
      let number = (Int(moment.timeIntervalSince1970) + Self.zone.secondsFromGMT(for: moment)) / 86_400
      all.append(Day(number: number, awake: run..<run + awake))
      run += awake
      moment = day.end
    }
  }
}

/// How long the synthetic wearer truly sits.
///
/// The wearer's day is an hour that repeats: one hour of the simulator gives all of them. Only the movements between
/// two postures differ, by a tenth of a second.
struct WearerTruth {
  /// Seconds of sitting before each sample of the hour.
  private var before: [Double] = [0]
  private let period: Double

  init(rate: Int) {
    var options = SyntheticWearer.Options()
    options.rate = Double(rate)
    period = 1 / options.rate
    var wearer = SyntheticWearer(options)
    var frame: [InputEvent] = []
    for _ in 0..<3600 * rate {
      _ = wearer.next(&frame)
      before.append((before.last ?? 0) + (wearer.truth.posture == .sitting ? period : 0))
    }
  }

  private func sitting(before time: Double) -> Double {
    let hours = (time / 3600).rounded(.down)
    let within = Int(((time - hours * 3600) / period).rounded(.down))
    return hours * (before.last ?? 0) + before[within]
  }

  func sitting(in span: Range<Double>) -> Double { sitting(before: span.upperBound) - sitting(before: span.lowerBound) }
}
