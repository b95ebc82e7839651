/// Sitting from the inclination of the thigh, with hysteresis and least durations.
struct ThighRule: Sendable {
  /// nil until the thigh's upright is known.
  private(set) var sits: Bool?
  /// The thigh is raised at this moment: whoever steps like this pedals.
  private(set) var isRaised = false
  private var pending = 0.0

  /// One sample; `upright` is the thigh's up while standing.
  mutating func update(_ track: SensorTrack, upright: Vector3, _ parameters: PostureClassifier.Parameters) {
    let inclination = Angle.degrees(track.steadyUp, upright)
    isRaised = inclination > (isRaised ? parameters.thighUpright : parameters.thighSitting)
    guard let now = sits else {
      sits = isRaised
      return
    }
    pending = isRaised == now ? 0 : pending + track.interval
    if pending >= (now ? parameters.thighUprightTime : parameters.thighSittingTime) {
      sits = isRaised
      pending = 0
    }
  }
}
