/// One entry of the catalogue, read from data/exercises.
public struct Exercise: Equatable, Sendable {
  /// ASCII, with hyphens: `kneeling-hip-flexor`.
  public var identifier: [UInt8]
  /// Name for people, UTF-8.
  public var title: [UInt8]
  /// One cue of at most 60 characters, UTF-8.
  public var cue: [UInt8]
  /// The whole instruction, UTF-8.
  public var text: [UInt8]
  public var cautions: [UInt8]
  public var source: [UInt8]
  /// Seconds to hold, a side.
  public var holdSeconds: ClosedRange<Int>
  /// 1, or 2 where it is done on the left and on the right.
  public var sides: Int

  public init(
    identifier: [UInt8] = [], title: [UInt8] = [], cue: [UInt8] = [], text: [UInt8] = [], cautions: [UInt8] = [],
    source: [UInt8] = [], holdSeconds: ClosedRange<Int> = 30...60, sides: Int = 1
  ) {
    self.identifier = identifier
    self.title = title
    self.cue = cue
    self.text = text
    self.cautions = cautions
    self.source = source
    self.holdSeconds = holdSeconds
    self.sides = sides
  }
}
