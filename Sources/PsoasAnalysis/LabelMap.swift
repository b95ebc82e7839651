import PsoasCore
import PsoasSystem

/// What a label says about the posture.
public enum LabelClass: UInt8, CaseIterable, CaseIndex, Sendable {
  case sitting, standing, walking, lying
  /// Scored, and none of the four: running, say, which is neither sitting nor walking.
  case other

  public var name: StaticString {
    switch self {
    case .sitting: "sitting"
    case .standing: "standing"
    case .walking: "walking"
    case .lying: "lying"
    case .other: "other"
    }
  }

  /// The posture that is right; nil for `other`.
  public var posture: Posture? {
    switch self {
    case .sitting: .sitting
    case .standing: .standing
    case .walking: .walking
    case .lying: .lying
    case .other: nil
    }
  }

  init?(_ name: Text) {
    guard let found = LabelClass.allCases.first(where: { name == $0.name }) else { return nil }
    self = found
  }
}

/// The meaning of the labels of a data set.
public struct LabelMap: Equatable, Sendable {
  /// Labels with a meaning without being mapped, besides the names of the postures.
  private static let known: [(label: StaticString, meaning: LabelClass)] = [
    ("sit", .sitting), ("stand", .standing), ("walk", .walking), ("lie", .lying), ("stairs", .walking),
    ("stairs_up", .walking), ("stairs_down", .walking),
  ]
  /// The word for a label that is not scored.
  private static let ignored: StaticString = "none"

  private var labels: [Text] = []
  private var meanings: [LabelClass?] = []

  public init() {}

  /// The labels whose meaning was given, each once, in their order.
  public var stated: [Text] {
    labels.enumerated().filter { !labels[..<$0.offset].contains($0.element) }.map(\.element)
  }

  /// - Parameter text: `LABEL=POSTURE,...`, where a posture is sitting, standing, walking, lying, other or none.
  /// - Returns: nil if a part is not of this form; `fault` is that part.
  public init?(_ text: Text, fault: inout Text) {
    for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      fault = Text(part)
      guard let equals = part.lastIndex(of: UInt8(ascii: "=")), equals > part.startIndex else { return nil }
      let name = Text(part[(equals + 1)...])
      let meaning = LabelClass(name)
      guard meaning != nil || name == LabelMap.ignored else { return nil }
      labels.append(Text(part[..<equals]))
      meanings.append(meaning)
    }
    fault = []
  }

  /// nil for a label that is not scored; the last of several meanings counts.
  public subscript(label: Text) -> LabelClass? {
    if let index = labels.lastIndex(of: label) { return meanings[index] }
    return LabelMap.known.first { label == $0.label }?.meaning ?? LabelClass(label)
  }

  /// Whether the meaning of a label is stated.
  public func knows(_ label: Text) -> Bool { labels.contains(label) || self[label] != nil }
}
