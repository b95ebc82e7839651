/// Three components in one right-handed frame: sensor axes unless the name states otherwise.
///
/// Double precision: both precisions cost the same on x86-64, and over a day of integration at 200 Hz single precision
/// has too few bits for a bias of a thousandth of a degree per second.
@frozen
public struct Vector3: Equatable, Sendable {
  public var x: Double
  public var y: Double
  public var z: Double

  @inlinable @inline(__always)
  public init(_ x: Double, _ y: Double, _ z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }

  public static let zero = Vector3(0, 0, 0)

  /// False if any component is infinite or NaN: 0 times either is NaN.
  @inlinable public var isFinite: Bool { x * 0 + y * 0 + z * 0 == 0 }

  @inlinable @inline(__always)
  public var squaredNorm: Double { x * x + y * y + z * z }

  @inlinable @inline(__always)
  public var norm: Double { squaredNorm.squareRoot() }

  /// The unit vector in this direction; nil if this vector is shorter than 1e-9 and so has no direction.
  @inlinable
  public var normalized: Vector3? {
    let length = norm
    return length > 1e-9 ? self * (1 / length) : nil
  }

  @inlinable @inline(__always)
  public func dot(_ other: Vector3) -> Double { x * other.x + y * other.y + z * other.z }

  @inlinable @inline(__always)
  public func cross(_ other: Vector3) -> Vector3 {
    Vector3(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }

  @inlinable @inline(__always)
  public static func + (a: Vector3, b: Vector3) -> Vector3 { Vector3(a.x + b.x, a.y + b.y, a.z + b.z) }

  @inlinable @inline(__always)
  public static func - (a: Vector3, b: Vector3) -> Vector3 { Vector3(a.x - b.x, a.y - b.y, a.z - b.z) }

  @inlinable @inline(__always)
  public static prefix func - (a: Vector3) -> Vector3 { Vector3(-a.x, -a.y, -a.z) }

  @inlinable @inline(__always)
  public static func * (a: Vector3, k: Double) -> Vector3 { Vector3(a.x * k, a.y * k, a.z * k) }
}
