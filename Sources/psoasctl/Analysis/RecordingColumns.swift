import PsoasAnalysis
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A column of `recordings.csv`.
struct RecordingColumn: Sendable {
  let name: Text
  /// It contains words, no number.
  let isText: Bool
  private let write: @Sendable (RecordingFigures, inout Text) -> Void

  private init(_ name: Text, isText: Bool = true, _ write: @escaping @Sendable (RecordingFigures, inout Text) -> Void) {
    self.name = name
    self.isText = isText
    self.write = write
  }

  /// A number with so many decimals; nil is an empty cell.
  private init(_ name: Text, places: Int, _ value: @escaping @Sendable (RecordingFigures) -> Double?) {
    self.init(name, isText: false) { figures, cell in
      if let value = value(figures) { cell.append(value, places: places) }
    }
  }

  private init(_ name: Text, count: @escaping @Sendable (RecordingFigures) -> Int) {
    self.init(name, isText: false) { figures, cell in cell.append(count(figures)) }
  }

  /// The cell, without quotation marks.
  func cell(_ figures: RecordingFigures) -> Text {
    var cell = Text()
    write(figures, &cell)
    return cell
  }

  /// The columns after `trace` and `person`. Times are seconds of the recording. docs/research.md defines each.
  static let all: [RecordingColumn] = begin + bouts + calibration + tilt + end

  private static let begin: [RecordingColumn] =
    [
      RecordingColumn("start") { figures, cell in
        if let start = figures.start { cell.append(iso8601: start) }
      },
      RecordingColumn("began_s", places: 3) { $0.analysis.first?.seconds },
      RecordingColumn("ended_s", places: 3) { $0.analysis.last?.seconds },
      RecordingColumn("recorded_s", places: 3) { $0.analysis.seconds.total },
      RecordingColumn("sensors") { figures, cell in
        for placement in Placement.allCases where figures.analysis.placements[placement] {
          if !cell.isEmpty { cell.append("+") }
          cell.append(placement.name)
        }
      },
      RecordingColumn("samples", count: { $0.analysis.samples }),
      RecordingColumn("gaps", count: { $0.analysis.gaps }),
      RecordingColumn("gap_s", places: 3) { $0.analysis.gapSeconds },
    ]
    + Posture.listed.map { posture in
      RecordingColumn("\(column: posture)_s", places: 3) { $0.analysis.seconds[posture] }
    } + [RecordingColumn("revised_s", places: 3) { $0.analysis.revised }]

  private static let bouts: [RecordingColumn] =
    [RecordingColumn("bouts", count: { $0.analysis.bouts.lengths.count })]
    + [1, 10, 20, 30].map { minutes in
      RecordingColumn("bouts_\(minutes)min", count: { $0.analysis.bouts.count(atLeast: Double(minutes) * 60) })
    } + [
      RecordingColumn("bouts_30min_s", places: 3) { $0.analysis.bouts.sitting(inBoutsOf: 1800) },
      RecordingColumn("longest_bout_s", places: 3) { $0.analysis.bouts.longest },
      RecordingColumn("median_bout_s", places: 3) { $0.analysis.bouts.median },
      RecordingColumn("breaks", count: { $0.analysis.bouts.breaks }),
      RecordingColumn("active_breaks", count: { $0.analysis.bouts.activeBreaks }),
      RecordingColumn("steps", count: { $0.analysis.steps }),
    ]

  private static let calibration: [RecordingColumn] =
    [
      RecordingColumn("upright_from") { figures, cell in
        if let upright = figures.analysis.upright { cell.append(upright.source.name) }
      },
      RecordingColumn("upright_since_s", places: 3) { $0.analysis.upright?.since.seconds },
      RecordingColumn("calibration") { figures, cell in cell.append(figures.calibration.trust.name) },
    ]
    + Calibration.noFigures.enumerated().map { index, figure in
      RecordingColumn("calibration_\(figure.name)", places: figure.places) { figures in
        figures.calibration.records[.pelvis]?.calibration.figures[index].value
      }
    }

  private static let tilt: [RecordingColumn] =
    tilt("standing") { $0.standingDegrees } + tilt("sitting") { $0.sittingDegrees }
    + TiltBands.postures.flatMap { posture in
      TiltBands.Band.allCases.map { band in
        RecordingColumn("tilt_\(posture.name)_\(band.name)_s", places: 3) { $0.analysis.tilt.bands[posture][band] }
      }
    }

  private static func tilt(
    _ name: StaticString, _ histogram: @escaping @Sendable (TiltDay) -> TiltHistogram
  ) -> [RecordingColumn] {
    let shares: [(name: StaticString, share: Double)] = [("p10", 0.1), ("median", 0.5), ("p90", 0.9)]
    return shares.map { entry in
      RecordingColumn("tilt_\(name)_\(entry.name)_deg", places: 1) { histogram($0.analysis.tilt).quantile(entry.share) }
    }
  }

  private static let end: [RecordingColumn] = [
    RecordingColumn("warnings", count: { $0.analysis.notes.count }),
    RecordingColumn("warning") { figures, cell in cell.append("\(figures.analysis.notes, joined: "; ")" as Text) },
  ]
}

/// What the columns are made from.
struct RecordingFigures {
  let analysis: RecordingAnalysis
  let start: WallClock?
  let calibration: CalibrationStatus
}

extension Calibration {
  /// The names and decimals of the figures.
  fileprivate static var noFigures: [(name: StaticString, value: Double?, places: Int)] {
    Calibration(upright: Vector3(1, 0, 0), mediolateral: Vector3(0, 0, 1))?.figures ?? []
  }
}

extension TextInterpolation {
  /// The name of a posture in the name of a column, with underscores.
  mutating func appendInterpolation(column posture: Posture) {
    insert { text in
      let name: Text = "\(posture.name)"
      for byte in name { text.append(byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte) }
    }
  }
}
