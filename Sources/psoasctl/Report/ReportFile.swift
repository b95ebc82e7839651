import PsoasSystem

/// The file of a report.
enum ReportFile {
  /// Replaces the file atomically; a new one is readable by its owner only. A device or a FIFO is written to instead.
  static func write(_ text: Text, to path: Text) throws(Failure) {
    do throws(Errno) {
      if try Files.isSpecial(path) {
        let file = try FileDescriptor.open(path, for: .write)
        try file.write(text)
      } else {
        try AtomicFile.replace(path, with: text)
      }
    } catch {
      throw .output("\(path.text): \(error.reason.text)")
    }
  }

  /// Opens the file with the browser of the desktop.
  static func open(_ path: Text) throws(Failure) {
    // A name that begins with a hyphen is no option.
    let file: Text = path.first == UInt8(ascii: "-") ? "./\(path)" : path
    let status: Int32
    do throws(Errno) {
      status = try ChildProcess.run("xdg-open", [file])
    } catch {
      throw .unavailable("\(path.text) is written, but xdg-open does not start: \(error.reason.text)")
    }
    guard status == 0 else {
      throw .unavailable("\(path.text) is written, but xdg-open did not open it (status \(status))")
    }
  }
}
