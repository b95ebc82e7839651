/// The specific force and the angular velocity of a sensor on the pelvis, from formulas alone, so that every machine
/// makes the same bits: twenty seconds of standing, a walk, sitting down, a minute of sitting, standing up.
///
/// Sensor axes: x forward, y to the left, z up; the pelvis turns about y. The noise is a consumer sensor's.
struct Wearer {
  static let rate = 100
  static let seconds = 120
  private var random: UInt32 = 2_463_534_242

  /// The sample number `index` of the wearer, m/s2 and rad/s.
  mutating func sample(_ index: Int, hasGyroscope: Bool) -> Sample {
    let time = Double(index) / Double(Self.rate)
    var forward = 0.0
    var vertical = 9.80665
    var pitch = 0.0
    var pitchRate = 0.0
    if time >= 20 && time < 45 {
      let phase = 2 * Trigonometry.pi * 1.9 * time
      vertical += 2.5 * Trigonometry.sine(phase)
      forward = Trigonometry.cosine(phase)
      pitch = 0.03 * Trigonometry.sine(phase)
      pitchRate = 0.03 * 2 * Trigonometry.pi * 1.9 * Trigonometry.cosine(phase)
    } else if time >= 50 && time < 112 {
      let isRising = time >= 110
      let share = isRising ? (112 - time) / 2 : time < 52 ? (time - 50) / 2 : 1
      let direction = isRising ? -0.5 : 0.5
      let turn = 2 * Trigonometry.pi * share
      // Down by 0.4 m and back by 20 degrees, with a bend of 30 degrees on the way.
      pitch = -0.35 * (share - Trigonometry.sine(turn) / (2 * Trigonometry.pi))
      pitch += 0.26 * (1 - Trigonometry.cosine(turn))
      if share < 1 {
        vertical -= 0.4 * 2 * Trigonometry.pi * Trigonometry.sine(turn) / 4
        pitchRate = direction * -0.35 * (1 - Trigonometry.cosine(turn))
        pitchRate += direction * 0.26 * 2 * Trigonometry.pi * Trigonometry.sine(turn)
      }
    }
    let sine = Trigonometry.sine(pitch)
    let cosine = Trigonometry.cosine(pitch)
    let force = Vector3(
      cosine * forward - sine * vertical + noise(0.02), noise(0.02), sine * forward + cosine * vertical + noise(0.02))
    let turning = Vector3(noise(0.002), pitchRate + noise(0.002), noise(0.002))
    return Sample(
      time: Instant(microseconds: Int64(index) * 1_000_000 / Int64(Self.rate)),
      interval: index == 0 ? 0 : 1 / Double(Self.rate), acceleration: force,
      angularVelocity: hasGyroscope ? turning : .zero, hasGyroscope: hasGyroscope)
  }

  /// Evenly distributed between `-most` and `most`: Marsaglia's xorshift.
  private mutating func noise(_ most: Double) -> Double {
    random ^= random << 13
    random ^= random >> 17
    random ^= random << 5
    return most * Double(Int32(bitPattern: random)) / 2_147_483_648
  }
}
