/// Sitting from the inclination of the thigh, with hysteresis and a least duration.
struct ThighRule: Sendable {
  private(set) var sits: Bool?
  private var pending = 0.0

  /// One sample; `upright` is the thigh's up while standing.
  mutating func update(_ track: SensorTrack, upright: Vector3, _ parameters: PostureClassifier.Parameters) {
    let inclination = Angle.degrees(track.steadyUp, upright)
    guard let now = sits else {
      sits = inclination > (parameters.thighSitting + parameters.thighUpright) / 2
      return
    }
    let wants = inclination > (now ? parameters.thighUpright : parameters.thighSitting)
    pending = wants == now ? 0 : pending + track.interval
    if pending >= parameters.thighMinimum {
      sits = wants
      pending = 0
    }
  }
}
