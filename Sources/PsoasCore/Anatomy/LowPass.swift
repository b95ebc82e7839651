/// A second-order Butterworth low-pass for unevenly spaced samples.
///
/// The analogue filter is solved exactly for an input that is linear between samples, so its cut-off does not depend on
/// the sample rate, and uneven spacing causes no error. With the pole p = w (-1 + i) / sqrt 2 and z' = p z + r u, r =
/// -i w / sqrt 2, the output is twice the real part of z.
struct LowPass: Equatable, Sendable {
  /// The cut-off over the square root of 2: the size of the real and the imaginary part of the pole, rad/s.
  private let w: Double
  private var real = 0.0
  private var imaginary = 0.0
  private var last = 0.0
  /// nil before the first sample.
  private(set) var value: Double?

  // Coefficients that depend only on the spacing; the spacing in seconds.
  private var spacing = -1.0
  private var decay = (re: 1.0, im: 0.0)
  private var held = (re: 0.0, im: 0.0)
  private var ramp = (re: 0.0, im: 0.0)

  /// - Parameter cutoff: Hz.
  init(cutoff: Double) { w = 2 * Trigonometry.pi * cutoff / 2.0.squareRoot() }

  static func == (a: LowPass, b: LowPass) -> Bool {
    a.w == b.w && a.real == b.real && a.imaginary == b.imaginary && a.last == b.last && a.value == b.value
  }

  /// Filters the next sample.
  /// - Parameter dt: seconds since the previous sample; above 0.
  mutating func update(_ input: Double, _ dt: Double) {
    guard value != nil, dt > 0 else {
      restart(at: input)
      return
    }
    if dt != spacing { space(dt) }
    let rise = input - last
    let re = decay.re * real - decay.im * imaginary + held.re * last + ramp.re * rise
    let im = decay.re * imaginary + decay.im * real + held.im * last + ramp.im * rise
    real = re
    imaginary = im
    last = input
    value = 2 * re
  }

  /// Restarts the filter in the steady state of a constant input.
  mutating func restart(at input: Double) {
    // z = -r u / p: the steady state under u.
    real = input / 2
    imaginary = -input / 2
    last = input
    value = input
  }

  mutating func forget() { value = nil }

  /// With E = exp(z), z = p dt = x (-1 + i) and x = w dt, the input at the start has the coefficient r dt (E - 1) / z, and
  /// its rise r dt (E - 1 - z) / z2.
  private mutating func space(_ dt: Double) {
    spacing = dt
    let x = w * dt
    let second = x < Self.shortStep ? Self.shortSecond(x) : Self.longSecond(x)
    let first = (re: 1 - x * (second.re + second.im), im: x * (second.re - second.im))
    decay = (1 - x * (first.re + first.im), x * (first.re - first.im))
    held = (x * first.im, -x * first.re)
    ramp = (x * second.im, -x * second.re)
  }

  /// Largest x for the series: 56 ms at 0.5 Hz.
  private static let shortStep = 0.125

  /// (E - 1 - z) / z2, by its Taylor series; the first omitted term is 6e-17.
  static func shortSecond(_ x: Double) -> (re: Double, im: Double) {
    let q = x * x
    let qq = q * q
    // The powers of -1 + i: 1, -1 + i, -2i, 2 + 2i, -4, 4 - 4i, 8i, -8 - 8i, 16, -16 + 16i.
    let odd = x * (1.0 / 6 - qq * (4.0 / 5040 - qq * (16.0 / 39_916_800)))
    let cubic = x * q * (2.0 / 120 - qq * (8.0 / 362_880))
    let re = 0.5 - odd + cubic - qq * (4.0 / 720 - qq * (16.0 / 3_628_800))
    let im = odd + cubic - q * (2.0 / 24 - qq * (8.0 / 40_320))
    return (re, im)
  }

  static func longSecond(_ x: Double) -> (re: Double, im: Double) {
    let shrink = Trigonometry.exp(-x)
    let turn = Trigonometry.sineAndCosine(x)
    // 1 / z2 = i / (2 x2).
    let (re, im) = (shrink * turn.cosine - 1 + x, shrink * turn.sine - x)
    return (-im / (2 * x * x), re / (2 * x * x))
  }
}
