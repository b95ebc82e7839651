import ArgumentParser
import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// What to do with the first five seconds in a row that are labelled `stand`, in which a wearer could have announced the
/// neutral stance.
enum FirstStanding: String, ExpressibleByArgument, CaseIterable {
  /// They are compared like all others.
  case score
  /// They are not compared.
  case skip
  /// They are given as by --standing, and are not compared.
  case announce

  private static let length: Int64 = 5_000_000
  /// Microseconds between two rows from which they are not in a row.
  private static let gap: Int64 = 500_000

  /// - Returns: nil if there are no such five seconds.
  static func find(in trace: Text, _ column: Text, _ units: TraceUnits) throws(Failure) -> StandingRange? {
    do throws(TraceError) {
      var reader = try TraceReader(path: trace, units: units, label: column)
      var (began, last): (Int64?, Int64?)
      while let record = try reader.next() {
        guard case .sample = record.input.input else { continue }
        let time = record.time.microseconds
        let isStanding = reader.label == "stand" || reader.label == "standing"
        if !isStanding || (last.map { time - $0 > gap } ?? false) {
          began = isStanding ? time : nil
        } else if began == nil {
          began = time
        }
        last = time
        if let began, time - began >= length {
          return StandingRange(from: Instant(microseconds: began), to: Instant(microseconds: began + length))
        }
      }
      return nil
    } catch {
      throw Failure(error)
    }
  }
}

extension StandingRange {
  /// All whole seconds of the recording that the range reaches into.
  var seconds: Range<Int64> {
    let first = WallClock.floorDivide(from.microseconds, 1_000_000)
    return first..<WallClock.floorDivide(to.microseconds - 1, 1_000_000) + 1
  }
}
