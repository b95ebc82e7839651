/// Three components in one right-handed frame: sensor axes unless the name states otherwise.
///
/// Double precision: the two precisions cost the same on x86-64, and a day of integration at 200 Hz
/// leaves single precision too few bits for a bias of a thousandth of a degree a second.
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

  /// False where any component is infinite or not a number.
  @inlinable public var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }

  @inlinable @inline(__always)
  public var squaredNorm: Double { x * x + y * y + z * z }

  @inlinable @inline(__always)
  public var norm: Double { squaredNorm.squareRoot() }

  /// The vector of length 1 along this one; nil where this one is shorter than 1e-9 and so has no direction.
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
