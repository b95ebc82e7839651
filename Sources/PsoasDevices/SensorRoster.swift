import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Maps sensors to placements. A value type: the same sequence of device changes gives the same placements.
///
/// If the user assigned sensors, only those are opened. Without assignments, the only sensor present becomes the pelvis
/// sensor for the whole run. A sensor that is added later does not replace it, even if it is disconnected for a moment.
public struct SensorRoster: Sendable {
  /// A device that could be worn.
  public struct Candidate: Equatable, Sendable {
    public var path: Text
    public var identifier: Text
    public var name: Text
    public var isBuiltIn: Bool

    public init(path: Text, identifier: Text, name: Text, isBuiltIn: Bool = false) {
      self.path = path
      self.identifier = identifier
      self.name = name
      self.isBuiltIn = isBuiltIn
    }
  }

  /// A message for the user about the decision.
  public enum Notice: Equatable, Sendable {
    /// None is assigned, and this is the only one present.
    case takesOnly(Candidate)
    /// None is assigned and several are present.
    case mustChoose([Candidate])
    /// These are assigned and absent.
    case waitsFor([Assignment])
    /// There is no sensor; `builtIn` if the machine has one of its own.
    case nothing(builtIn: Candidate?)
  }

  public struct Assignment: Equatable, Sendable {
    public var placement: Placement
    public var identifier: Text

    public init(_ placement: Placement, _ identifier: Text) {
      self.placement = placement
      self.identifier = identifier
    }
  }

  public struct Decision: Equatable, Sendable {
    /// The sensors to open, with their placements.
    public var worn: [(Placement, Candidate)]
    /// nil if everything is as assigned, or unchanged.
    public var notice: Notice?

    public static func == (a: Decision, b: Decision) -> Bool {
      a.notice == b.notice && a.worn.count == b.worn.count && zip(a.worn, b.worn).allSatisfy { $0 == $1 }
    }
  }

  /// The sensor that was chosen because it was the only one.
  private var taken: Candidate?
  /// Other sensors that were present.
  private var unassigned: [Text] = []

  public init() {}

  /// Decides again after a device was added or removed, or the configuration has changed.
  public mutating func decide(_ candidates: [Candidate], _ configuration: Configuration) -> Decision {
    let assignments = Self.assignments(configuration)
    if assignments.isEmpty { return decideAlone(candidates) }
    taken = nil
    unassigned = []
    var decision = Decision(worn: [], notice: nil)
    var missing: [Assignment] = []
    for assignment in assignments {
      // Two devices may have the same identifier (no serial number, one port behind another): the second gets the next
      // placement.
      let match = candidates.first { candidate in
        SensorIdentifier.same(candidate.identifier, assignment.identifier)
          && !decision.worn.contains { $0.1.path == candidate.path }
      }
      if let match {
        decision.worn.append((assignment.placement, match))
      } else {
        missing.append(assignment)
      }
    }
    if !missing.isEmpty { decision.notice = .waitsFor(missing) }
    return decision
  }

  private mutating func decideAlone(_ candidates: [Candidate]) -> Decision {
    let portable = candidates.filter { !$0.isBuiltIn }
    unassigned.removeAll { name in !portable.contains { $0.identifier == name } }
    if let before = taken, let here = portable.first(where: { $0.identifier == before.identifier }) {
      var decision = take(here, among: portable)
      // The notice has been reported.
      decision.notice = nil
      return decision
    }
    let fresh = portable.filter { !unassigned.contains($0.identifier) }
    if fresh.count == 1 { return take(fresh[0], among: portable) }
    if let taken, fresh.isEmpty {
      return Decision(worn: [], notice: .waitsFor([Assignment(.pelvis, taken.identifier)]))
    }
    if fresh.isEmpty { return Decision(worn: [], notice: .nothing(builtIn: candidates.first)) }
    return Decision(worn: [], notice: .mustChoose(fresh))
  }

  private mutating func take(_ candidate: Candidate, among portable: [Candidate]) -> Decision {
    taken = candidate
    unassigned = portable.map { $0.identifier }.filter { $0 != candidate.identifier }
    return Decision(worn: [(.pelvis, candidate)], notice: .takesOnly(candidate))
  }

  static func assignments(_ configuration: Configuration) -> [Assignment] {
    Placement.allCases.map { Assignment($0, configuration.sensors[$0]) }.filter { !$0.identifier.isEmpty }
  }
}

extension SensorRoster.Notice {
  /// One line for people, UTF-8.
  public var text: Text {
    switch self {
    case .takesOnly(let candidate):
      """
      \(candidate.name) is the only sensor, so it is the pelvis sensor; to make this permanent: psoasctl sensors assign \
      pelvis \(candidate.identifier)
      """
    case .mustChoose(let candidates):
      """
      \(candidates.count) sensors are connected and none is assigned; choose with psoasctl sensors assign pelvis ID: \
      \(candidates.map { "\($0.identifier) (\($0.name))" }, joined: ", ")
      """
    case .waitsFor(let assignments):
      "waiting for \(assignments.map { "the \($0.placement.name) sensor \($0.identifier)" }, joined: ", ")"
    case .nothing(let builtIn?):
      """
      no motion sensor is connected; this machine's own (\(builtIn.name)) is not worn, but psoasctl sensors assign \
      pelvis \(builtIn.identifier) would use it
      """
    case .nothing(nil): "no motion sensor is connected"
    }
  }
}
