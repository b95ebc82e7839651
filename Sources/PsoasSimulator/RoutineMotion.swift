import CLinux
import PsoasCore
import PsoasSystem

extension Routine {
  /// The pose after `elapsed` seconds of the routine.
  /// - Parameters:
  ///   - from: the pose before the first figure.
  ///   - envelope: amplitude of the sway, 0 to 1.
  func pose(at elapsed: Double, from: Pose, envelope: Double, _ phases: InlineArray<6, Double>) -> Pose {
    guard !figures.isEmpty else { return from }
    let (index, begin) = figure(at: max(elapsed, 0))
    let figure = figures[index]
    let u = (max(elapsed, 0) - begin) / figure.move
    let part = Smooth.step(u)
    var pose = Pose.mix(index > 0 ? figures[index - 1].pose : from, figure.pose, part)
    let lean = figure.lean * Smooth.bump(u) * .pi / 180
    pose.pelvis += lean
    pose.trunk += 1.4 * lean
    let sway = Sway.mix(index > 0 ? figures[index - 1].sway : .none, figure.sway, part)
    add(sway, envelope, elapsed, phases, to: &pose)
    return pose
  }

  private func add(
    _ sway: Sway, _ envelope: Double, _ elapsed: Double, _ phases: InlineArray<6, Double>, to pose: inout Pose
  ) {
    let degree = envelope * .pi / 180
    func wave(_ frequency: Double, _ phase: Int) -> Double { sin(2 * .pi * frequency * elapsed + phases[phase]) }
    // 2.5 to 6 Hz, fixed for each wearer.
    let tremble = 2.5 + 3.5 * (phases[5] / (2 * .pi))
    pose.pelvis +=
      degree
      * (sway.breath * wave(0.25, 0) + sway.drift * wave(1 / 53, 1) + sway.slow * wave(0.34, 2)
        + sway.tremor * wave(tremble, 3))
    pose.lateral += degree * (0.5 * sway.drift * wave(1 / 47, 4) + 0.5 * sway.slow * wave(0.29, 5))
    pose.trunk += degree * sway.breath * wave(0.25, 0)
  }

  func posture(at elapsed: Double) -> Posture { kind(at: elapsed)?.posture ?? .standing }

  func label(at elapsed: Double) -> StaticString { kind(at: elapsed)?.label ?? "stand" }

  private func kind(at elapsed: Double) -> Figure.Kind? {
    figures.isEmpty ? nil : figures[figure(at: max(elapsed, 0)).index].kind
  }
}
