import PsoasSystem

/// Messages on standard error. Under systemd they are written to the journal.
enum StandardError {
  /// Prints one line on standard error, with the program's name as prefix.
  static func print(_ text: Text) { try? BorrowedDescriptor.standardError.write("psoasd: \(text)\n") }
}
