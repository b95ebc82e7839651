import Foundation
import PsoasCore

/// A pelvis sensor's calibration as JSON: `{"cranial": [x, y, z], "right": [x, y, z]}`, both in sensor axes, any
/// length; `seated-neutral` (degrees, anterior positive) may follow. A recording.json is read too, for the one it carries.
struct CalibrationFile: Decodable {
  private let cranial: [Double]
  private let right: [Double]
  private let seatedNeutral: Double?

  private enum CodingKeys: String, CodingKey {
    case cranial, right
    case seatedNeutral = "seated-neutral"
  }

  private struct Recording: Decodable {
    let calibration: CalibrationFile
  }

  static func read(_ path: String) throws(Failure) -> Calibration {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .noInput("\(path): cannot be read: --calibration takes auto, none or a file")
    }
    let decoder = JSONDecoder()
    guard
      let file = (try? decoder.decode(CalibrationFile.self, from: data))
        ?? (try? decoder.decode(Recording.self, from: data))?.calibration,
      file.cranial.count == 3, file.right.count == 3
    else {
      throw .data(#"\#(path):1: no calibration, expected {"cranial": [x, y, z], "right": [x, y, z]}"#)
    }
    guard
      let calibration = Calibration(
        upright: Vector3(file.cranial[0], file.cranial[1], file.cranial[2]),
        mediolateral: Vector3(file.right[0], file.right[1], file.right[2]),
        seatedNeutral: file.seatedNeutral)
    else {
      throw .data("\(path):1: cranial and right must have a length and lie across each other")
    }
    return calibration
  }
}
