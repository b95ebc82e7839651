import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// An angle as it is displayed, in whole degrees: it follows once it has moved by most of a degree, so that noise does
/// not redraw the screen.
struct SteadyAngle: Equatable {
  private(set) var degrees: Double?

  mutating func follow(_ measured: Double?) {
    let measured = measured.flatMap { $0.isFinite ? $0 : nil }
    if let measured, let degrees, (measured - degrees).magnitude < 0.8 { return }
    degrees = measured?.rounded()
  }
}

/// What the live view shows: a value made from the service's status and signals.
struct MonitorState {
  enum Service { case running, silent, stopped }

  var service = Service.running
  /// The system's service, not the wearer's own.
  var isSystem = false
  var status = BusStatus()
  var sensors: [BusSensor] = []
  var exercises: [ExerciseSummary] = []
  var programme: ProgrammeReport?
  /// From upright standing, anterior positive.
  var tilt = SteadyAngle()
  /// From the neutral of the current posture, anterior positive.
  var fromNeutral = SteadyAngle()
  /// Minutes that one snooze lasts.
  var snoozeMinutes = Configuration().snoozeMinutes
  var hour = PostureHour()
  /// The service's clock: microseconds since 1970-01-01 UTC.
  var now: Int64 = 0
  /// The exercise session in progress, as far as it was heard.
  var stage: ExerciseSessionStage?
  var progress: ExerciseSessionProgress?
  var notice: (text: Text, isWarning: Bool)?
  /// The next key is a posture.
  var isAskingPosture = false

  /// The title of an exercise; its identifier if it is not known.
  func title(_ identifier: Text) -> Text { exercises.first { $0.identifier == identifier }?.title ?? identifier }

  /// A key and what it does.
  struct Offer: Equatable {
    var key: Character
    var act: Act
  }

  enum Act: Equatable {
    case start, snooze, skip, done, pause, resume, ask, undo, quit, cancel
    case correct(Posture)
  }

  /// The keys that do something now, the most important ones first.
  var offers: [Offer] {
    guard service == .running else { return [Offer(key: "q", act: .quit)] }
    if isAskingPosture {
      return Posture.stated.enumerated().map { Offer(key: Character("\($0 + 1)"), act: .correct($1)) }
        + [Offer(key: "\u{1B}", act: .cancel)]
    }
    var offers: [Offer] = []
    if !status.activeSession.isEmpty {
      offers.append(Offer(key: "d", act: .done))
    } else if status.openReminder.isEmpty {
      offers.append(Offer(key: "s", act: .start))
    } else {
      offers += [
        Offer(key: "s", act: .start), Offer(key: "z", act: .snooze), Offer(key: "k", act: .skip),
        Offer(key: "d", act: .done),
      ]
    }
    return offers + [
      Offer(key: "p", act: status.isPaused ? .resume : .pause), Offer(key: "c", act: .ask),
      Offer(key: "u", act: .undo), Offer(key: "q", act: .quit),
    ]
  }

  /// Minutes of the current bout; nil outside of one.
  var boutMinutes: Int? {
    guard service == .running, status.sittingSince > 0 else { return nil }
    return Int(max(now - Int64(clamping: status.sittingSince), 0) / 60_000_000)
  }

  /// The elapsed share of the time from sitting down to the next suggestion; nil if none is planned.
  var shareOfBout: Double? {
    guard status.sittingSince > 0, status.nextReminder > status.sittingSince else { return nil }
    let whole = Double(status.nextReminder - status.sittingSince)
    return min(max(Double(now - Int64(clamping: status.sittingSince)) / whole, 0), 1)
  }
}
