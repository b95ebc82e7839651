/// Reads values from the bytes of a fuzzer or of a random generator; zeros after the last byte.
public struct ByteScript {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  public init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  public var isAtEnd: Bool { position >= bytes.count }

  public mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    defer { position += 1 }
    return bytes[position]
  }

  public mutating func flag() -> Bool { byte() & 1 == 1 }

  /// From 0 to below `count`, which is at most 256.
  public mutating func index(_ count: Int) -> Int { Int(byte()) % count }

  public mutating func element<Element>(_ values: [Element]) -> Element { values[index(values.count)] }

  /// From 0 to 65535.
  public mutating func word() -> Int { Int(byte()) << 8 | Int(byte()) }

  /// Within `range`, in 65536 steps.
  public mutating func real(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(word()) / 65535
  }
}
