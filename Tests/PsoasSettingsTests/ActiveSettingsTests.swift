import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import Testing

@testable import PsoasSettings

/// The priority of files, the command line and requests while the daemon runs.
@Suite struct ActiveSettingsTests {
  private let home: Home

  init() throws { home = try Home() }

  private func active(_ assignments: (placement: Placement, identifier: Text)...) throws -> ActiveSettings {
    try ActiveSettings(from: home.places, assigning: assignments)
  }

  @Test func `a request overrides the command line, and no reload brings that back`() throws {
    var active = try active((.pelvis, "a:b:c"))
    try active.store(.pelvis, "d:e:f")
    #expect(active.settings.configuration.sensors[.pelvis] == "a:b:c")
    let update = try active.reload()
    #expect(update.text == "the configuration was reloaded: Pelvis=d:e:f")
    #expect(active.settings.configuration.sensors[.pelvis] == "d:e:f")
    #expect(try active.reload().text == "the configuration was reloaded: nothing has changed")
    #expect(active.settings.configuration.sensors[.pelvis] == "d:e:f")
    // The request is stored in the wearer's settings, where a later edit can change it.
    #expect(active.settings.values.first { $0.value == "d:e:f" }?.origin != .option)
    try home.write("home/.config/psoas/psoas.conf.d/50-sensors.conf", "[Sensors]\nPelvis=1:2:3\n")
    _ = try active.reload()
    #expect(active.settings.configuration.sensors[.pelvis] == "1:2:3")
  }

  @Test func `a sensor of the command line that is moved leaves its first placement`() throws {
    var active = try active((.pelvis, "a:b:c"), (.trunk, "d:e:f"))
    try active.store(.thigh, "a:b:c")
    _ = try active.reload()
    let sensors = active.settings.configuration.sensors
    #expect(sensors[.pelvis].isEmpty && sensors[.thigh] == "a:b:c" && sensors[.trunk] == "d:e:f")
  }

  @Test func `a removed assignment stays removed`() throws {
    var active = try active((.pelvis, "a:b:c"))
    try active.store(.pelvis, "")
    for _ in 0..<2 {
      _ = try active.reload()
      #expect(active.settings.configuration.sensors[.pelvis].isEmpty)
    }
  }

  @Test func `a request overrides a file that contradicts it, for the rest of the run`() throws {
    try home.write("home/.config/psoas/psoas.conf.d/90-mine.conf", "[Sensors]\nPelvis=a:b:c\n")
    var active = try active()
    try active.store(.pelvis, "d:e:f")
    for _ in 0..<2 {
      _ = try active.reload()
      #expect(active.settings.configuration.sensors[.pelvis] == "d:e:f")
    }
  }

  @Test func `a file that cannot be read leaves the settings, and the request is applied by the next reload`() throws {
    var active = try active((.pelvis, "a:b:c"))
    try home.write("home/.config/psoas/psoas.conf/in-the-way", "")
    try active.store(.pelvis, "d:e:f")
    #expect(throws: SettingsError.self) { try active.reload() }
    #expect(active.settings.configuration.sensors[.pelvis] == "a:b:c")
    try FileManager.default.removeItem(atPath: home.root.path + "/home/.config/psoas/psoas.conf")
    _ = try active.reload()
    #expect(active.settings.configuration.sensors[.pelvis] == "d:e:f")
  }

  @Test func `a reload names all that has changed`() throws {
    var active = try active()
    try home.write("etc/psoas.conf", "[Reminders]\nGap=11min\nPerDay=2\n")
    #expect(try active.reload().text == "the configuration was reloaded: Gap=11min, PerDay=2")
  }
}
