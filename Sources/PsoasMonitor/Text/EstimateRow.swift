import PsoasCore
import PsoasSystem

/// The estimates of one sample as a row of CSV. The columns are a stable interface.
public struct EstimateRow {
  public static let header: StaticString =
    "time,placement,up_x,up_y,up_z,lagged_up_x,lagged_up_y,lagged_up_z,tilt_deg,lateral_deg,posture,confidence\n"

  public private(set) var placement = Placement.pelvis
  /// Gravity-up, unit vector, sensor axes; nil before the sensor's orientation is known.
  private var up: Vector3?
  /// Degrees, as in `Estimate`.
  private var tilt: Double?
  private var lateral: Double?
  private var posture = PostureEstimate.unknown
  /// Gravity-up from later samples too, unit vector, sensor axes; nil if it is unknown.
  public var laggedUp: Vector3?

  public init() {}

  /// Changes it to the estimates of a placement after its latest sample. Rows are used again,
  /// because a new one would be copied several times on its way to the others.
  public mutating func fill(_ placement: Placement, _ monitor: inout Monitor) {
    self.placement = placement
    posture = monitor.posture
    (up, tilt, lateral, laggedUp) = (nil, nil, nil, nil)
    guard let estimate = monitor.estimate(of: placement) else { return }
    (up, tilt, lateral) = (estimate.up, estimate.tilt, estimate.lateral)
  }

  /// Bytes of all cells but the time: nine numbers, two names, ten commas and the line feed.
  private static let longest = 9 * TextWriter.longestNumber + 2 * 16 + 11

  /// Appends the cells and a line feed. Reading changes nothing; the function is `mutating`, because the compiler would
  /// otherwise copy the row.
  /// - Parameter time: the cell of the input, copied verbatim.
  public mutating func append(time: UnsafeBufferPointer<UInt8>, to text: inout Text) {
    text.append(atMost: Self.longest + time.count) { row in
      row.append(contentsOf: time)
      row.append(Self.comma)
      row.append(placement.name)
      row.append(Self.comma)
      Self.append(up, to: &row)
      Self.append(laggedUp, to: &row)
      Self.append(tilt, to: &row)
      Self.append(lateral, to: &row)
      row.append(posture.posture.name)
      row.append(Self.comma)
      row.append(posture.confidence, places: 3, then: UInt8(ascii: "\n"))
    }
  }

  private static let comma = UInt8(ascii: ",")

  /// Appends three cells, each with its comma; empty for nil.
  private static func append(_ up: Vector3?, to text: inout TextWriter) {
    guard let up else { return text.append(",,,") }
    // Six decimals resolve 0.0001 degrees.
    text.append(up.x, places: 6, then: comma)
    text.append(up.y, places: 6, then: comma)
    text.append(up.z, places: 6, then: comma)
  }

  /// Appends a cell with degrees and its comma; empty for nil.
  private static func append(_ degrees: Double?, to text: inout TextWriter) {
    guard let degrees else { return text.append(comma) }
    text.append(degrees, places: 3, then: comma)
  }
}
