/// An enumeration whose raw values count from 0 without a gap, so that they index a `PerCase`.
public protocol CaseIndex: RawRepresentable where RawValue == UInt8 {}

extension CaseIndex {
  /// The index of its value in `PerCase.values`.
  @inlinable @inline(__always)
  public var index: Int { Int(rawValue) }
}

/// A value for each case of an enumeration, stored in place: no heap, and no field or switch to copy by hand.
///
/// `count` is the number of cases; the aliases below state it once for each enumeration, and a test checks them.
public struct PerCase<Key: CaseIndex, let count: Int, Value> {
  /// Indexed by the raw values. The subscript copies a whole value to read one of its fields; an index into this array
  /// does not, which matters in code that runs for every sample.
  public var values: InlineArray<count, Value>

  @inlinable
  public init(repeating value: Value) { values = InlineArray(repeating: value) }

  /// - Parameter make: gives the value of each case.
  @inlinable
  public init(_ make: (Key) -> Value) {
    values = InlineArray { index in
      guard let key = Key(rawValue: UInt8(index)) else { preconditionFailure("a raw value is missing") }
      return make(key)
    }
  }

  @inlinable
  public subscript(key: Key) -> Value {
    @inline(__always) get { values[key.index] }
    @inline(__always) _modify { yield &values[key.index] }
  }

  @inlinable
  public func map<Result>(_ transform: (Value) -> Result) -> PerCase<Key, count, Result> {
    PerCase<Key, count, Result>(values: InlineArray { transform(values[$0]) })
  }

  @usableFromInline
  init(values: InlineArray<count, Value>) { self.values = values }
}

extension PerCase: Sendable where Value: Sendable {}

extension PerCase: Equatable where Value: Equatable {
  @inlinable
  public static func == (a: PerCase, b: PerCase) -> Bool {
    for index in 0..<count where a.values[index] != b.values[index] { return false }
    return true
  }
}

extension PerCase where Value: AdditiveArithmetic {
  /// Zero for each case.
  @inlinable
  public init() { self.init(repeating: .zero) }

  /// The sum over all cases, added in the order of the raw values.
  @inlinable
  public var total: Value {
    var total = Value.zero
    for index in 0..<count { total += values[index] }
    return total
  }

  @inlinable
  public static func += (a: inout PerCase, b: PerCase) {
    for index in 0..<count { a.values[index] += b.values[index] }
  }

  @inlinable
  public static func -= (a: inout PerCase, b: PerCase) {
    for index in 0..<count { a.values[index] -= b.values[index] }
  }
}

extension Placement: CaseIndex {}
extension Posture: CaseIndex {}

public typealias PerPlacement<Value> = PerCase<Placement, 3, Value>
public typealias PerPosture<Value> = PerCase<Posture, 6, Value>
