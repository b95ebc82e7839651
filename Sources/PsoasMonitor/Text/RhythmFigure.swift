import PsoasCore

/// One figure of the lumbopelvic rhythm: its name in JSON and CSV, its spread over the bends and its value in a bend.
public struct RhythmFigure: Sendable {
  /// The name, with the unit at its end.
  public let name: StaticString
  /// Median, minimum and maximum over the bends of a measurement; nil if no bend has the figure.
  public let spread: @Sendable (LumbopelvicRhythm) -> Spread?
  /// The figure of one bend; nil if it could not be measured.
  public let value: @Sendable (RhythmBend) -> Double?

  public static let all = [
    RhythmFigure(name: "trunk_deg", spread: { $0.trunk }, value: { $0.trunk }),
    RhythmFigure(name: "pelvis_deg", spread: { $0.pelvis }, value: { $0.pelvis }),
    RhythmFigure(name: "lumbar_deg", spread: { $0.lumbar }, value: { $0.lumbar }),
    RhythmFigure(name: "lumbar_share_percent", spread: { $0.contribution }, value: { $0.contribution }),
    RhythmFigure(name: "speed_deg_per_s", spread: { $0.speed }, value: { $0.speed }),
    RhythmFigure(name: "return_speed_deg_per_s", spread: { $0.returnSpeed }, value: { $0.returnSpeed }),
    RhythmFigure(name: "pelvic_delay_s", spread: { $0.pelvicDelay }, value: { $0.pelvicDelay }),
  ]
}
