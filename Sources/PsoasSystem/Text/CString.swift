import CLinux

extension StaticString {
  /// The literal as a C string: the compiler terminates literals with a zero, and they exist as long as the program.
  public var cString: UnsafePointer<CChar> { UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self) }
}

extension Text {
  /// A copy of a C string, without its terminating zero; empty for nil.
  public init(cString: UnsafePointer<CChar>?) {
    guard let cString else {
      self.init()
      return
    }
    self.init(UnsafeRawBufferPointer(start: cString, count: strlen(cString)))
  }

  /// Calls `body` with the text as a C string. A zero inside the text ends it: see `withPath`.
  public func withCString<Result, Failure: Error>(
    _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var closed = bytes
    closed.append(0)
    return try closed.withUnsafeBufferPointer { buffer throws(Failure) in
      guard let start = buffer.baseAddress else { return try body(StaticString("").cString) }
      return try body(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
    }
  }
}
