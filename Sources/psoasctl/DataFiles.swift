import PsoasCore
import PsoasMonitor

struct DataFiles {
  var quirks: [Quirk] = []
  static func find() throws(Failure) -> DataFiles { DataFiles() }
  func exercise(_ id: Bytes) throws(Failure) -> Exercise {
    Exercise(identifier: id, title: Array("Kneeling hip-flexor stretch".utf8), sides: 2)
  }
}
enum Settings { static func read(_ p: String) throws(Failure) -> Configuration { Configuration() } }
enum CalibrationFile { static func read(_ p: String) throws(Failure) -> Calibration { throw .data("x") } }
