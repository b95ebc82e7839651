import CLinux
import Foundation
import PsoasSystem
import Testing

@Suite struct FilesAndFolders {
  private let folder: Text

  init() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("psoas-system-\(UUID().uuidString)").path
    folder = Text(path.utf8)
    try Folder.make(folder)
  }

  private func mode(_ path: Text) throws -> mode_t {
    try FileDescriptor.open(path, for: .read).status().st_mode & 0o7777
  }

  @Test func `a file that is replaced has the new content and is for its owner alone`() throws {
    let path = folder.inside("a")
    try AtomicFile.replace(path, with: "one")
    #expect(try Files.read(path, limit: 3) == "one")
    #expect(try mode(path) == 0o600)
    try AtomicFile.replace(path, with: "two")
    #expect(try Files.read(path, limit: 3) == "two")
    #expect(try Folder.names(folder) == ["a"])
  }

  @Test func `replacing follows symbolic links, to a missing file too, and keeps the mode`() throws {
    try Folder.make(folder.inside("real"))
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "second")
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/second", withDestinationPath: "real/file")
    try AtomicFile.replace(folder.inside("link"), with: "one", mode: 0o640)
    #expect(chmod("\(folder)/real/file", 0o604) == 0)
    try AtomicFile.replace(folder.inside("link"), with: "two")
    #expect(try Files.read(folder.inside("real/file"), limit: 3) == "two")
    #expect(try mode(folder.inside("real/file")) == 0o604)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link") == "second")
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/loop", withDestinationPath: "loop")
    #expect(throws: Errno(ELOOP, in: "readlink")) { try AtomicFile.replace(folder.inside("loop"), with: "") }
  }

  @Test func `a failed replacement leaves the old file and nothing beside it`() throws {
    try Folder.make(folder.inside("a/b"))
    #expect(throws: Errno(EISDIR, in: "rename")) { try AtomicFile.replace(folder.inside("a"), with: "") }
    #expect(try Folder.names(folder) == ["a"])
    #expect(throws: Errno(ENOENT, in: "open")) { try AtomicFile.replace(folder.inside("none/a"), with: "") }
  }

  @Test func `a file past the bound is refused`() throws {
    let path = folder.inside("a")
    try AtomicFile.replace(path, with: Text(repeatElement(0x61, count: 100_001)))
    #expect(throws: FileError.tooLarge(limit: 100_000)) { try Files.read(path, limit: 100_000) }
    #expect(try Files.read(path, limit: 100_001).count == 100_001)
    #expect(throws: FileError.failed(Errno(ENOENT, in: "open"))) { try Files.read(folder.inside("b"), limit: 1) }
    #expect(throws: FileError.failed(Errno(ENOENT, in: "open"))) { try Files.read("a\0b", limit: 1) }
  }

  @Test func `FIFOs, folders and devices are refused without waiting`() throws {
    let fifo = folder.inside("fifo")
    #expect(mkfifo("\(fifo)", 0o600) == 0)
    for path in [fifo, "/dev/zero"] as [Text] {
      #expect(throws: FileError.notRegular) { try Files.read(path, limit: 1) }
    }
    #expect(throws: FileError.failed(Errno(EISDIR, in: "open"))) { try Files.read(folder, limit: 1) }
    #expect(try Files.read("/dev/null", limit: 1).isEmpty)
    #expect(try !Files.read("/proc/self/status", limit: 1 << 16).isEmpty)
  }

  @Test func `links are refused where that is asked for`() throws {
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "/etc/passwd")
    #expect(throws: FileError.failed(Errno(ELOOP, in: "open"))) {
      _ = try FileDescriptor.openRegular(folder.inside("link"), .noFollow)
    }
  }

  @Test func `folders are made with those above them, for their owner alone`() throws {
    let deep = folder.inside("x/y/z")
    try Folder.make(deep)
    try Folder.make(deep)
    #expect(try mode(folder.inside("x")) == 0o700)
    #expect(throws: Errno(EEXIST, in: "mkdir")) { try Folder.makeNew(deep) }
    try AtomicFile.replace(folder.inside("file"), with: "")
    #expect(throws: Errno(ENOTDIR, in: "mkdir")) { try Folder.make(folder.inside("file/x")) }
  }

  @Test func `names come sorted, without hidden ones`() throws {
    for name in ["b.conf", "a.conf", ".c.conf", "d"] as [Text] { try AtomicFile.replace(folder.inside(name), with: "") }
    #expect(try Folder.names(folder, endingWith: ".conf") == ["a.conf", "b.conf"])
    #expect(try Folder.names(folder.inside("none")).isEmpty)
    #expect(try Folder.names(folder.inside("d/none")).isEmpty)
  }

  @Test func `a descriptor closes with its owner`() throws {
    let number = try { () throws(Errno) in
      let descriptor = try FileDescriptor.open("/dev/null", for: .readWrite)
      #expect(fcntl(descriptor.number, F_GETFD) == FD_CLOEXEC)
      return descriptor.number
    }()
    // Another test may have reused the number meanwhile, so the only certainty is that it is no longer /dev/null.
    var status = stat()
    #expect(fstat(number, &status) != 0 || status.st_rdev != 0x103)
  }

  @Test func `a full pipe takes all, in several writes`() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let (input, output) = (ends[0], ends[1])
    let text = Text(repeatElement(0x61, count: 1 << 20))
    let reader = Thread {
      var sum = 0
      var room = [UInt8](repeating: 0, count: 4096)
      while case let count = read(input, &room, 4096), count > 0 { sum += count }
      #expect(sum == 1 << 20)
      close(input)
    }
    reader.start()
    do {
      let pipe = FileDescriptor(owning: output)
      try pipe.write(text)
    }
    while !reader.isFinished { usleep(1000) }
  }

  @Test func `a failed write says how far it came`() throws {
    let full = try FileDescriptor.open("/dev/full", for: .write)
    let failure = ("text" as Text).withUnsafeBytes { full.write(asFarAsPossible: $0) }
    #expect(failure.written == 0)
    #expect(failure.failure == Errno(ENOSPC, in: "write"))
  }

  @Test func `paths come apart`() {
    #expect(("/a/b" as Text).folder == "/a" && ("/a/b" as Text).fileName == "b")
    #expect(("a" as Text).folder == "." && ("a" as Text).fileName == "a")
    #expect(("/a" as Text).folder == "/" && ("/a//b" as Text).folder == "/a")
    #expect(("/a/" as Text).inside("b") == "/a/b")
  }

  @Test func `an errno names its call, and reads in English`() {
    #expect(Errno(ENOENT, in: "open").message == "open: No such file or directory")
    #expect(Errno.reason(12_345) == "error 12345")
    #expect(Errno(EIO, in: "read") != Errno(EIO, in: "write"))
  }
}
