import PsoasCore
import PsoasSystem
import PsoasTrace

/// A pelvis sensor's calibration as JSON, the form in which the daemon keeps one: `{"cranial": [x, y, z], "right": [x, y,
/// z]}`, both in sensor axes, any length, and what else is known. A recording.json is read too, for the one it carries.
enum CalibrationFile {
  static func read(_ path: String) throws(Failure) -> Calibration {
    do throws(TraceError) { return try StateText.calibration(from: Text(path.utf8)).calibration } catch {
      throw Failure(error)
    }
  }
}
