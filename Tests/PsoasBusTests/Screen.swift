import Foundation
import TestSupport
import Testing

@testable import PsoasBus

/// An X server without a monitor that runs dunst, a real notification server.
final class Screen {
  /// Whether the programs are installed.
  static let isPossible = ["Xvfb", "dunst", "dunstctl", "import", "convert"].allSatisfy(Child.isInstalled)

  let bus: PrivateBus
  private let loop: EventLoop
  private let display: VirtualDisplay
  private let scratch: Scratch
  private var dunst: Child?

  /// - Parameter markup: whether the server interprets markup, which is the default of dunst.
  init(_ bus: PrivateBus, _ loop: EventLoop, markup: Bool = true) throws {
    self.bus = bus
    self.loop = loop
    scratch = try Scratch()
    display = try VirtualDisplay()
    // Replaces dmenu: chooses the line that contains the text in the file `choice`.
    let menu = try scratch.writeProgram("menu", "#!/bin/sh\ngrep -F -f '\(scratch.path("choice"))'\n")
    try scratch.write(
      "dunstrc",
      """
      [global]
          width = 320
          offset = 8x8
          origin = top-left
          font = DejaVu Sans 10
          markup = \(markup ? "full" : "no")
          format = "<b>%s</b>\\n%b"
          dmenu = \(menu)
      # Without this a notification goes after 10 s, which a busy machine needs between two steps of a test.
      [urgency_normal]
          timeout = 0
      """)
  }

  deinit { dunst?.kill() }

  private var environment: [String: String] {
    ["DISPLAY": display.name, "HOME": scratch.path, "LC_ALL": "fr_FR.UTF-8"]
  }

  /// Starts the notification server and waits for its name.
  func start() throws {
    let dunst = try bus.child(
      "dunst", ["-config", scratch.path("dunstrc")], environment: environment)
    self.dunst = dunst
    try turn(loop) {
      (try? bus.busctl("status", "org.freedesktop.Notifications").wait().status) == 0 || !dunst.isRunning
    }
    try #require(dunst.isRunning)
  }

  func end() throws {
    dunst?.kill()
    try turn(loop) { (try? bus.busctl("status", "org.freedesktop.Notifications").wait().status) != 0 }
  }

  @discardableResult
  func dunstctl(_ arguments: String...) throws -> String {
    let child = try bus.child("dunstctl", arguments, environment: environment)
    let result = try child.finish(turning: loop)
    try #require(result.status == 0, "dunstctl \(arguments): \(result.errors)")
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The number of notifications on the screen.
  var displayed: Int { (try? dunstctl("count", "displayed")).flatMap { Int($0) } ?? -1 }

  /// Chooses a button by its label in dunst's menu.
  func choose(_ label: String) throws {
    try scratch.write("choice", label)
    try dunstctl("context")
  }

  /// A screenshot.
  func picture(_ name: String) throws -> Picture {
    let file = try display.picture(name, turning: loop)
    let reported = try Child(
      "convert", [file, "-format", "%# ", "-write", "info:", "-threshold", "1%", "-format", "%[fx:mean]", "info:"]
    )
    .wait()
    let words = reported.output.split(separator: " ")
    return Picture(pixels: String(words[0]), share: try #require(Double(words[1]), "\(reported.errors)"))
  }

  struct Picture: Equatable {
    /// A hash of all pixels: equal for equal pictures.
    let pixels: String
    /// The share of pixels that are not black, 0 to 1.
    let share: Double
  }
}
