import PsoasCore
import PsoasSystem

/// The texts of messages about sensors.
public enum SensorNoticeText {
  /// The title of a notification.
  public static func title(_ notice: SensorNotice, of placement: Placement) -> Text {
    switch notice {
    case .lost: "The \(placement.name) sensor has stopped"
    case .faulty: "The \(placement.name) sensor is not used"
    case .returned: "The \(placement.name) sensor is back"
    case .batteryLow: "The battery of the \(placement.name) sensor is low"
    case .batteryCritical: "The battery of the \(placement.name) sensor is almost empty"
    case .misplaced(.swapped): "The \(placement.name) and thigh sensors seem to be exchanged"
    case .misplaced: "The \(placement.name) sensor seems to be worn elsewhere"
    }
  }

  /// The explanation, and the remedy where there is one.
  public static func body(_ notice: SensorNotice, of placement: Placement) -> Text {
    switch notice {
    case .lost: "It has sent nothing for a minute. Is it switched on, charged and in reach?"
    case .faulty(let reason): reason
    case .returned: "It sends data again."
    case .batteryLow(let battery), .batteryCritical(let battery):
      "It is at \(battery). Charge it, or change the battery."
    case .misplaced(let doubt): remedy(for: doubt, of: placement)
    }
  }

  /// Why a sensor is believed to be worn elsewhere, and the remedy, as one sentence.
  public static func problem(_ doubt: PlacementDoubt, of placement: Placement) -> Text {
    let title = title(.misplaced(doubt), of: placement == .thigh && doubt == .swapped ? .pelvis : placement)
    return "\(title): \(remedy(for: doubt, of: placement))"
  }

  private static func remedy(for doubt: PlacementDoubt, of placement: Placement) -> Text {
    switch doubt {
    case .swapped:
      """
      in walking the thigh sensor moves less than the other. Exchange them on the body, or assign them the other way \
      round: psoasctl sensors assign \(placement.name) ID (psoasctl sensors lists them).
      """
    case .swings:
      """
      it swings as a leg does in walking. Wear it on the \(placement.name), or assign it: psoasctl sensors assign \
      thigh ID (psoasctl sensors lists them).
      """
    case .doesNotSwing:
      """
      it does not swing in walking. Wear it on the thigh, or assign it: psoasctl sensors assign pelvis ID (psoasctl \
      sensors lists them).
      """
    }
  }
}
