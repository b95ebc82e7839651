import Foundation
import PsoasCore
import TestSupport
import Testing

/// Tests with the real libudev and libevdev on umockdev's devices. The program under test runs as a child process,
/// because umockdev is preloaded between a process and the kernel.
@Suite(
  .serialized, .enabled(if: Bed.isHere, "needs umockdev-wrapper, gir1.2-umockdev-1.0 and python3-gi: make deps-test"))
struct BedTests {
  @Test func `a Joy-Con is decoded by its resolutions and its stamps`() async throws {
    let sensor = try await Bed("joycon").probe().only
    #expect(sensor["name"] as? String == "Nintendo Switch Left Joy-Con IMU")
    #expect(sensor["id"] as? String == "057e:2006:dc-68-eb-11-22-33")
    #expect(sensor["stamped"] as? Bool == true)
    #expect(sensor["error"] is NSNull)
    // The sensor leans 30 degrees and rotates at 90 degrees/s.
    #expect(sensor.vector("acceleration_m_per_s2").isNear(Vector3(9.80665 / 2, 0, 9.80665 * 0.75.squareRoot()), 0.01))
    #expect(sensor.vector("turn_rad_per_s").isNear(Vector3(0, 0, .pi / 2), 1e-4))
    // The interval comes from MSC_TIMESTAMP, however late the packets are: 5 ms between two samples.
    let samples = try #require(sensor["samples"] as? Int)
    #expect(samples > 30)
    #expect(sensor.vector("turned_deg").isNear(Vector3(0, 0, 90 * 0.005 * Double(samples - 1)), 0.01))
  }

  @Test func `timestamps that wrap around 2 to the 32 lose no rotation`() async throws {
    let sensor = try await Bed("wrap").probe(seconds: 2).only
    let samples = try #require(sensor["samples"] as? Int)
    // 5 ms at 90 degrees/s, apart from the first sample, which has no interval.
    #expect(samples > 100 && abs(sensor.vector("turned_deg").z - 0.45 * Double(samples - 1)) < 0.1, "\(sensor)")
  }

  @Test func `an accelerometer at rest sends nothing and is known from its state at opening`() async throws {
    let sensor = try await Bed("still").probe().only
    #expect(sensor["stamped"] as? Bool == false)
    #expect(sensor["samples"] as? Int == 1)
    #expect(sensor.vector("acceleration_m_per_s2").isNear(Vector3(56, 0, -98) * (9.80665 / 113), 1e-3))
    #expect(sensor["turn_rad_per_s"] is NSNull)
    #expect(sensor["error"] is NSNull)
  }

  @Test func `a kernel that refuses the monotonic clock does no harm`() async throws {
    let sensor = try await Bed("old-clock").probe().only
    #expect(sensor["error"] is NSNull)
    #expect((sensor["samples"] as? Int ?? 0) > 10)
  }

  @Test func `a device without a scale is refused, and the quirk that it needs is named`() async throws {
    let sensor = try await Bed("no-scale").probe().only
    #expect(sensor["samples"] as? Int == 0)
    #expect((sensor["error"] as? String)?.contains("(event4): the driver reports no resolution: set UnitsPerG") == true)
  }

  @Test func `a Wii Remote has the shipped quirk that it needs, and its parent's address`() async throws {
    let sensor = try await Bed("wiimote").probe().only
    #expect(sensor["id"] as? String == "057e:0306:8c-cd-e8-11-22-33")
    #expect(sensor.vector("acceleration_m_per_s2").isNear(Vector3(0.5, 0, 0.87) * 9.80665, 1e-3))
  }

  @Test func `a gamepad without motion sensors is not used`() async throws {
    #expect(try await Bed("gamepad").probe().isEmpty)
    #expect(try await Bed("gamepad").watch() == ["notice no motion sensor is connected", "ready"])
  }

  @Test func `a laptop's own accelerometer is not used unless assigned`() async throws {
    let lines = try await Bed("built-in").watch()
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("notice no motion sensor is connected; this machine's own (ST LIS3LV02DL") == true)
  }

  @Test(arguments: ["frames", "nodes"])
  func `acceleration and angular velocity in frames of their own are one sensor's samples`(scene: String) async throws {
    let sensor = try await Bed(scene).probe(seconds: 2).only
    #expect(sensor["error"] is NSNull)
    #expect(sensor.vector("acceleration_m_per_s2").isNear(Vector3(9.80665 / 2, 0, 9.80665 * 0.75.squareRoot()), 0.02))
    #expect(sensor.vector("turn_rad_per_s").isNear(Vector3(0, 0, .pi / 2), 2e-3))
    // Pairs at 100 Hz after 0.2 s, in which the frames are recognized as separate; there are 500 frames per second.
    let samples = try #require(sensor["samples"] as? Int)
    #expect(samples > 100 && samples < 420, "\(samples)")
    let turned = sensor.vector("turned_deg").z
    #expect(turned > 120 && turned < 185, "\(turned)")
  }

  @Test func `two nodes of two devices are no pair`() async throws {
    let sensors = try await Bed("strangers").probe()
    #expect(sensors.map { $0["name"] as? String } == ["Separate Motion Accelerometer", "Separate Motion Gyroscope"])
    #expect(sensors.last?["error"] is String)
  }

  @Test func `the accelerometer goes on without the gyroscope's node, and with a new one`() async throws {
    let lines = try await Bed("gyroscope_goes").watch(seconds: 2)
    let identifier = "1209:0001:a1-b2-c3-d4-e5-f6"
    #expect(
      lines.filter { !$0.hasPrefix("notice") && $0 != "ready" }.map { $0.hasPrefix("closed") ? "closed" : $0 } == [
        "opened pelvis \(identifier)", "closed", "opened pelvis \(identifier)", "closed", "opened pelvis \(identifier)",
        "closed",
      ], "\(lines)")
  }

  @Test(arguments: [
    ("handheld-uinput", true), ("handheld-uhid", true), ("handheld-bluetooth", false), ("laptop-uinput", false),
    ("iio", true),
  ])
  func `a handheld's own sensor is not used unless assigned, whatever device emulates it`(
    scene: String, isBuiltIn: Bool
  ) async throws {
    let lines = try await Bed(scene).watch()
    let own = "notice no motion sensor is connected; this machine's own (Emulated Motion Sensors) is not worn"
    #expect(lines.first?.hasPrefix(own) == isBuiltIn, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("opened pelvis") } != isBuiltIn, "\(lines)")
    guard isBuiltIn else { return }
    let identifier = try #require(try await Bed(scene).probe().only["id"] as? String)
    #expect(try await Bed(scene).watch("pelvis=\(identifier)").first == "opened pelvis \(identifier)")
  }

  @Test func `two sensors are read at once`() async throws {
    let sensors = try await Bed("two").probe()
    #expect(sensors.map { $0["id"] as? String } == ["057e:2006:dc-68-eb-11-22-33", "057e:2007:dc-68-eb-44-55-66"])
    for sensor in sensors { #expect(sensor.vector("turn_rad_per_s").isNear(Vector3(0, 0, .pi / 2), 1e-4)) }
  }

  @Test func `of two sensors none is worn until one is assigned`() async throws {
    let lines = try await Bed("two").watch()
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("notice 2 sensors are connected and none is assigned") == true)
  }

  @Test func `two sensors are worn where they are assigned`() async throws {
    let lines = try await Bed("two").watch(
      "pelvis=057e:2007:dc-68-eb-44-55-66", "thigh=057E:2006:DC:68:EB:11:22:33")
    #expect(
      lines.prefix(3) == [
        "opened pelvis 057e:2007:dc-68-eb-44-55-66", "opened thigh 057e:2006:dc-68-eb-11-22-33", "ready",
      ])
    #expect(lines.count == 5)
  }

  @Test func `a sensor that drops out while it sends comes back as another node`() async throws {
    let lines = try await Bed("replug").watch(seconds: 3)
    let taken =
      "notice Nintendo Switch Left Joy-Con IMU is the only sensor, so it is the pelvis sensor; "
      + "to make this permanent: psoasctl sensors assign pelvis 057e:2006:dc-68-eb-11-22-33"
    #expect(
      lines.map { $0.hasPrefix("closed") ? "closed" : $0 } == [
        "notice no motion sensor is connected", "ready", taken, "opened pelvis 057e:2006:dc-68-eb-11-22-33", "closed",
        "notice waiting for the pelvis sensor 057e:2006:dc-68-eb-11-22-33",
        "opened pelvis 057e:2006:dc-68-eb-11-22-33", "closed",
      ])
    // There is one gap, at the connection.
    for line in lines where line.hasPrefix("closed") { #expect(line.contains(" gaps=1 "), "\(line)") }
  }

  @Test func `after lost events the axes are as the device has them`() async throws {
    let lines = try await Bed("dropped").watch(seconds: 2)
    // X changed to 0 and Y to 1 g while events were lost; the event after SYN_DROPPED is invalid.
    #expect(lines.last?.hasSuffix(" gaps=2 acceleration=0.0,9.80665,0.0") == true, "\(lines)")
  }

  @Test func `a node that cannot be opened at first is tried again`() async throws {
    let lines = try await Bed("late").watch(seconds: 2)
    #expect(lines.contains("opened pelvis 057e:2006:dc-68-eb-11-22-33"))
    #expect(!lines.contains { $0.hasPrefix("notice cannot open") })
  }

  @Test func `a node that cannot be opened is reported, and tried again at its next udev event`() async throws {
    let lines = try await Bed("very-late").watch(seconds: 4)
    #expect(lines.contains { $0.hasPrefix("notice cannot open event7: ") })
    #expect(lines.contains("opened pelvis 057e:2006:dc-68-eb-11-22-33"))
  }

  @Test func `a battery is read where the driver has it, and each change`() async throws {
    let lines = try await Bed("battery").watch(seconds: 2)
    #expect(
      lines.filter { $0.hasPrefix("battery") } == [
        "battery pelvis 80 %, discharging", "battery pelvis 15 %, discharging", "battery pelvis 15 %, charging",
        "battery pelvis low, discharging",
      ], "\(lines)")
  }

  @Test func `a sensor without a battery has none, and the computer's own is nobody's`() async throws {
    let lines = try await Bed("batteries").watch(
      "pelvis=057e:2006:dc-68-eb-11-22-33", "thigh=057e:2007:dc-68-eb-44-55-66")
    #expect(lines.filter { $0.hasPrefix("battery") } == ["battery pelvis critical"], "\(lines)")
    #expect(lines.contains("opened thigh 057e:2007:dc-68-eb-44-55-66"))
  }

  @Test func `the worn controller's motors get one effect, play it twice and are released`() async throws {
    let lines = try await Bed("rumble").rumble()
    #expect(
      lines.filter { $0.hasPrefix("motors") } == [
        "motors upload effect=0 kind=0x50 strong=40000 weak=40000 length=250 delay=150",
        "motors play effect=0 times=2",
      ])
    #expect(lines.filter { $0.hasPrefix("pelvis") } == ["pelvis shakes", "pelvis let go"])
  }

  @Test func `another controller's motors are left alone`() async throws {
    #expect(try await Bed("no-motors").rumble("pelvis=054c:0ce6:a0-ab-51-11-22-33") == ["pelvis has no motors"])
  }
}

/// A scene of Beds/bed.py.
private struct Bed {
  let scene: String

  init(_ scene: String) { self.scene = scene }

  static var isHere: Bool {
    let modules = try? Child.run("/usr/bin/python3", ["-c", "import gi; gi.require_version('UMockdev', '1.0')"])
    return modules?.status == 0 && Child.isInstalled("umockdev-wrapper")
  }

  func probe(seconds: Double = 0.7) async throws -> [[String: Any]] {
    try await run(["probe", "\(seconds)"]).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  func watch(seconds: Double = 1, _ assignments: String...) async throws -> [String] {
    try await run(["watch", "\(seconds)"] + assignments)
  }

  func rumble(_ assignments: String...) async throws -> [String] {
    try await run(["rumble", "0.3"] + assignments)
  }

  private func run(_ arguments: [String]) async throws -> [String] {
    let bed = Repository.path("Tests/PsoasDevicesTests/Beds/bed.py")
    var environment = Child.inheritedEnvironment
    // No settings of the user, and a locale with a decimal comma.
    environment["XDG_CONFIG_HOME"] = "/nonexistent"
    environment["PSOAS_DATA_DIR"] = Repository.path("data")
    environment["LC_ALL"] = "fr_FR.UTF-8"
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    let result = try await Child(
      "/usr/bin/umockdev-wrapper", ["/usr/bin/python3", bed, scene, Child.built("psoas-probe")] + arguments,
      environment: environment
    ).wait()
    #expect(result.status == 0, "\(result.errors)")
    return result.lines
  }
}

extension [[String: Any]] {
  fileprivate var only: [String: Any] {
    get throws {
      try #require(count == 1, "\(self)")
      return self[0]
    }
  }
}

extension [String: Any] {
  fileprivate func vector(_ key: String) -> Vector3 {
    let numbers = (self[key] as? [NSNumber])?.map(\.doubleValue) ?? []
    return numbers.count == 3 ? Vector3(numbers[0], numbers[1], numbers[2]) : Vector3(.nan, .nan, .nan)
  }
}

extension Vector3 {
  fileprivate func isNear(_ other: Vector3, _ tolerance: Double) -> Bool { (self - other).norm < tolerance }
}
