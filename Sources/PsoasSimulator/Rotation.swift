import CLinux
import PsoasCore

/// A rotation as its three columns: the images of x, y and z.
struct Rotation {
  var x: Vector3
  var y: Vector3
  var z: Vector3

  static let identity = Rotation(x: Vector3(1, 0, 0), y: Vector3(0, 1, 0), z: Vector3(0, 0, 1))

  /// Right-handed rotations, rad: first `pitch` about z, then `roll` about x, then `yaw` about y.
  static func turned(yaw: Double, roll: Double, pitch: Double) -> Rotation {
    let (sy, cy) = (sin(yaw), cos(yaw))
    let (sr, cr) = (sin(roll), cos(roll))
    let (sp, cp) = (sin(pitch), cos(pitch))
    return Rotation(
      x: Vector3(cy * cp + sy * sr * sp, cr * sp, -sy * cp + cy * sr * sp),
      y: Vector3(-cy * sp + sy * sr * cp, cr * cp, sy * sp + cy * sr * cp),
      z: Vector3(sy * cr, -sr, cy * cr))
  }

  /// A uniformly distributed random rotation (Shoemake 1992, uniform random rotations).
  static func random(_ random: inout Random) -> Rotation {
    let part = random.uniform()
    let (a, b) = (2 * Double.pi * random.uniform(), 2 * Double.pi * random.uniform())
    let (first, second) = ((1 - part).squareRoot(), part.squareRoot())
    let (x, y, z, w) = (first * sin(a), first * cos(a), second * sin(b), second * cos(b))
    return Rotation(
      x: Vector3(1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)),
      y: Vector3(2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)),
      z: Vector3(2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)))
  }

  /// The product of this rotation and `inner`: applies `inner` first.
  func followed(by inner: Rotation) -> Rotation {
    Rotation(x: apply(inner.x), y: apply(inner.y), z: apply(inner.z))
  }

  func apply(_ v: Vector3) -> Vector3 { x * v.x + y * v.y + z * v.z }

  func applyInverse(_ v: Vector3) -> Vector3 { Vector3(x.dot(v), y.dot(v), z.dot(v)) }

  /// The rotation vector from `earlier` to `later`, rad, in the moving axes; for small rotations.
  static func turn(from earlier: Rotation, to later: Rotation) -> Vector3 {
    let x = earlier.applyInverse(later.x)
    let y = earlier.applyInverse(later.y)
    let z = earlier.applyInverse(later.z)
    return Vector3(y.z - z.y, z.x - x.z, x.y - y.x) * 0.5
  }
}

/// Curves with continuous value, slope and curvature.
enum Smooth {
  /// 0 up to 0, 1 from 1 on, and a quintic between.
  static func step(_ u: Double) -> Double {
    if u <= 0 { return 0 }
    if u >= 1 { return 1 }
    return u * u * u * (10 + u * (6 * u - 15))
  }

  /// The slope of `step`.
  static func stepSlope(_ u: Double) -> Double {
    if u <= 0 || u >= 1 { return 0 }
    return 30 * u * u * (1 - u) * (1 - u)
  }

  /// 0 outside 0 to 1, and 1 in the middle.
  static func bump(_ u: Double) -> Double {
    if u <= 0 || u >= 1 { return 0 }
    let half = u * (1 - u)
    return 64 * half * half * half
  }
}
