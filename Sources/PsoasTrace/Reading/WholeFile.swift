import PsoasMonitor
import PsoasSystem

extension ByteSource {
  /// Size of the longest file that is read whole: sixty times a description with the shipped exercises, 17.6 kB.
  private static let longestWhole = 1 << 20

  /// Reads a small file to its end and passes its text on.
  ///
  /// - Parameter what: what the file should be, for the errors.
  static func whole<Value>(
    _ path: Text, expecting what: StaticString, _ parse: (UnsafeBufferPointer<UInt8>) throws(TraceError) -> Value
  ) throws(TraceError) -> Value {
    var source = try openFile(path)
    var text = Text()
    while let line = try source.nextLine() {
      text.append(contentsOf: line)
      text.append(UInt8(ascii: "\n"))
      guard text.count <= longestWhole else {
        throw source.malformed("the file is longer than 1 MiB, expected \(what)")
      }
    }
    return try text.withUnsafeBufferPointer(parse)
  }
}
