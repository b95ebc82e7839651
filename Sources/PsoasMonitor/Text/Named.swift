import PsoasCore
import PsoasSystem

/// A value with a name on D-Bus, in JSON Lines and on the command line.
public protocol Named: CaseIterable {
  var name: StaticString { get }
}

extension Named {
  /// The value with this name; nil if there is none.
  public init?(name: Text) {
    for candidate in Self.allCases where name == candidate.name {
      self = candidate
      return
    }
    return nil
  }
}

extension Posture: Named {}
extension Placement: Named {}
extension CalibrationStep: Named {}
extension QuietReason: Named {}
extension EscalationLevel: Named {}
extension MuscleGroup: Named {}
extension Exercise.Kind: Named {}
extension Exercise.Check: Named {}
extension Exercise.Place: Named {}
extension BodySide: Named {}
extension ExerciseSessionResponse: Named {}
extension ExerciseSessionBasis: Named {}
extension ExerciseSessionFeedback: Named {}
extension ExerciseSessionResult.Ending: Named {}
