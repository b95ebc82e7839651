import PsoasSystem

/// An output that gets its name when it is complete: `NAME.partial` until then.
struct Draft {
  let path: Text
  private let name: Text

  init(_ name: Text) throws(Failure) {
    var name = name
    while name.count > 1, name.last == UInt8(ascii: "/") { name = Text(name.dropLast()) }
    self.name = name
    path = "\(name).partial"
    guard !Files.exists(name) else {
      throw .cannotMake("\(name): already exists: remove it, or choose another name")
    }
    guard !Files.exists(path) else {
      throw .cannotMake("\(path): already exists, of a conversion that runs or was killed: remove it if none runs")
    }
    // So that a signal does not leave the draft.
    Interrupt.watch()
  }

  /// Gives the complete output its name.
  func finish() throws(Failure) {
    do throws(Errno) { try Files.renameNew(path, to: name) } catch {
      throw .cannotMake("\(name): cannot create: \(error.reason)")
    }
    try? Folder.synchronize(name.folder)
  }

  /// Removes what has been written.
  func remove() {
    guard Folder.exists(path) else {
      try? Files.remove(path)
      return
    }
    for file in (try? Folder.names(path)) ?? [] { try? Files.remove(path.inside(file)) }
    try? Folder.removeIfEmpty(path)
  }
}
