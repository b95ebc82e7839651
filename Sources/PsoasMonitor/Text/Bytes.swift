import PsoasSystem

extension Text {
  // Disfavored: `append(0)` appends a byte, not a digit.
  @inlinable @_disfavoredOverload
  public mutating func append(_ number: Int) { append(number, width: 1) }
}
