/// Elementary functions for the core, which imports nothing, not even libm.
///
/// Largest errors against libm over the stated domains, checked by tests: `sine` and `cosine` 4e-16 absolute; `atan2`
/// 9e-16 absolute; `asin` and `acos` 9e-16 absolute; `exp` 1e-15 relative; `log` 4e-16 times the larger of 1 and the
/// result. NaN arguments give NaN.
public enum Trigonometry {
  public static let pi = 3.141592653589793
  public static let degreesPerRadian = 180 / pi
  public static let radiansPerDegree = pi / 180

  /// Sine of `x` rad, |x| up to 1e6; NaN beyond, because the argument reduction would be inaccurate.
  @inlinable
  public static func sine(_ x: Double) -> Double {
    guard let (quarter, rest) = reduced(x) else { return .nan }
    let value = quarter & 1 == 0 ? sineNearZero(rest) : cosineNearZero(rest)
    return quarter & 2 == 0 ? value : -value
  }

  /// Cosine of `x` rad, |x| up to 1e6; NaN beyond.
  @inlinable
  public static func cosine(_ x: Double) -> Double {
    guard let (quarter, rest) = reduced(x) else { return .nan }
    let value = quarter & 1 == 0 ? cosineNearZero(rest) : sineNearZero(rest)
    return (quarter + 1) & 2 == 0 ? value : -value
  }

  /// `sine` and `cosine` of `x`, the same numbers, with one argument reduction.
  @inlinable
  public static func sineAndCosine(_ x: Double) -> (sine: Double, cosine: Double) {
    guard let (quarter, rest) = reduced(x) else { return (.nan, .nan) }
    let (sine, cosine) = (sineNearZero(rest), cosineNearZero(rest))
    let (first, second) = quarter & 1 == 0 ? (sine, cosine) : (cosine, sine)
    return (quarter & 2 == 0 ? first : -first, (quarter + 1) & 2 == 0 ? second : -second)
  }

  /// The angle of the point (x, y) from the x axis, rad, -pi to pi; 0 at the origin. Infinite components give the same
  /// result as libm.
  @inlinable
  public static func atan2(_ y: Double, _ x: Double) -> Double {
    if x.isNaN || y.isNaN { return .nan }
    let across = y.magnitude
    let along = x.magnitude
    let isSteep = across > along
    let (short, long) = isSteep ? (along, across) : (across, along)
    let flat = long > 1e-200 && long < 1e200 ? angle(short, long) : angleOfExtreme(short, long)
    let angle = isSteep ? pi / 2 - flat : flat
    let unsigned = x.sign == .minus && !(across == 0 && along == 0) ? pi - angle : angle
    return y.sign == .minus ? -unsigned : unsigned
  }

  /// The angle, -pi/2 to pi/2 rad, with sine `x`. Arguments beyond -1 and 1 are clamped, because unit vectors exceed
  /// that range by rounding.
  @inlinable
  public static func asin(_ x: Double) -> Double {
    if x >= 1 { return pi / 2 }
    if x <= -1 { return -pi / 2 }
    return atan2(x, ((1 - x) * (1 + x)).squareRoot())
  }

  /// The angle, 0 to pi rad, with cosine `x`; arguments are clamped as for `asin`.
  @inlinable
  public static func acos(_ x: Double) -> Double {
    if x >= 1 { return 0 }
    if x <= -1 { return pi }
    return atan2(((1 - x) * (1 + x)).squareRoot(), x)
  }

  /// e to the power of `x`; infinite above 709.78, 0 below -745.
  @inlinable
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.782712893384 { return .infinity }
    if x < -745.2 { return 0 }
    // x = k ln 2 + r with |r| up to ln 2 / 2. The upper part of ln 2 has 32 bits, so that k times it is exact.
    let k = nearestInteger(x * 1.4426950408889634)
    let r = x - Double(k) * 0.693147180369123816490 - Double(k) * 1.90821492927058770002e-10
    // Taylor series, the even and the odd powers apart; the first omitted term is 4e-18.
    let q = r * r
    let evenTail = 1.0 / 40_320 + q * (1.0 / 3_628_800 + q * (1.0 / 479_001_600))
    let even = 1 + q * (0.5 + q * (1.0 / 24 + q * (1.0 / 720 + q * evenTail)))
    let oddTail = 1.0 / 362_880 + q * (1.0 / 39_916_800 + q * (1.0 / 6_227_020_800))
    let odd = 1 + q * (1.0 / 6 + q * (1.0 / 120 + q * (1.0 / 5040 + q * oddTail)))
    let sum = even + r * odd
    // In two factors, so that neither leaves the range of normal numbers.
    let half = k / 2
    return sum * powerOfTwo(half) * powerOfTwo(k - half)
  }

  /// Natural logarithm; minus infinity at 0, NaN below.
  @inlinable
  public static func log(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    var normal = x
    var exponent = 0
    if x < 2.2250738585072014e-308 {
      normal = x * 18_014_398_509_481_984  // 2 to the 54th
      exponent = -54
    }
    let bits = normal.bitPattern
    exponent += Int(bits >> 52) - 1023
    var mantissa = Double(bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000)
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    // log m = 2 artanh s, |s| up to 0.172.
    let s = (mantissa - 1) / (mantissa + 1)
    let q = s * s
    var sum = 1.0 / 19 + q * (1.0 / 21 + q * (1.0 / 23))
    sum = 1.0 / 13 + q * (1.0 / 15 + q * (1.0 / 17 + q * sum))
    sum = 1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 + q * sum))
    sum = q * (1.0 / 3 + q * (1.0 / 5 + q * sum))
    let scale = Double(exponent)
    return scale * 0.693147180369123816490 + (scale * 1.90821492927058770002e-10 + (2 * s * sum + 2 * s))
  }

  // MARK: - The series

  /// Nearest multiple of pi/2, as its low bits, and the remainder, at most pi/4 in size; nil beyond 1e6.
  ///
  /// pi/2 in three parts of 33 bits (Cody and Waite 1980): the first two products are exact up to 1e6.
  @inlinable @inline(__always)
  static func reduced(_ x: Double) -> (quarter: Int, rest: Double)? {
    guard x.magnitude <= 1e6 else { return nil }
    let quarter = nearestInteger(x * 0.6366197723675814)
    let k = Double(quarter)
    let rest =
      ((x - k * 1.57079632673412561417) - k * 6.07710050630396597660e-11) - k * 2.02226624879595063154e-21
    return (quarter, rest)
  }

  /// Nearest integer, halves away from zero. `Double.rounded` would call libm.
  @inlinable @inline(__always)
  static func nearestInteger(_ x: Double) -> Int { Int(x < 0 ? x - 0.5 : x + 0.5) }

  @inlinable @inline(__always)
  static func powerOfTwo(_ exponent: Int) -> Double { Double(bitPattern: UInt64(exponent + 1023) << 52) }

  /// Taylor series; the first omitted term is below 1e-19 at pi/4.
  @inlinable
  static func sineNearZero(_ x: Double) -> Double {
    let q = x * x
    let tail = 1.0 / 6_227_020_800 - q * (1.0 / 1_307_674_368_000 - q * (1.0 / 355_687_428_096_000))
    let middle = 1.0 / 5040 - q * (1.0 / 362_880 - q * (1.0 / 39_916_800 - q * tail))
    return x - x * q * (1.0 / 6 - q * (1.0 / 120 - q * middle))
  }

  @inlinable
  static func cosineNearZero(_ x: Double) -> Double {
    let q = x * x
    let tail = 1.0 / 87_178_291_200 - q * (1.0 / 20_922_789_888_000 - q * (1.0 / 6_402_373_705_728_000))
    let middle = 1.0 / 40320 - q * (1.0 / 3_628_800 - q * (1.0 / 479_001_600 - q * tail))
    return 1 - q * (0.5 - q * (1.0 / 24 - q * (1.0 / 720 - q * middle)))
  }

  /// The angle whose tangent is `short / long`, for 0 <= short <= long: subtracts the nearest of five angles, then uses
  /// the series, whose argument is at most 0.0985; the first omitted term is below 1e-18.
  @inlinable
  static func angle(_ short: Double, _ long: Double) -> Double {
    var nearest = short > 0.09849140335716425 * long ? 1 : 0
    nearest += short > 0.3033466836073424 * long ? 1 : 0
    nearest += short > 0.5345111359507916 * long ? 1 : 0
    nearest += short > 0.8206787908286602 * long ? 1 : 0
    let tangent = tangents[nearest]
    let rest = (short - tangent * long) / (long + tangent * short)
    // Pairs of terms, side by side: one after the other they would take twice as long.
    let q = rest * rest
    let qq = q * q
    let upper = (1.0 / 11 - q * (1.0 / 13)) + qq * (1.0 / 15)
    let sum = (1.0 / 3 - q * (1.0 / 5)) + qq * ((1.0 / 7 - q * (1.0 / 9)) + qq * upper)
    return Double(nearest) * (pi / 16) + (rest - rest * q * sum)
  }

  /// Tangents of the multiples of pi/16.
  @usableFromInline
  static let tangents: InlineArray<5, Double> = [0, 0.198912367379658, 0.41421356237309503, 0.6681786379192989, 1]

  /// `angle` for numbers whose products may be infinite or subnormal.
  @inlinable @inline(never)
  static func angleOfExtreme(_ short: Double, _ long: Double) -> Double {
    if long == 0 { return 0 }
    if long == .infinity { return short == .infinity ? pi / 4 : 0 }
    let scale = powerOfTwo(long < 1 ? 800 : -800)
    return angle(short * scale, long * scale)
  }
}
