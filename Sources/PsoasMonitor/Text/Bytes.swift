import PsoasSystem

// What the modules above call by these names; the names go as their callers are converted.
public typealias Bytes = Text
public typealias WallClock = PsoasSystem.WallClock
public typealias CivilDate = PsoasSystem.CivilDate

extension Text {
  // Disfavored: `append(0)` is a byte, and no digit.
  @inlinable @_disfavoredOverload
  public mutating func append(_ number: Int) { append(number, width: 1) }

  @inlinable
  public func equals(_ text: StaticString) -> Bool { self == text }

  public func appending(_ text: StaticString) -> Text {
    var result = self
    result.append(text)
    return result
  }
}
