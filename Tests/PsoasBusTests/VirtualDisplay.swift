import Foundation
import TestSupport
import Testing

@testable import PsoasBus

/// An X server without a monitor.
final class VirtualDisplay {
  /// Of DISPLAY.
  let name: String
  private let server: Child
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    server = try Child("Xvfb", ["-displayfd", "1", "-screen", "0", "640x360x24", "-nolisten", "tcp"])
    name = ":" + (try #require(server.firstLine(), "Xvfb gave no display"))
  }

  deinit { server.kill() }

  /// A screenshot. The file is written to the folder `PSOAS_SCREENSHOTS`, if that is set.
  /// - Returns: the path of the file.
  func picture(_ name: String, turning loop: EventLoop) throws -> String {
    let folder = ProcessInfo.processInfo.environment["PSOAS_SCREENSHOTS"] ?? scratch.path
    let file = folder + "/" + name + ".png"
    let environment = Child.inheritedEnvironment.merging(["DISPLAY": self.name, "LC_ALL": "C.UTF-8"]) { $1 }
    let taken = try Child("import", ["-window", "root", file], environment: environment).finish(turning: loop)
    try #require(taken.status == 0, "\(taken.errors)")
    return file
  }
}
