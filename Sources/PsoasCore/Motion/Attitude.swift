/// A rotation from sensor axes to a horizontal frame: a unit quaternion, scalar first.
///
/// Double precision: it integrates a rotation for every sample, some 10^7 a day.
@frozen
public struct Attitude: Equatable, Sendable {
  public var w: Double
  public var x: Double
  public var y: Double
  public var z: Double

  @inlinable @inline(__always)
  public init(w: Double, x: Double, y: Double, z: Double) {
    self.w = w
    self.x = x
    self.y = y
    self.z = z
  }

  public static let identity = Attitude(w: 1, x: 0, y: 0, z: 0)

  /// The shortest rotation that maps the unit vector `direction` to +z.
  @inlinable
  public init(raising direction: Vector3) {
    if direction.z > -0.999_999 {
      let w = ((1 + direction.z) / 2).squareRoot()
      self.init(w: w, x: direction.y / (2 * w), y: -direction.x / (2 * w), z: 0)
    } else {
      // Straight down: any half turn about a horizontal axis is correct.
      self.init(w: 0, x: 1, y: 0, z: 0)
    }
  }

  /// The product of two rotations: applies the right factor first, then the left.
  @inlinable @inline(__always)
  public static func * (a: Attitude, b: Attitude) -> Attitude {
    Attitude(
      w: a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
      x: a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
      y: a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
      z: a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w)
  }

  /// Applies a rotation of the sensor, given as rotation vector `turn`, rad, sensor axes.
  ///
  /// Sine and cosine are power series: the angle is accurate to 1e-9 rad for a rotation of 0.1 rad, to 1e-5 for 1 rad.
  /// The norm has the same error; `lean` corrects it.
  @inlinable @inline(__always)
  public mutating func turn(_ turn: Vector3) {
    let q = 0.25 * turn.squaredNorm
    let sine = 0.5 - q * (1.0 / 12 - q * (1.0 / 240))
    let cosine = 1 - q * (0.5 - q * (1.0 / 24 - q * (1.0 / 720)))
    self = self * Attitude(w: cosine, x: sine * turn.x, y: sine * turn.y, z: sine * turn.z)
  }

  /// Restores norm 1 from any norm but 0.
  @inlinable
  public mutating func normalize() {
    let keep = 1 / (w * w + x * x + y * y + z * z).squareRoot()
    self = Attitude(w: w * keep, x: x * keep, y: y * keep, z: z * keep)
  }

  /// Rotates the horizontal frame so that its vector (`x`, `y`, 1) becomes vertical.
  @inlinable
  public mutating func lean(_ x: Double, _ y: Double) {
    self = Attitude(w: 1, x: 0.5 * y, y: -0.5 * x, z: 0) * self
    normalize()
  }

  /// The horizontal frame's first axis in sensor axes.
  @inlinable @inline(__always)
  public var rowX: Vector3 { Vector3(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)) }

  /// The horizontal frame's second axis in sensor axes.
  @inlinable @inline(__always)
  public var rowY: Vector3 { Vector3(2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)) }

  /// The horizontal frame's third axis, up, in sensor axes.
  @inlinable @inline(__always)
  public var rowZ: Vector3 { Vector3(2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)) }

  /// The three axes in single precision, accurate to 1e-7.
  @inlinable @inline(__always)
  var floatRows: (x: (Float, Float, Float), y: (Float, Float, Float), z: (Float, Float, Float)) {
    let (w, x, y, z) = (Float(w), Float(x), Float(y), Float(z))
    let (x2, y2, z2) = (x + x, y + y, z + z)
    let (xx, yy, zz) = (x * x2, y * y2, z * z2)
    let (xy, xz, yz) = (x * y2, x * z2, y * z2)
    let (wx, wy, wz) = (w * x2, w * y2, w * z2)
    return ((1 - yy - zz, xy - wz, xz + wy), (xy + wz, 1 - xx - zz, yz - wx), (xz - wy, yz + wx, 1 - xx - yy))
  }
}
