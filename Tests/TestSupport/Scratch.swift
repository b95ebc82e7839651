import Foundation

/// A folder for one test, which is deleted afterwards.
public final class Scratch {
  public let path: String

  public init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("psoas-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name`, a file in this folder or in a subfolder.
  public func path(_ name: String) -> String { path + "/" + name }

  /// Writes a file, creates its parent folders, and returns its path.
  @discardableResult
  public func write(_ name: String, _ content: [UInt8]) throws -> String {
    let url = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(content).write(to: url)
    return url.path
  }

  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  /// Writes a program and returns its path.
  ///
  /// install(1) writes it. The kernel refuses to execute a file that is open for writing (ETXTBSY, execve(2)), and a
  /// child that a parallel test starts inherits the descriptors that this process has open.
  @discardableResult
  public func writeProgram(_ name: String, _ text: String) throws -> String {
    let source = try write("\(name).source", text)
    defer { try? FileManager.default.removeItem(atPath: source) }
    let installed = try Child.run("install", ["-m", "755", source, path(name)])
    guard installed.status == 0 else { throw Child.Failure(description: installed.errors) }
    return path(name)
  }

  public func read(_ name: String) throws -> String { String(decoding: try readBytes(name), as: UTF8.self) }

  public func readBytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The sorted names of the folder's contents.
  public var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}
