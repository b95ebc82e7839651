import PsoasSystem

extension Text {
  // Disfavored: `append(0)` is a byte, and no digit.
  @inlinable @_disfavoredOverload
  public mutating func append(_ number: Int) { append(number, width: 1) }
}
