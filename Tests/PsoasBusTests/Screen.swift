import Foundation
import Testing

@testable import PsoasBus

/// An X server without a monitor, and dunst on it: a real notification server.
final class Screen {
  /// Whether the programs are there.
  static let isPossible = ["Xvfb", "dunst", "dunstctl", "import", "convert"].allSatisfy { program in
    (try? Child("which", [program]).result().status) == 0
  }

  let bus: PrivateBus
  private let loop: EventLoop
  private let server: Child
  private let display: String
  private let folder: URL
  private var dunst: Child?

  /// - Parameter markup: whether the server reads markup, as it usually does.
  init(_ bus: PrivateBus, _ loop: EventLoop, markup: Bool = true) throws {
    self.bus = bus
    self.loop = loop
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("psoas-screen-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    server = try Child("Xvfb", ["-displayfd", "1", "-screen", "0", "640x360x24", "-nolisten", "tcp"])
    display = ":" + (try #require(server.firstLine(), "Xvfb gave no display"))
    // What takes the place of dmenu chooses the line that the file `choice` names.
    let menu = folder.appendingPathComponent("menu")
    try "#!/bin/sh\ngrep -F -f '\(folder.path)/choice'\n".write(to: menu, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: menu.path)
    try """
    [global]
        width = 320
        offset = 8x8
        origin = top-left
        font = DejaVu Sans 10
        markup = \(markup ? "full" : "no")
        format = "<b>%s</b>\\n%b"
        dmenu = \(menu.path)
    """.write(to: folder.appendingPathComponent("dunstrc"), atomically: true, encoding: .utf8)
  }

  deinit {
    dunst?.end()
    server.end()
    try? FileManager.default.removeItem(at: folder)
  }

  private var environment: [String: String] { ["DISPLAY": display, "HOME": folder.path, "LC_ALL": "fr_FR.UTF-8"] }

  /// Starts the notification server, and waits for its name.
  func start() throws {
    let dunst = try bus.child(
      "dunst", ["-config", folder.appendingPathComponent("dunstrc").path], environment: environment)
    self.dunst = dunst
    try turn(loop) {
      (try? bus.busctl("status", "org.freedesktop.Notifications").result().status) == 0 || !dunst.process.isRunning
    }
    try #require(dunst.process.isRunning)
  }

  func end() throws {
    dunst?.end()
    try turn(loop) { (try? bus.busctl("status", "org.freedesktop.Notifications").result().status) != 0 }
  }

  @discardableResult
  func dunstctl(_ arguments: String...) throws -> String {
    let child = try bus.child("dunstctl", arguments, environment: environment)
    let result = try child.finish(turning: loop)
    try #require(result.status == 0, "dunstctl \(arguments): \(result.errors)")
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Notifications on the screen.
  var displayed: Int { (try? dunstctl("count", "displayed")).flatMap { Int($0) } ?? -1 }

  /// Chooses a button by what it says, as the user does in dunst's menu.
  func choose(_ label: String) throws {
    try label.write(to: folder.appendingPathComponent("choice"), atomically: true, encoding: .utf8)
    try dunstctl("context")
  }

  /// What is seen now. The picture itself goes to the folder `PSOAS_SCREENSHOTS`, where that is set.
  func picture(_ name: String) throws -> Picture {
    let folder = ProcessInfo.processInfo.environment["PSOAS_SCREENSHOTS"].map { URL(fileURLWithPath: $0) } ?? folder
    let file = folder.appendingPathComponent(name + ".png").path
    let taken = try bus.child("import", ["-window", "root", file], environment: environment).finish(turning: loop)
    try #require(taken.status == 0, "\(taken.errors)")
    let reported = try Child(
      "convert", [file, "-format", "%# ", "-write", "info:", "-threshold", "1%", "-format", "%[fx:mean]", "info:"]
    )
    .result()
    let words = reported.output.split(separator: " ")
    return Picture(pixels: String(words[0]), share: try #require(Double(words[1]), "\(reported.errors)"))
  }

  struct Picture: Equatable {
    /// Stands for all pixels: equal for equal pictures.
    let pixels: String
    /// How much of it is not black, 0 to 1.
    let share: Double
  }
}
