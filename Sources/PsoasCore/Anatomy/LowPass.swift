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

  private mutating func space(_ dt: Double) {
    spacing = dt
    let shrink = Trigonometry.exp(-w * dt)
    let turn = Trigonometry.sineAndCosine(w * dt)
    decay = (shrink * turn.cosine, shrink * turn.sine)
    // 1 / p = (-1 - i) / (2 w), 1 / p2 = i / (2 w2), r = -i w; from here on a = (E - 1) / p, b = (E - 1 - p dt) / p2 / dt.
    let (er, ei) = (decay.re - 1, decay.im)
    let a = (re: (ei - er) / (2 * w), im: (-er - ei) / (2 * w))
    let (fr, fi) = (er + w * dt, ei - w * dt)
    let b = (re: -fi / (2 * w * w * dt), im: fr / (2 * w * w * dt))
    held = (w * a.im, -w * a.re)
    ramp = (w * b.im, -w * b.re)
  }
}
