import Foundation
import PsoasMonitor
import TestSupport
import Testing

@testable import PsoasSettings

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct QuirkFileTests {
  private func quirks(_ content: String) -> (quirks: [Quirk], warnings: [String]) {
    var warnings: [SettingsWarning] = []
    let name = bytes("x.quirks")
    let quirks = QuirkFile.quirks(in: IniFile(bytes(content), name: name), name: name, warnings: &warnings)
    return (quirks, warnings.map { text($0.text) })
  }

  @Test func `every key fills its field`() {
    let read = quirks(
      """
      [One]
      MatchBus=bluetooth
      MatchVendor=0x057e
      MatchProduct=0x0306
      MatchName=Some * Thing
      Accelerometer=yes
      AccelerationAxis=ABS_RX
      UnitsPerG=100.5
      GyroscopeAxis=0x28
      UnitsPerDegreePerSecond=16
      [Two]
      MatchVendor=1
      Ignore=yes
      """)
    #expect(read.warnings.isEmpty)
    #expect(
      read.quirks == [
        Quirk(
          match: Quirk.Match(bus: 5, vendor: 0x057E, product: 0x0306, name: bytes("Some * Thing")),
          isAccelerometer: true, accelerationAxis: 3, unitsPerG: 100.5, gyroscopeAxis: 0x28,
          unitsPerDegreePerSecond: 16),
        Quirk(match: Quirk.Match(vendor: 1), isIgnored: true),
      ])
  }

  @Test func `a quirk with a bad line is left out whole`() {
    let read = quirks(
      """
      [Bad]
      MatchVendor=057e
      UnitsPerG=0
      AccelerationAxis=ABS_RXX
      UnitPerG=100
      [Good]
      MatchName=Thing
      [Everything]
      Ignore=yes
      """)
    #expect(read.quirks == [Quirk(match: Quirk.Match(name: bytes("Thing")))])
    #expect(
      read.warnings == [
        "x.quirks:2: MatchVendor=057e: expected a number such as 0x057e",
        "x.quirks:3: UnitsPerG=0: expected units per g, a number above 0",
        "x.quirks:4: AccelerationAxis=ABS_RXX: expected the first of three axes: ABS_X, ABS_RX or a number up to 0x3d",
        "x.quirks:5: unknown key UnitPerG= in [Bad]: did you mean UnitsPerG=?",
        "x.quirks:9: this quirk would match every device: add MatchVendor= or MatchName=",
      ])
  }

  @Test func `the wearer's quirks come before the machine's and the shipped ones`() throws {
    let home = try Home()
    try home.write("data/quirks/10.quirks", "[A]\nMatchVendor=1\nUnitsPerG=10\n[B]\nMatchVendor=2\nUnitsPerG=20\n")
    try home.write("etc/quirks/20.quirks", "[A]\nMatchVendor=1\nUnitsPerG=11\n")
    try home.write("home/.config/psoas/quirks/30.quirks", "[A]\nMatchVendor=1\nUnitsPerG=12\n")
    let quirks = try home.load().quirks
    #expect(quirks.quirk(for: SensorDescription(vendor: 1))?.unitsPerG == 12)
    #expect(quirks.quirk(for: SensorDescription(vendor: 2))?.unitsPerG == 20)
    #expect(quirks.quirk(for: SensorDescription(vendor: 3)) == nil)
  }
}

/// The files in data/, read by the daemon's own code.
@Suite struct ShippedCatalogTests {
  private func shipped() throws -> Settings { try Home(data: Repository.path("data")).load() }

  @Test func `every file reads without a warning`() throws {
    let settings = try shipped()
    #expect(settings.warnings.map { text($0.text) } == [])
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Repository.path("data/exercises"))
    #expect(
      Set(settings.catalog.exercises.map { text($0.identifier) + ".ini" })
        == Set(files.filter { $0.hasSuffix(".ini") }))
  }

  @Test func `each quirk has its source in a comment above it`() throws {
    let folder = URL(fileURLWithPath: Repository.path("data/quirks"))
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let content = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      let header = try #require(content.range(of: "\n["), "\(name) has no section")
      #expect(content[..<header.lowerBound].contains("# Source: "), "\(name)")
    }
  }

  @Test(
    arguments: [
      ("Nintendo Wii Remote Accelerometer", 0x057E, 0x0306, true),
      ("Nintendo Wii Remote Nunchuk", 0x057E, 0x0306, false),
      ("Nintendo Wii Remote Motion Plus", 0x057E, 0x0306, false),
      ("Wacom Cintiq 27QHD touch Pad", 0x056A, 0x032A, false),
      ("THQ uDraw Game Tablet for PS3 Accelerometer", 0x20D6, 0xCB17, false),
    ] as [(String, UInt16, UInt16, Bool)])
  func `devices that need a quirk have one`(name: String, vendor: UInt16, product: UInt16, isWorn: Bool) throws {
    let device = SensorDescription(name: bytes(name), vendor: vendor, product: product)
    let quirk = try #require(try shipped().quirks.quirk(for: device))
    #expect((quirk.isAccelerometer == true && !quirk.isIgnored) == isWorn)
  }

  @Test(
    arguments: [
      ("Nintendo Switch Left Joy-Con IMU", 0x057E, 0x2006),
      ("Sony PLAYSTATION(R)3 Controller Motion Sensors", 0x054C, 0x0268),
      ("Steam Deck Motion Sensors", 0x28DE, 0x1205),
    ] as [(String, UInt16, UInt16)])
  func `devices with complete drivers have no quirk`(name: String, vendor: UInt16, product: UInt16) throws {
    let device = SensorDescription(name: bytes(name), vendor: vendor, product: product)
    #expect(try shipped().quirks.quirk(for: device) == nil)
  }

  @Test(
    arguments: [
      ("dmi:bvnValve:bvrF7A0133:br1.33:svnValve:pnJupiter:pvr1:rvnValve:rnJupiter:rvr:cvnValve:ct8:cvr1:", true),
      ("dmi:bvnA:bvr1:svnASUSTeKCOMPUTERINC.:pnROGAllyRC71L_RC71L:pvr1.0:cvnASUSTeKCOMPUTERINC.:ct10:cvr1.0:", true),
      ("dmi:bvnLENOVO:bvr1:svnLENOVO:pn83E1:pvrLegionGo8APU1:rvnLENOVO:ct31:cvr1:", true),
      ("dmi:bvnLENOVO:bvr1:svnLENOVO:pn83L3:pvrLegionGoS8APU1:rvnLENOVO:ct31:cvr1:", true),
      ("dmi:bvnX:bvr1:svnX:pnPad:pvr1:cvnX:ct11:cvr1:", true),
      ("dmi:bvnLENOVO:bvr1:svnLENOVO:pn21CB:pvrThinkPadX1:rvnLENOVO:ct10:cvr1:", false), ("", false),
    ])
  func `on a handheld computer an emulated device is its own`(modalias: String, isHandheld: Bool) throws {
    let sysfs = try Scratch()
    try sysfs.write("class/dmi/id/modalias", modalias + "\n")
    var places = SettingsPlaces(data: bytes(Repository.path("data")), system: bytes("/nowhere"), user: nil)
    places.sysfs = bytes(sysfs.path)
    let quirks = try Settings.load(from: places).quirks
    let emulated = SensorDescription(vendor: 0x054C, product: 0x0CE6, isEmulated: true)
    #expect(quirks.quirk(for: emulated)?.isBuiltIn == (isHandheld ? true : nil))
    #expect(quirks.quirk(for: SensorDescription(vendor: 0x054C, product: 0x0CE6)) == nil)
    // The emulated controller of a Steam Deck has its own product number.
    #expect(
      quirks.quirk(for: SensorDescription(vendor: 0x28DE, product: 0x1205, isEmulated: true))?.isBuiltIn == true)
  }

  @Test func `parts of the DMI modalias match`() throws {
    let sysfs = try Scratch()
    for (name, value) in [("sys_vendor", "Valve"), ("product_name", "Galileo"), ("chassis_type", "8")] {
      try sysfs.write("class/dmi/id/" + name, value + "\n")
    }
    var places = SettingsPlaces(data: nil, system: bytes("/nowhere"), user: nil)
    places.sysfs = bytes(sysfs.path)
    #expect(text(places.modalias) == "dmi:bvn:svnValve:pnGalileo:pvr:ct8:")
  }

  @Test func `the kneeling stretch is held half a minute to a minute on each side`() throws {
    let exercise = try #require(try shipped().catalog[bytes("kneeling-hip-flexor")])
    #expect(exercise.dose == Dose(work: .hold(seconds: 30...60), sides: 2, sets: 2))
    #expect(exercise.check == .hipFlexorHold && exercise.frequency == .daily)
    #expect(exercise.avoid == [.noKneeling, .noFloor, .hipReplacement, .recentSurgery])
    #expect(text(exercise.cue).count <= 60)
    #expect(text(exercise.text).hasPrefix("Kneel on one knee on something soft, the other foot flat in front of you."))
    #expect(text(exercise.text).hasSuffix("Then change sides."))
    #expect(text(exercise.cautions).contains("hip replacement"))
  }

  @Test func `each exercise tells people what they need, in words short enough`() throws {
    for exercise in try shipped().catalog.exercises {
      let name = text(exercise.identifier)
      #expect(!exercise.cue.isEmpty && text(exercise.cue).count <= 60, "\(name)")
      for part in [exercise.text, exercise.cautions, exercise.source] { #expect(part.count > 30, "\(name)") }
      #expect(!exercise.muscles.isEmpty && exercise.dose.work != .move(seconds: 0...0), "\(name)")
      for stage in exercise.stages {
        for side in BodySide.allCases {
          #expect(text(stage.cue(on: side)).count <= 60 && !stage.cue(on: side).contains(UInt8(ascii: "{")), "\(name)")
        }
      }
      // Reading the notification must take less time than the exercise (stretchly #1672).
      #expect(text(exercise.text).split(separator: " ").count <= 110, "\(name)")
    }
  }

  @Test func `variants name exercises that exist and are no variants themselves`() throws {
    let catalog = try shipped().catalog
    for exercise in catalog.exercises where !exercise.variantOf.isEmpty {
      let root = try #require(catalog[exercise.variantOf], "\(text(exercise.identifier))")
      #expect(root.variantOf.isEmpty && root.kind == exercise.kind)
      #expect(root.frequency == exercise.frequency && root.muscles.first == exercise.muscles.first)
    }
  }

  @Test func `doses are those of the reference`() throws {
    let catalog = try shipped().catalog
    let doses = [
      ("kneeling-hip-flexor", Dose(work: .hold(seconds: 30...60), sides: 2, sets: 2), Exercise.Frequency.daily),
      ("figure-four", Dose(work: .hold(seconds: 30...30), sides: 2, sets: 2), .daily),
      (
        "glute-bridge", Dose(work: .repetitions(10...15, hold: 1, rest: 0), sides: 1, sets: 3),
        .weekly(days: 3, hoursApart: 48)
      ),
      (
        "plank", Dose(work: .repetitions(5...5, hold: 10, rest: 5), sides: 1, sets: 3), .weekly(days: 3, hoursApart: 48)
      ),
    ]
    for (name, dose, frequency) in doses {
      let exercise = try #require(catalog[bytes(name)])
      #expect(exercise.dose == dose && exercise.frequency == frequency, "\(name)")
    }
  }

  @Test(
    arguments: [
      ([], "kneeling-hip-flexor figure-four glute-bridge plank", ""),
      (.noKneeling, "standing-hip-flexor figure-four glute-bridge plank", ""),
      ([.noFloor], "standing-hip-flexor seated-figure-four chair-squat wall-plank", ""),
      ([.noFloor, .poorBalance], "bed-edge-hip-flexor seated-figure-four chair-squat", "plank"),
      (.hipReplacement, "glute-bridge plank", "kneeling-hip-flexor figure-four"),
      (.pregnancy, "kneeling-hip-flexor seated-figure-four chair-squat", "plank"),
      (.highBloodPressure, "kneeling-hip-flexor figure-four glute-bridge", "plank"),
      (.recentSurgery, "", "kneeling-hip-flexor figure-four glute-bridge plank"),
    ] as [(Profile, String, String)])
  func `cautions are respected by profile`(profile: Profile, exercises: String, leftOut: String) throws {
    var configuration = Configuration()
    configuration.profile = profile
    let programme = Programme(configuration, try shipped().catalog)
    #expect(programme.exercises.map { text($0.identifier) }.joined(separator: " ") == exercises)
    #expect(programme.leftOut.map { text($0) }.joined(separator: " ") == leftOut)
  }

  @Test func `each exercise has a picture of its own: plain SVG that runs nothing and loads nothing`() throws {
    let folder = URL(fileURLWithPath: Repository.path("data/exercises"))
    let exercises = try shipped().catalog.exercises
    for exercise in exercises {
      let name = text(exercise.picture)
      #expect(name == text(exercise.identifier) + ".svg")
      let picture = Picture()
      let parser = XMLParser(data: try Data(contentsOf: folder.appendingPathComponent(name)))
      parser.delegate = picture
      #expect(parser.parse(), "\(name) is no XML: \(String(describing: parser.parserError))")
      #expect(picture.root == "svg" && picture.hasTitle, "\(name) says what it shows")
      #expect(picture.elements.isSubset(of: ["svg", "title", "rect", "g", "path", "circle"]), "\(name)")
      #expect(
        !picture.attributes.contains { $0.hasPrefix("on") || $0.hasSuffix("href") || $0 == "style" }, "\(name)")
      #expect(!picture.values.contains { $0.contains("url(") }, "\(name)")
    }
    let pictures = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".svg") }
    #expect(Set(pictures) == Set(exercises.map { text($0.picture) }), "no picture without its exercise")
  }
}

/// The elements and attributes of a picture.
private final class Picture: NSObject, XMLParserDelegate {
  var root: String?
  var hasTitle = false
  var elements: Set<String> = []
  var attributes: Set<String> = []
  var values: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    root = root ?? name
    if name == "title" { hasTitle = true }
    elements.insert(name)
    self.attributes.formUnion(attributes.keys)
    values.append(contentsOf: attributes.values)
  }
}

@Suite struct ExerciseFileTests {
  /// The first suggestion of a day without a history.
  private func suggested(_ settings: Settings) -> Exercise {
    var coach = Coach(settings.configuration, settings.catalog)
    var emitted: [Event] = []
    coach.handle(.second, .init(now: 1, posture: .sitting, bout: 1), into: &emitted)
    return coach.suggestion
  }

  @Test func `the wearer's own version replaces the shipped one`() throws {
    let home = try Home()
    let plain = "[Exercise]\nCue=c\nText=t\nCautions=x\nSource=s\nHold=45\nSides=1\n"
    try home.write("data/exercises/kneeling-hip-flexor.ini", plain + "Title=Shipped\n")
    try home.write("home/.config/psoas/exercises/kneeling-hip-flexor.ini", plain + "Title=Mine\n")
    let settings = try home.load()
    #expect(settings.catalog.exercises.count == 1)
    #expect(text(suggested(settings).title) == "Mine")
    #expect(suggested(settings).dose == Dose(work: .hold(seconds: 45...45), sides: 1, sets: 1))
  }

  @Test func `an exercise that lacks what people need is left out, and says why`() throws {
    let home = try Home()
    try home.write(
      "data/exercises/odd.ini",
      "[Exercise]\nCue=" + String(repeating: "go ", count: 25) + "go\nText=t\nHold=60-30\nSides=3\nStars=5\n"
        + "Kind=stretsh\nAvoid=pregnancy no-kneling\nHoursApart=48\nPicture=../a.svg\n[Rest]\nHold=3\n"
    )
    let settings = try home.load()
    #expect(settings.catalog.exercises.isEmpty)
    #expect(
      home.warnings(settings) == [
        "data/exercises/odd.ini:4: Hold= expects seconds, such as 30-60, up to 600",
        "data/exercises/odd.ini:5: Sides= expects 1 or 2",
        "data/exercises/odd.ini:6: unknown key Stars= in [Exercise]: did you mean Sides=?",
        "data/exercises/odd.ini:7: Kind=stretsh: did you mean stretch?",
        "data/exercises/odd.ini:8: Avoid=no-kneling: did you mean no-kneeling?",
        "data/exercises/odd.ini:9: HoursApart= requires Frequency=3/week or the like above it",
        "data/exercises/odd.ini:10: Picture= expects the name of a file in this exercise's folder, without /",
        "data/exercises/odd.ini:12: unknown section [Rest]: did you mean [Exercise] or [Stage]?",
        "data/exercises/odd.ini: Title= is missing: every exercise has one",
        "data/exercises/odd.ini:2: Cue= has 77 characters and may have 60: it must be readable at a glance",
      ])
  }

  @Test func `a prescription of four lines is an exercise`() throws {
    let home = try Home()
    try home.write(
      "home/.config/psoas/exercises/heel-slides.ini",
      "[Exercise]\nTitle=Heel slides\nKind=strength\nRepetitions=10-12\nSets=2\nSides=2\nFrequency=4/week\n")
    let settings = try home.load()
    #expect(home.warnings(settings) == [])
    let exercise = try #require(settings.catalog[bytes("heel-slides")])
    #expect(exercise.dose == Dose(work: .repetitions(10...12, hold: 0, rest: 0), sides: 2, sets: 2))
    #expect(exercise.frequency == .weekly(days: 4, hoursApart: 0))
  }

  @Test func `stages are read in their order, with what each is`() throws {
    let home = try Home()
    try home.write(
      "data/exercises/own.ini",
      """
      [Exercise]
      Title=Own
      Kind=strength
      Frequency=2/week
      HoursApart=72
      Muscles=glutes, back
      Rest=1min
      [Stage]
      Move=5-10
      Cue=Lie on your {side} side
      [Stage]
      Repetitions=5
      HoldEach=10s
      RestEach=5
      Cue=Lift the {other} leg,
        slowly
      [Stage]
      Rest=20
      """)
    let settings = try home.load()
    #expect(home.warnings(settings) == [])
    let exercise = try #require(settings.catalog[bytes("own")])
    #expect(
      exercise.stages == [
        ExerciseStage(.move(seconds: 5...10), cue: bytes("Lie on your {side} side")),
        ExerciseStage(.repetitions(5...5, hold: 10, rest: 5), cue: bytes("Lift the {other} leg, slowly")),
        ExerciseStage(.rest(seconds: 20)),
      ])
    #expect(exercise.frequency == .weekly(days: 2, hoursApart: 72) && exercise.rest == 60)
    #expect(exercise.muscles == [.glutes, .back])
    #expect(text(exercise.stages[1].cue(on: .left)) == "Lift the right leg, slowly")
    #expect(exercise.dose.work == .repetitions(5...5, hold: 10, rest: 5))
  }

  @Test(
    arguments: [
      ("[Exercise]\nTitle=t\n", "nothing to do: add Hold= or Repetitions=, or a [Stage] section with one of them"),
      (
        "[Exercise]\nTitle=t\nHold=3\nMove=3\n",
        "a stage is one of Hold=, Repetitions=, Rest= and Move=: write a [Stage] for each"
      ),
      ("[Exercise]\nTitle=t\nHold=3\nHoldEach=3\n", "HoldEach= and RestEach= require Repetitions="),
      (
        "[Exercise]\nTitle=t\nHold=3\n[Stage]\nHold=3\n",
        "Hold= and Repetitions= are allowed in [Exercise] or in [Stage] sections, not in both"
      ),
      (
        "[Exercise]\nTitle=t\n[Stage]\nCue=go\n",
        "a stage is one of Hold=, Repetitions=, Rest= and Move=: write a [Stage] for each"
      ),
      ("[Exercise]\nTitle=t\nRepetitions=0\n", "Repetitions= expects a number, such as 10 or 10-15, up to 100"),
      (
        "[Exercise]\nTitle=t\nHold=3\nFrequency=8/week\n",
        "Frequency= expects daily, any or so many days a week, such as 3/week"
      ),
      ("[Exercise]\nTitle=t\nHold=3\nRest=20min\n", "Rest= expects seconds, such as 10 or 10s, up to 600"),
      (
        "[Exercise]\nTitle=t\n[Stage]\nHold=3\nTempo=2\n",
        "unknown key Tempo= in [Stage]: known are Cue=, Hold=, Repetitions=, HoldEach=, RestEach=, Rest=, Move="
      ),
    ])
  func `what cannot be done is reported once`(content: String, complaint: String) throws {
    let home = try Home()
    try home.write("data/exercises/own.ini", content)
    let warnings = home.warnings(try home.load())
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasSuffix(": " + complaint) == true, "\(warnings)")
  }

  @Test func `without a catalog there is still something to suggest, and a warning`() throws {
    let home = try Home()
    let settings = try home.load()
    #expect(text(suggested(settings).identifier) == "get-up")
    #expect(settings.warnings.map { text($0.text) }.contains { $0.contains("PSOAS_DATA_DIR") })
  }

  @Test func `an exercise that is not in the catalog is named with those that are`() throws {
    let home = try Home(data: Repository.path("data"))
    try home.write("etc/psoas.conf", "[Reminders]\nExercise=handstand\n")
    let settings = try home.load()
    #expect(
      settings.warnings.map { text($0.text).replacingOccurrences(of: home.root.path + "/", with: "") } == [
        "etc/psoas.conf:2: no exercise handstand in the catalog; Exercise= takes bed-edge-hip-flexor, chair-squat, figure-four, "
          + "glute-bridge, heel-raises, knee-plank, kneeling-hip-flexor, plank, seated-figure-four, sit-to-stand, "
          + "standing-back-bend, standing-hip-flexor, walk-about, wall-plank"
      ])
    #expect(text(suggested(settings).identifier) == "kneeling-hip-flexor")
  }

  @Test func `each exercise of a programme that is not in the catalog is named`() throws {
    let home = try Home(data: Repository.path("data"))
    // The list is one setting, with its line at the top.
    try home.write("etc/psoas.conf", "[Programme]\nExercises=plank\n  handstand\n")
    let settings = try home.load()
    #expect(settings.configuration.programme.words.map(text) == ["plank", "handstand"])
    let warnings = settings.warnings.map { text($0.text).replacingOccurrences(of: home.root.path + "/", with: "") }
    #expect(warnings.count == 1, "\(warnings)")
    #expect(
      warnings.first?.hasPrefix("etc/psoas.conf:2: no exercise handstand in the catalog; Exercises= takes ") == true,
      "\(warnings)")
    // The program's own assignment has no file.
    var other = try home.load()
    other.configuration.sittingExercise = bytes("somersault")
    other.warnings = []
    other.checkExercises()
    #expect(other.warnings.first.map { text($0.text) }?.hasPrefix("exercises: no exercise somersault in the ") == true)
  }
}
