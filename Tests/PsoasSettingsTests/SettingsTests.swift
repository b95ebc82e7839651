import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasSettings

/// Temporary folders for settings, deleted after the test.
final class Home {
  private let scratch: Scratch
  let places: SettingsPlaces

  init(data: String? = nil) throws {
    scratch = try Scratch()
    places = SettingsPlaces(
      data: bytes(data ?? scratch.path("data")), system: bytes(scratch.path("etc")),
      user: bytes(scratch.path("home/.config/psoas")))
  }

  var root: URL { URL(fileURLWithPath: scratch.path) }

  @discardableResult
  func write(_ name: String, _ content: String) throws -> Text {
    bytes(try scratch.write(name, content))
  }

  func load(_ file: Text? = nil) throws -> Settings { try Settings.load(configuration: file, from: places) }

  /// Warnings without the folder's path, and without those about the catalog, which is empty in most tests.
  func warnings(_ settings: Settings) -> [String] {
    settings.warnings.map { text($0.text).replacingOccurrences(of: root.path + "/", with: "") }
      .filter { !$0.contains(": no exercise ") }
  }
}

@Suite struct ConfigurationFileTests {
  @Test func `with no files the defaults hold`() throws {
    let home = try Home()
    let settings = try home.load()
    #expect(settings.configuration == Configuration())
    #expect(home.warnings(settings).isEmpty)
  }

  @Test func `every key fills its field`() throws {
    let home = try Home()
    try home.write(
      "etc/psoas.conf",
      """
      [Reminders]
      SittingTime=45min
      Gap=10min
      PerDay=5
      BreakLength=90s
      IgnoredAfter=5min
      SnoozeMinutes=15
      Exercise=figure-four
      WaitForBreakPoint=0
      SnoozesInRow=1
      BackOffAfter=0
      BackOffFactor=2.5
      BackOffMost=2h
      WorkingHours=Mon-Thu 09:00-17:30, Fri 9-14
      Escalation=transient resident@2min sound@300s
      [Programme]
      Exercises=plank,  figure-four
      Profile=no-kneeling pregnancy
      [Sensors]
      Pelvis=057e:2006:dc-68-eb-11-22-33
      Thigh=054c:0268:at-5f3a11c0
      Trunk=1209:0001:x
      [History]
      Retention=90d
      [Journal]
      AlertPriority=warning
      """)
    let settings = try home.load()
    #expect(home.warnings(settings).isEmpty)
    var expected = Configuration()
    expected.remindAfter = 2700
    expected.reminderGap = 600
    expected.remindersPerDay = 5
    expected.breakLength = 90
    expected.ignoredAfter = 300
    expected.snoozeMinutes = 15
    expected.sittingExercise = bytes("figure-four")
    expected.waitForBreakPoint = 0
    expected.snoozesInRow = 1
    expected.backOffAfter = 0
    expected.backOffFactor = 2.5
    expected.backOffMost = 7200
    var fault = Text()
    expected.workingHours = try #require(WorkingHours(bytes("mon-thu 9:00-17:30 fri 09:00-14:00"), fault: &fault))
    expected.escalation = Escalation([
      .init(.transient, after: 0), .init(.resident, after: 120), .init(.sound, after: 300),
    ])
    expected.programme = bytes("plank figure-four")
    expected.profile = [.noKneeling, .pregnancy]
    expected.sensors[.pelvis] = bytes("057e:2006:dc-68-eb-11-22-33")
    expected.sensors[.thigh] = bytes("054c:0268:at-5f3a11c0")
    expected.sensors[.trunk] = bytes("1209:0001:x")
    expected.retentionDays = 90
    expected.alertPriority = 4
    #expect(settings.configuration == expected)
  }

  @Test func `main files come first, the wearer's last of them, then the drop-ins of all places by name`() throws {
    let home = try Home()
    try home.write("data/psoas.conf.d/50-vendor.conf", "[Reminders]\nIgnoredAfter=2min\nGap=50min\n")
    try home.write("etc/psoas.conf", "[Reminders]\nSittingTime=10min\nGap=10min\nPerDay=1\nSnoozeMinutes=1\n")
    try home.write("etc/psoas.conf.d/90-last.conf", "[Reminders]\nGap=12min\n")
    try home.write("etc/psoas.conf.d/10-first.conf", "[Reminders]\nGap=11min\nPerDay=2\n")
    try home.write("etc/psoas.conf.d/readme.txt", "[Reminders]\nGap=59min\n")
    try home.write("home/.config/psoas/psoas.conf", "[Reminders]\nPerDay=3\nSnoozeMinutes=3\n")
    try home.write("home/.config/psoas/psoas.conf.d/a.conf", "[Reminders]\nSnoozeMinutes=4\n")
    let configuration = try home.load().configuration
    #expect(configuration.remindAfter == 600)
    #expect(configuration.reminderGap == 720)
    #expect(configuration.remindersPerDay == 2, "a drop-in of any place wins over every main file")
    #expect(configuration.snoozeMinutes == 4)
    #expect(configuration.ignoredAfter == 120)
  }

  @Test func `a drop-in replaces one of its name in a folder of lower priority, and an empty one masks it`() throws {
    let home = try Home()
    try home.write("data/psoas.conf.d/10-a.conf", "[Reminders]\nGap=11min\nPerDay=1\n")
    try home.write("data/psoas.conf.d/20-b.conf", "[Reminders]\nSnoozeMinutes=2\n")
    try home.write("data/psoas.conf.d/30-c.conf", "[Reminders]\nIgnoredAfter=3min\n")
    try home.write("etc/psoas.conf.d/10-a.conf", "[Reminders]\nGap=12min\n")
    try home.write("home/.config/psoas/psoas.conf.d/20-b.conf", "")
    try FileManager.default.createSymbolicLink(
      atPath: home.root.path + "/etc/psoas.conf.d/30-c.conf", withDestinationPath: "/dev/null")
    let settings = try home.load()
    #expect(home.warnings(settings).isEmpty)
    var expected = Configuration()
    expected.reminderGap = 720
    #expect(settings.configuration == expected)
    let files = home.places.configurationFiles().filter { $0.state != .missing }
    let states = files.map { text($0.path).dropFirst(home.root.path.count + 1) + " \($0.state)" }
    #expect(
      states == [
        "data/psoas.conf.d/10-a.conf replaced", "etc/psoas.conf.d/10-a.conf read",
        "data/psoas.conf.d/20-b.conf replaced", "home/.config/psoas/psoas.conf.d/20-b.conf mask",
        "data/psoas.conf.d/30-c.conf replaced", "etc/psoas.conf.d/30-c.conf mask",
      ])
  }

  @Test func `each value tells where it came from`() throws {
    let home = try Home()
    let main = try home.write("etc/psoas.conf", "# mine\n[Reminders]\nGap=10min\nPerDay=3\n")
    let dropIn = try home.write("home/.config/psoas/psoas.conf.d/a.conf", "[Reminders]\nPerDay=4\nPerDay=x\n")
    let settings = try ActiveSettings(from: home.places, assigning: [(.thigh, "a:b:c")]).settings
    func value(_ key: String) -> SettingValue? { settings.values.first { "\($0.key)" == key } }
    #expect(value("Gap")?.origin == .line(file: main, 3))
    #expect(value("PerDay")?.origin == .line(file: dropIn, 2))
    #expect(value("PerDay").map { text($0.value) } == "4")
    #expect(value("SittingTime")?.origin == .standard)
    #expect(value("Thigh")?.origin == .option)
    #expect(settings.values.count == Setting.all.count)
  }

  @Test func `what is shown of any configuration reads back as the same`() throws {
    var odd = Configuration()
    odd.remindAfter = 90.5
    odd.reminderGap = 3723
    odd.remindersPerDay = 0
    odd.breakLength = 59.999999
    odd.ignoredAfter = 3600
    odd.snoozeMinutes = 600
    odd.sittingExercise = bytes("calf-raise")
    odd.sensors[.pelvis] = bytes("057e:2006:dc-68-eb-11-22-33")
    odd.retentionDays = 365
    odd.alertPriority = 7
    odd.notifications.areShown = false
    odd.notifications.otherSnoozes = [5, 60]
    odd.notifications.respectFullScreen = false
    for configuration in [Configuration(), odd] {
      var again = Configuration()
      for setting in Setting.all {
        #expect(setting.read(setting.text(of: configuration), into: &again) == nil, "\(setting.key)")
      }
      #expect(again == configuration)
    }
  }

  @Test func `every field of the configuration has a setting`() {
    let configuration = Configuration()
    let fields =
      (Array(Mirror(reflecting: configuration).children.filter { $0.label != "notifications" })
      + Mirror(reflecting: configuration.notifications).children).compactMap(\.label)
    // One field holds the sensors of all placements.
    #expect(fields.count - 1 + Placement.allCases.count == Setting.all.count, "\(fields)")
  }

  @Test func `a file that is asked for stands alone`() throws {
    let home = try Home()
    try home.write("etc/psoas.conf", "[Reminders]\nPerDay=1\n")
    let file = try home.write("mine.conf", "[Reminders]\nSittingTime=1min\n")
    let configuration = try home.load(file).configuration
    #expect(configuration.remindAfter == 60)
    #expect(configuration.remindersPerDay == Configuration().remindersPerDay)
    #expect(throws: SettingsError.cannotRead(file: bytes("/nowhere/x.conf"), .failed(Errno(ENOENT, in: "open")))) {
      try home.load(bytes("/nowhere/x.conf"))
    }
  }

  @Test func `an error is named with its line, and the last good value stays`() throws {
    let home = try Home()
    try home.write(
      "etc/psoas.conf",
      """
      [Reminders]
      SittingTime=40min
      SittingTime=5s
      SittingTime=soon
      PerDay=100
      SitingTime=1h
        2h
      Volume=11
      [Sensor]
      Pelvis=a:b:c
      nonsense
      """)
    let settings = try home.load()
    #expect(settings.configuration.remindAfter == 2400)
    #expect(settings.configuration.remindersPerDay == Configuration().remindersPerDay)
    #expect(
      home.warnings(settings) == [
        "etc/psoas.conf:11: expected Key=Value, a [Section] or a # comment",
        "etc/psoas.conf:3: SittingTime=5s is out of range: 1min to 4h",
        "etc/psoas.conf:4: SittingTime=soon is not a time span: write it as 90s, 30min or 1h 30min",
        "etc/psoas.conf:5: PerDay=100 is out of range: a whole number from 0 to 48",
        "etc/psoas.conf:6: unknown key SitingTime= in [Reminders]: did you mean SittingTime=?",
        "etc/psoas.conf:7: unknown key SitingTime= in [Reminders]: did you mean SittingTime=?",
        "etc/psoas.conf:8: unknown key Volume= in [Reminders]: known are SittingTime=, Gap=, PerDay=, BreakLength=, "
          + "IgnoredAfter=, SnoozeMinutes=, Exercise=, AtDesk=, WaitForBreakPoint=, SnoozesInRow=, BackOffAfter=, BackOffFactor=, "
          + "BackOffMost=, WorkingHours=, Escalation=",
        "etc/psoas.conf:10: unknown section [Sensor]: did you mean [Sensors]?",
      ])
  }

  @Test func `what is shown on the screen is set in a section of its own`() throws {
    let home = try Home()
    try home.write(
      "etc/psoas.conf",
      """
      [Notifications]
      Show=no
      OtherSnoozes=5  60
      RespectDoNotDisturb=off
      RespectFullScreen=false
      RespectFullScreen=maybe
      OtherSnoozes=0
      OtherSnoozes=1 2 3 4 5
      Tray=no
      """)
    let settings = try home.load()
    let notifications = settings.configuration.notifications
    #expect(!notifications.areShown && !notifications.respectDoNotDisturb && !notifications.respectFullScreen)
    #expect(!notifications.hasTray && NotificationSettings().hasTray)
    #expect(notifications.otherSnoozes == [5, 60])
    let minutes = "must be up to four numbers of minutes from 1 to 600, separated by blanks, or none"
    #expect(
      home.warnings(settings) == [
        "etc/psoas.conf:6: RespectFullScreen=maybe is neither yes nor no",
        "etc/psoas.conf:7: OtherSnoozes=0 " + minutes,
        "etc/psoas.conf:8: OtherSnoozes=1 2 3 4 5 " + minutes,
      ])
    try home.write("home/.config/psoas/psoas.conf", "[Notifications]\nShow=\nOtherSnoozes=none\nRespectFullScreen=\n")
    let own = try home.load().configuration.notifications
    #expect(own.areShown && own.respectFullScreen && own.otherSnoozes.isEmpty)
  }

  @Test func `an empty value brings the default back`() throws {
    let home = try Home()
    try home.write("etc/psoas.conf", "[Reminders]\nSittingTime=1h\n[Sensors]\nPelvis=a:b:c\n")
    try home.write("home/.config/psoas/psoas.conf", "[Reminders]\nSittingTime=\n[Sensors]\nPelvis=\n")
    #expect(try home.load().configuration == Configuration())
  }

  @Test func `a line before any section is asked for its section`() throws {
    let home = try Home()
    try home.write("etc/psoas.conf", "Gap=10min\n")
    #expect(
      home.warnings(try home.load()) == [
        "etc/psoas.conf:1: is before any [Section]: write [Reminders] or [Notifications] or [Programme] or [Sensors] "
          + "or [Tilt] or [History] or [Journal] above it"
      ])
  }
}

@Suite struct ConfigurationReloadTests {
  @Test func `valid values are used, and an invalid one leaves the last good value`() throws {
    let home = try Home()
    try home.write("etc/psoas.conf", "[Reminders]\nGap=10min\nPerDay=3\n")
    let before = try home.load()
    try home.write("etc/psoas.conf", "[Reminders]\nGap=11min\nPerDay=many\nSnoozeMinutes=\n")
    let after = try before.reloaded(from: home.places)
    #expect(after.configuration.reminderGap == 660)
    #expect(after.configuration.remindersPerDay == 3)
    #expect(after.values.first { "\($0.key)" == "PerDay" }?.origin == .kept)
    #expect(
      home.warnings(after) == ["etc/psoas.conf:3: PerDay=many is out of range: a whole number from 0 to 48"])
  }

  @Test func `a bad value that a later file corrects is no error`() throws {
    let home = try Home()
    let before = try home.load()
    try home.write("etc/psoas.conf", "[Reminders]\nPerDay=many\n")
    try home.write("etc/psoas.conf.d/a.conf", "[Reminders]\nPerDay=5\n")
    #expect(try before.reloaded(from: home.places).configuration.remindersPerDay == 5)
  }

  @Test func `a setting removed from the files is the default again`() throws {
    let home = try Home()
    try home.write("etc/psoas.conf", "[Reminders]\nGap=10min\n")
    let before = try home.load()
    try home.write("etc/psoas.conf", "")
    #expect(try before.reloaded(from: home.places).configuration == Configuration())
  }

  @Test func `a file that cannot be read changes nothing at all`() throws {
    let home = try Home()
    try home.write("etc/psoas.conf", "[Reminders]\nGap=10min\n")
    let before = try home.load()
    try home.write("etc/psoas.conf", "[Reminders]\nGap=20min\n")
    // A dangling link, and a folder instead of a file: not even root can read them.
    let broken = home.root.path + "/etc/psoas.conf.d/broken.conf"
    try home.write("etc/psoas.conf.d/x", "")
    try FileManager.default.createSymbolicLink(atPath: broken, withDestinationPath: "/nowhere")
    #expect(throws: SettingsError.cannotRead(file: bytes(broken), .failed(Errno(ENOENT, in: "open")))) {
      try before.reloaded(from: home.places)
    }
    try FileManager.default.removeItem(atPath: broken)
    try FileManager.default.createDirectory(atPath: broken, withIntermediateDirectories: false)
    #expect(throws: SettingsError.cannotRead(file: bytes(broken), .failed(Errno(EISDIR, in: "open")))) {
      try before.reloaded(from: home.places)
    }
    // At the start the error is a warning, and the other files apply.
    let start = try home.load()
    #expect(start.configuration.reminderGap == 1200)
    #expect(home.warnings(start) == ["etc/psoas.conf.d/broken.conf: cannot be read: Is a directory"])
  }
}

@Suite struct SettingsPlacesTests {
  @Test func `the environment names other folders, the highest first`() async {
    await #expect(processExitsWith: .success) {
      setenv("PSOAS_CONFIG_DIRS", "/high:/low", 1)
      let places = SettingsPlaces.ofThisProcess
      #expect(places.folders.map(text) == ["/low", "/high"])
      #expect(places.user.map(text) == "/high")
      #expect(places.folders(of: "quirks").map(text).prefix(2) == ["/high/quirks", "/low/quirks"])
    }
  }

  @Test func `a program built in the source tree finds the tree's data`() throws {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    try #require(program.hasPrefix(Repository.root.path + "/"))
    try #require(ProcessInfo.processInfo.environment["PSOAS_DATA_DIR"] == nil)
    #expect(SettingsPlaces.ofThisProcess.data.map(text) == Repository.root.path + "/data")
  }

  @Test func `the catalog's folders are looked through from the wearer's to the shipped`() throws {
    let home = try Home()
    #expect(
      home.places.folders(of: "quirks").map { text($0).replacingOccurrences(of: home.root.path, with: "") }
        == ["/home/.config/psoas/quirks", "/etc/quirks", "/data/quirks"])
  }
}

@Suite struct SensorAssignmentTests {
  @Test func `an assignment is kept among the wearer's own settings and read back`() throws {
    let home = try Home()
    var assignments = try SensorAssignments(in: home.places)
    assignments.assign(.pelvis, bytes("057e:2006:a"))
    assignments.assign(.thigh, bytes("057e:2007:b"))
    try assignments.write()
    let configuration = try home.load().configuration
    #expect(text(configuration.sensors[.pelvis]) == "057e:2006:a")
    #expect(text(configuration.sensors[.thigh]) == "057e:2007:b")
    let folder = home.root.appendingPathComponent("home/.config/psoas/psoas.conf.d")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["50-sensors.conf"])
  }

  @Test func `assigning one leaves the others, and a sensor is worn in one place`() throws {
    let home = try Home()
    var before = try SensorAssignments(in: home.places)
    before.assign(.pelvis, bytes("a:b:c"))
    before.assign(.trunk, bytes("d:e:f"))
    try before.write()
    var after = try SensorAssignments(in: home.places)
    after.assign(.thigh, bytes("a:b:c"))
    try after.write()
    let configuration = try home.load().configuration
    #expect(configuration.sensors[.pelvis].isEmpty)
    #expect(text(configuration.sensors[.thigh]) == "a:b:c")
    #expect(text(configuration.sensors[.trunk]) == "d:e:f")
  }

  @Test func `an empty assignment overrides the machine's settings`() throws {
    let home = try Home()
    try home.write("etc/psoas.conf", "[Sensors]\nPelvis=a:b:c\n")
    var assignments = try SensorAssignments(in: home.places)
    assignments.assign(.pelvis, nil)
    try assignments.write()
    #expect(try home.load().configuration.sensors[.pelvis].isEmpty)
  }

  @Test func `without a home folder an assignment cannot be stored`() {
    #expect(throws: SettingsError.noHome) {
      try SensorAssignments(in: SettingsPlaces(data: nil, system: bytes("/etc/psoas"), user: nil))
    }
  }

  @Test func `a folder that cannot be made is named`() throws {
    let home = try Home()
    try home.write("home/.config", "in the way")
    var assignments = try SensorAssignments(in: home.places)
    assignments.assign(.pelvis, bytes("a:b:c"))
    #expect(throws: SettingsError.self) { try assignments.write() }
  }
}

/// Exercises and quirks in several folders, and their reload.
@Suite struct DataReloadTests {
  private let home: Home
  private static let bridge = "[Exercise]\nTitle=Bridge\nHold=30\n"

  init() throws {
    home = try Home()
    try home.write("data/exercises/bridge.ini", Self.bridge)
    try home.write("data/exercises/walk.ini", "[Exercise]\nTitle=Walk\nMove=120\n")
    try home.write("data/quirks/10-a.quirks", "[One]\nMatchVendor=1\nUnitsPerG=100\n")
    try home.write("data/quirks/20-b.quirks", "[Two]\nMatchVendor=2\nUnitsPerG=200\n")
  }

  private func scales(_ settings: Settings) -> [Double?] { settings.quirks.map(\.unitsPerG) }
  private func titles(_ settings: Settings) -> [String] { settings.catalog.exercises.map { text($0.title) } }

  private func link(_ name: String) throws {
    try home.write(name + ".d/x", "")
    try FileManager.default.createSymbolicLink(atPath: home.root.path + "/" + name, withDestinationPath: "/dev/null")
  }

  @Test func `a file replaces those of its name in folders of lower priority`() throws {
    try home.write("etc/quirks/10-a.quirks", "[One]\nMatchVendor=1\nUnitsPerG=101\n")
    try home.write("etc/exercises/bridge.ini", "[Exercise]\nTitle=Office bridge\nHold=20\n")
    try home.write("home/.config/psoas/exercises/bridge.ini", "[Exercise]\nTitle=My bridge\nHold=10\n")
    try home.write("home/.config/psoas/quirks/99-mine.quirks", "[Mine]\nMatchVendor=2\nUnitsPerG=202\n")
    let settings = try home.load()
    #expect(settings.warnings.isEmpty)
    #expect(titles(settings) == ["My bridge", "Walk"])
    #expect(scales(settings) == [202, 101, 200])
  }

  @Test func `an empty file, or a link to nothing, masks those of its name`() throws {
    try home.write("etc/exercises/walk.ini", "")
    try link("home/.config/psoas/exercises/bridge.ini")
    try link("etc/quirks/10-a.quirks")
    let settings = try home.load()
    #expect(home.warnings(settings).isEmpty)
    #expect(titles(settings).isEmpty)
    #expect(scales(settings) == [200])
    // A mask applies only to folders of lower priority.
    try home.write("home/.config/psoas/exercises/walk.ini", "[Exercise]\nTitle=My walk\nMove=60\n")
    #expect(titles(try home.load()) == ["My walk"])
  }

  @Test func `a reload names what was added, changed and removed`() throws {
    let before = try home.load()
    try home.write("home/.config/psoas/exercises/plank.ini", "[Exercise]\nTitle=Plank\nHold=20\n")
    try home.write("data/exercises/bridge.ini", "[Exercise]\nTitle=Bridge\nHold=40\n")
    try FileManager.default.removeItem(atPath: home.root.path + "/data/exercises/walk.ini")
    try home.write("data/quirks/20-b.quirks", "[Two]\nMatchVendor=2\nUnitsPerG=222\n")
    let after = try before.reloaded(from: home.places)
    #expect(after.warnings.isEmpty)
    #expect(titles(after) == ["Plank", "Bridge"])
    #expect(after.changedExercises(since: before).map { text($0) } == ["plank", "bridge", "walk"])
    #expect(scales(after) == [100, 222])
    #expect(after.changedExercises(since: after).isEmpty)
  }

  @Test func `the last good version of a file that is invalid now stays`() throws {
    let before = try home.load()
    try home.write("data/exercises/bridge.ini", "[Exercise]\nTitle=Bridge\nHold=long\n")
    try home.write("data/quirks/10-a.quirks", "[One]\nMatchVendor=1\nUnitsPerG=-1\n[More]\nMatchVendor=3\n")
    let after = try before.reloaded(from: home.places)
    #expect(
      home.warnings(after) == [
        "data/quirks/10-a.quirks:3: UnitsPerG=-1: expected units per g, a number above 0",
        "data/exercises/bridge.ini:3: Hold= expects seconds, such as 30-60, up to 600",
      ])
    #expect(after.catalog == before.catalog)
    #expect(after.quirks == before.quirks)
    // A corrected file is used again.
    try home.write("data/quirks/10-a.quirks", "[One]\nMatchVendor=1\nUnitsPerG=50\n[More]\nMatchVendor=3\n")
    #expect(scales(try after.reloaded(from: home.places)) == [50, nil, 200])
    // At the start there is no earlier valid version.
    let start = try Settings.load(from: home.places)
    #expect(titles(start) == ["Walk"])
  }

  @Test func `a file of quirks or an exercise that cannot be read is named, and the others are used`() throws {
    let home = try Home()
    try home.write("etc/quirks/good.quirks", "[Good]\nMatchVendor=0x1234\nIgnore=yes\n")
    for name in ["etc/quirks/folder.quirks", "etc/exercises/folder.ini"] {
      try home.write(name + "/x", "")
    }
    let settings = try home.load()
    #expect(
      home.warnings(settings).filter { $0.hasPrefix("etc/") } == [
        "etc/quirks/folder.quirks: cannot be read: Is a directory",
        "etc/exercises/folder.ini: cannot be read: Is a directory",
      ])
    #expect(settings.quirks.map(\.match.vendor) == [0x1234])
  }

  @Test func `a place for drop-ins that cannot be read is named`() throws {
    let home = try Home()
    try home.write("etc/psoas.conf", "[Reminders]\nGap=20min\n")
    let place = home.root.path + "/etc/psoas.conf.d"
    // It leads to itself: not even root can read it.
    try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: place)
    let settings = try home.load()
    #expect(
      home.warnings(settings) == ["etc/psoas.conf.d: cannot be read: Too many levels of symbolic links"])
    #expect(settings.configuration.reminderGap == 1200)
  }
}
