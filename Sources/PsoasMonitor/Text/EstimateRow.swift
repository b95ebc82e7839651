import PsoasCore
import PsoasSystem

/// The estimates of one sample as a row of CSV. The columns are a stable interface.
public struct EstimateRow {
  public static let header: StaticString =
    "time,placement,up_x,up_y,up_z,lagged_up_x,lagged_up_y,lagged_up_z,tilt_deg,lateral_deg,posture,confidence\n"

  /// The cell of the input, copied verbatim.
  public let time: Text
  public let placement: Placement
  /// nil before the sensor's orientation is known.
  public let estimate: Estimate?
  public let posture: PostureEstimate
  /// Gravity-up from later samples too, unit vector, sensor axes; nil if it is unknown.
  public var laggedUp: Vector3?

  public init(time: Text, _ placement: Placement, _ estimate: Estimate?, _ posture: PostureEstimate) {
    self.time = time
    self.placement = placement
    self.estimate = estimate
    self.posture = posture
  }

  /// Appends the cells and a line feed.
  public func append(to text: inout Text) {
    text.append(time)
    text.append(UInt8(ascii: ","))
    text.append(placement.name)
    text.append(UInt8(ascii: ","))
    Self.append(estimate?.up, to: &text)
    Self.append(laggedUp, to: &text)
    if let tilt = estimate?.tilt { text.append(tilt, places: 3) }
    text.append(UInt8(ascii: ","))
    if let lateral = estimate?.lateral { text.append(lateral, places: 3) }
    text.append(UInt8(ascii: ","))
    text.append(posture.posture.name)
    text.append(UInt8(ascii: ","))
    text.append(posture.confidence, places: 3)
    text.append(UInt8(ascii: "\n"))
  }

  /// Appends three cells, each with its comma; empty for nil.
  private static func append(_ up: Vector3?, to text: inout Text) {
    guard let up else { return text.append(",,,") }
    // Six decimals resolve 0.0001 degrees.
    text.append(up.x, places: 6)
    text.append(UInt8(ascii: ","))
    text.append(up.y, places: 6)
    text.append(UInt8(ascii: ","))
    text.append(up.z, places: 6)
    text.append(UInt8(ascii: ","))
  }
}
