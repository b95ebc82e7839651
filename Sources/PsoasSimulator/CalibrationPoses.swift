import PsoasCore

extension Activity.Kind {
  /// The activity of a wearer who follows a calibration.
  public init(_ progress: CalibrationProgress) {
    switch (progress.step, progress.phase) {
    case (_, .rockingForward): self = .rockForward
    case (_, .rockingBack): self = .rockBack
    case (_, .bending): self = progress.placement == .thigh ? .liftKnee : .bend
    case (_, .leaning): self = .lean
    case (.habitualStance, _): self = .relax
    case (.seatedNeutral, _): self = .sitTall
    case (.habitualSeat, _): self = .sit
    case (.neutral, _), (.bends, _), (.verification, _): self = .stand
    }
  }
}
