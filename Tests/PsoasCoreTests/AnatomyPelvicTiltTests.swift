import PsoasCore
import Testing

/// Tilt of the pelvis from the wearer's neutral.
@Suite struct PelvicTiltTests {
  /// x anterior, y cranial, z right: the sensor axes are the anatomical axes.
  let aligned = Calibration(upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 0, 1))

  func tilt(_ up: Vector3) throws -> PelvicTilt { PelvicTilt(try #require(aligned), up: up) }

  @Test func `neutral stance is zero`() throws {
    let neutral = try tilt(Vector3(0, 1, 0))
    #expect(neutral.sagittal == 0)
    #expect(neutral.lateral == 0)
  }

  @Test func `leaning forward is anterior`() throws {
    let sagittal = try #require(try tilt(Vector3(-0.5, 0.75.squareRoot(), 0)).sagittal)
    #expect(abs(sagittal - 30) < 1e-9)
  }

  @Test func `supine is minus ninety and prone ninety`() throws {
    #expect(try tilt(Vector3(1, 0, 0)).sagittal == -90)
    #expect(try tilt(Vector3(-1, 0, 0)).sagittal == 90)
  }

  @Test func `lying on the left side has the right side up and no sagittal tilt`() throws {
    let side = try tilt(Vector3(0, 0, 1))
    #expect(side.lateral == 90)
    #expect(side.sagittal == nil)
  }

  @Test func `axes that nearly coincide give no calibration`() {
    #expect(Calibration(upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 1, 0.4)) == nil)
    #expect(Calibration(upright: .zero, mediolateral: Vector3(0, 0, 1)) == nil)
  }

  @Test func `the frame is right-handed`() throws {
    let frame = try #require(Calibration(upright: Vector3(1, 2, 2), mediolateral: Vector3(-2, 1, 0.5)))
    #expect((frame.anterior.cross(frame.cranial) - frame.right).norm < 1e-12)
    #expect(abs(frame.cranial.dot(frame.right)) < 1e-12)
  }
}
