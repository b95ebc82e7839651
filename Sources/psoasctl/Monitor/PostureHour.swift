import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasState
import PsoasSystem

/// The postures of the last hour. Times are microseconds since 1970-01-01 UTC.
struct PostureHour: Equatable {
  struct Span: Equatable {
    var time: Range<Int64>
    var posture: Posture
  }

  static let length: Int64 = 3_600_000_000
  private(set) var spans: [Span] = []

  /// Adds time at the end; what is not after the last span is left out.
  mutating func add(_ posture: Posture, _ began: Int64, _ ended: Int64) {
    let began = max(began, spans.last?.time.upperBound ?? began)
    guard began < ended else { return }
    if let last = spans.last, last.posture == posture, last.time.upperBound == began {
      spans[spans.count - 1].time = last.time.lowerBound..<ended
    } else {
      spans.append(Span(time: began..<ended, posture: posture))
    }
    spans.removeAll { $0.time.upperBound < ended - 2 * Self.length }
  }

  /// The hour before `now` in equal parts, each with the posture of most of its time; unknown if less than a quarter of
  /// it is known. The parts begin at multiples of their length, so that the past does not change.
  func parts(_ count: Int, until now: Int64) -> [Posture] {
    guard count > 0 else { return [] }
    let length = max(Self.length / Int64(count), 1)
    let last = now / length
    return (0..<count).map { index in
      let began = (last - Int64(count - 1 - index)) * length
      let part = began..<min(began + length, max(now, began + 1))
      var times = PerPosture<Double>()
      for span in spans where span.time.overlaps(part) {
        times[span.posture] += Double(span.time.clamped(to: part).count)
      }
      times[.unknown] = 0
      guard times.total * 4 >= Double(part.count) else { return .unknown }
      return Posture.listed.max { times[$0] < times[$1] } ?? .unknown
    }
  }

  init() {}

  /// From the history that the running service writes; empty if there is none.
  ///
  /// It has the exact times of bouts of sitting. Between them only sums are known, and the posture of more than half of
  /// that time is taken, or of standing and walking together the longer one.
  init(folder: Text, now: Int64) {
    guard StateLock.isHeld(folder), let archive = try? HistoryArchive(directory: folder) else { return }
    let days = Set([now - Self.length, now].map { WallClock(local: $0).localDay }).sorted()
    for day in days {
      guard let hours = try? archive.hours(of: day), let bouts = try? archive.bouts(in: LocalDay(day).span) else {
        continue
      }
      for segment in DayStrip(day: day, hours: hours, bouts: bouts, now: now, isLive: true).segments
      where segment.span.upperBound > now - Self.length {
        add(Self.posture(segment.shares), max(segment.span.lowerBound, now - Self.length), segment.span.upperBound)
      }
    }
  }

  static func posture(_ shares: PerPosture<Double>) -> Posture {
    if let most = Posture.listed.first(where: { shares[$0] > 0.5 }) { return most }
    guard shares[.standing] + shares[.walking] > 0.5 else { return .unknown }
    return shares[.standing] >= shares[.walking] ? .standing : .walking
  }
}
