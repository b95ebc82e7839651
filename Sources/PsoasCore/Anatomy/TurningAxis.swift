/// The principal axis of a sensor's rotation: the first principal component of the angular rate.
struct TurningAxis: Equatable, Sendable {
  // Sums of products of the rate's components, rad2/s2.
  private var xx = 0.0
  private var yy = 0.0
  private var zz = 0.0
  private var xy = 0.0
  private var xz = 0.0
  private var yz = 0.0

  mutating func add(_ w: Vector3, _ weight: Double) {
    xx += weight * w.x * w.x
    yy += weight * w.y * w.y
    zz += weight * w.z * w.z
    xy += weight * w.x * w.y
    xz += weight * w.x * w.z
    yz += weight * w.y * w.z
  }

  mutating func add(_ other: TurningAxis) {
    xx += other.xx
    yy += other.yy
    zz += other.zz
    xy += other.xy
    xz += other.xz
    yz += other.yz
  }

  private var trace: Double { xx + yy + zz }

  private func applied(to v: Vector3) -> Vector3 {
    Vector3(xx * v.x + xy * v.y + xz * v.z, xy * v.x + yy * v.y + yz * v.z, xz * v.x + yz * v.y + zz * v.z)
  }

  private var squared: TurningAxis {
    var square = TurningAxis()
    let scale = 1 / (trace * trace)
    square.xx = scale * (xx * xx + xy * xy + xz * xz)
    square.yy = scale * (xy * xy + yy * yy + yz * yz)
    square.zz = scale * (xz * xz + yz * yz + zz * zz)
    square.xy = scale * (xx * xy + xy * yy + xz * yz)
    square.xz = scale * (xx * xz + xy * yz + xz * zz)
    square.yz = scale * (xy * xz + yy * yz + yz * zz)
    return square
  }

  /// The axis, unit vector of arbitrary sign, and the share of the rotation about it; nil without rotation.
  var principal: (axis: Vector3, share: Double)? {
    guard trace > 1e-9 else { return nil }
    // Squaring a matrix twenty times leaves only the direction of the eigenvector of its largest eigenvalue, in every
    // column.
    var power = self
    for _ in 0..<20 { power = power.squared }
    let columns = (
      Vector3(power.xx, power.xy, power.xz), Vector3(power.xy, power.yy, power.yz),
      Vector3(power.xz, power.yz, power.zz)
    )
    var longest = columns.0
    if columns.1.squaredNorm > longest.squaredNorm { longest = columns.1 }
    if columns.2.squaredNorm > longest.squaredNorm { longest = columns.2 }
    guard let axis = longest.normalized else { return nil }
    return (axis, axis.dot(applied(to: axis)) / trace)
  }
}
