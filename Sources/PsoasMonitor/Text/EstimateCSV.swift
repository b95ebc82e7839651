import PsoasCore
import PsoasSystem

/// Estimates as CSV: one row per sample. The columns are a stable interface.
public enum EstimateCSV {
  public static let header: StaticString =
    "time,placement,up_x,up_y,up_z,lagged_up_x,lagged_up_y,lagged_up_z,tilt_deg,lateral_deg,posture,confidence\n"

  /// Appends the cells that are available immediately, up to and including `up_z` and its comma.
  ///
  /// - Parameter time: the cell of the input, copied verbatim.
  public static func append(
    time: some Collection<UInt8>, _ placement: Placement, _ up: Vector3?, to row: inout Text
  ) {
    row.append(contentsOf: time)
    row.append(",")
    row.append(placement.name)
    row.append(",")
    append(up, to: &row)
  }

  /// Appends three cells, each with its comma; empty for nil.
  public static func append(_ up: Vector3?, to row: inout Text) {
    guard let up else {
      row.append(",,,")
      return
    }
    // Six decimals resolve 0.0001 degrees.
    row.append(up.x, places: 6)
    row.append(",")
    row.append(up.y, places: 6)
    row.append(",")
    row.append(up.z, places: 6)
    row.append(",")
  }

  /// Appends the rest of the row, with its line feed.
  public static func append(_ estimate: Estimate?, _ posture: PostureEstimate, to row: inout Text) {
    if let tilt = estimate?.tilt { row.append(tilt, places: 3) }
    row.append(",")
    if let lateral = estimate?.lateral { row.append(lateral, places: 3) }
    row.append(",")
    row.append(posture.posture.name)
    row.append(",")
    row.append(posture.confidence, places: 3)
    row.append("\n")
  }
}
