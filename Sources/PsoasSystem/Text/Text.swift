/// UTF-8 text: everything that the program prints, stores and sends.
///
/// It replaces `String`, because `String` requires Unicode tables in Embedded Swift, and because nothing here depends
/// on a locale. Texts are compared, sorted and hashed by their bytes. External text may contain bytes that are not
/// UTF-8; they are kept, because a path may contain them, and are replaced or escaped in output.
///
/// A text is a collection of its bytes, for parsers. It is built by interpolation: `"bout of \(count: 3, "hour",
/// "hours") ended"`, or piece by piece with `+=` and `append`.
public struct Text: Sendable {
  public var bytes: [UInt8]

  @inlinable
  public init() { bytes = [] }

  @inlinable
  public init(bytes: [UInt8]) { self.bytes = bytes }

  @inlinable
  public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  @inline(never)
  public init(_ text: StaticString) {
    bytes = Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @inlinable
  public mutating func append(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  // Disfavored, so that a plain literal is appended as a `StaticString` without first being copied into a `Text`.
  @inlinable @_disfavoredOverload
  public mutating func append(_ text: Text) { bytes.append(contentsOf: text.bytes) }

  @inlinable
  public mutating func append(_ byte: UInt8) { bytes.append(byte) }

  @inlinable
  public mutating func append(contentsOf more: Text) { bytes.append(contentsOf: more.bytes) }

  @inlinable
  public mutating func append(contentsOf more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  @inlinable
  public mutating func reserveCapacity(_ count: Int) { bytes.reserveCapacity(count) }

  @inlinable
  public mutating func removeAll(keepingCapacity keepsCapacity: Bool = false) {
    bytes.removeAll(keepingCapacity: keepsCapacity)
  }

  @inlinable
  public mutating func removeLast(_ count: Int = 1) { bytes.removeLast(count) }

  @inlinable
  public static func += (text: inout Text, more: StaticString) { text.append(more) }

  @inline(never) @_disfavoredOverload
  public static func += (text: inout Text, more: Text) { text.append(more) }

  @inlinable
  public static func + (a: Text, b: Text) -> Text { Text(bytes: a.bytes + b.bytes) }
}

extension Text: ExpressibleByStringLiteral {
  public init(stringLiteral text: StaticString) { self.init(text) }
}

extension Text: ExpressibleByArrayLiteral {
  /// From bytes; `[]` is the empty text.
  @inlinable
  public init(arrayLiteral bytes: UInt8...) { self.bytes = bytes }
}

extension Text: RandomAccessCollection, MutableCollection {
  @inlinable
  public var startIndex: Int { 0 }

  @inlinable
  public var endIndex: Int { bytes.count }

  @inlinable
  public subscript(index: Int) -> UInt8 {
    get { bytes[index] }
    set { bytes[index] = newValue }
  }

  @inlinable
  public subscript(range: Range<Int>) -> ArraySlice<UInt8> {
    get { bytes[range] }
    set { bytes[range] = newValue }
  }

  #if !hasFeature(Embedded)
    @inlinable
    public func withContiguousStorageIfAvailable<Result>(
      _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result? { try bytes.withContiguousStorageIfAvailable(body) }
  #endif

  @inlinable
  public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result { try bytes.withUnsafeBufferPointer(body) }

  @inlinable
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withUnsafeBytes(body)
  }
}

extension Text: Hashable, Comparable {
  @inlinable @_disfavoredOverload
  public static func == (a: Text, b: Text) -> Bool { a.bytes == b.bytes }

  /// Compares without creating a text from the literal.
  @inlinable
  public static func == (a: Text, b: StaticString) -> Bool { b.isEqual(to: a.bytes) }

  @inlinable
  public static func != (a: Text, b: StaticString) -> Bool { !(a == b) }

  /// For `case "yes":`.
  @inlinable
  public static func ~= (pattern: StaticString, text: Text) -> Bool { text == pattern }

  /// In byte order, which is the same in every locale and equals the order of the code points.
  @inlinable
  public static func < (a: Text, b: Text) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

  @inlinable
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension StaticString {
  @inlinable
  public func isEqual(to bytes: some Collection<UInt8>) -> Bool {
    guard bytes.count == utf8CodeUnitCount else { return false }
    var next = utf8Start
    for byte in bytes {
      guard next.pointee == byte else { return false }
      next += 1
    }
    return true
  }

  @inlinable
  public static func == (a: StaticString, b: StaticString) -> Bool {
    b.isEqual(to: UnsafeBufferPointer(start: a.utf8Start, count: a.utf8CodeUnitCount))
  }
}

#if !hasFeature(Embedded)
  extension Text: CustomStringConvertible {
    /// For tests and for psoasctl; bytes that are not UTF-8 appear as U+FFFD.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
  }
#endif

extension Text {
  /// A message with a capital letter, if it does not begin with the name of a program.
  public var sentence: Text {
    guard let first = first, !hasPrefix("psoas"), (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
      return self
    }
    return Text([first - 32] + dropFirst())
  }
}
