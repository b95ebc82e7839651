extension Text {
  /// The path of `name` in this directory.
  public func inside(_ name: Text) -> Text {
    var path = self
    if path.last != UInt8(ascii: "/") { path.append("/") }
    path.append(name)
    return path
  }

  /// The part after the last slash.
  public var fileName: Text { Text(bytes[fileNameStart...]) }

  /// The directory of this path: `.` if the path has no slash.
  public var folder: Text {
    var end = fileNameStart
    guard end > 0 else { return "." }
    while end > 1, bytes[end - 1] == UInt8(ascii: "/") { end -= 1 }
    return Text(bytes[..<end])
  }

  private var fileNameStart: Int { lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0 }
}
