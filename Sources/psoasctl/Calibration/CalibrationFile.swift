import PsoasCore
import PsoasSystem
import PsoasTrace

/// A pelvis sensor's calibration as JSON, in the daemon's format: `{"cranial": [x, y, z], "right": [x, y, z]}`, both in
/// sensor axes, any length, and optional members. A recording.json with a calibration is accepted too.
enum CalibrationFile {
  static func read(_ path: String) throws(Failure) -> Calibration {
    do throws(TraceError) { return try StateText.calibration(from: Text(path.utf8)).calibration } catch {
      throw Failure(error)
    }
  }
}
