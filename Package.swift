// swift-tools-version: 6.2
import PackageDescription

/// What every module is built with.
let packageSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

/// The trait with which `make ctl` builds the modules that replay runs for each sample for speed instead of size.
let speed = "Speed"

/// Goes to the frontend, which takes the last of two levels; the driver's own comes from the Makefile's flags.
let speedSettings: [SwiftSetting] = [
  .unsafeFlags(["-Xfrontend", "-O"], .when(configuration: .release, traits: [speed]))
]

/// A module that psoasd links: it also builds as Embedded Swift (see the Makefile's `embedded`).
/// - Parameter isHot: runs for each sample of a replay.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], libraries: [String] = [], isHot: Bool = false
) -> Target {
  .target(
    name: name, dependencies: dependencies, swiftSettings: packageSettings + (isHot ? speedSettings : []),
    linkerSettings: libraries.map { .linkedLibrary($0) })
}

func library(_ name: String, _ pkgConfig: String?, _ package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], excluding: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: excluding, swiftSettings: packageSettings)
}

let package = Package(
  name: "psoas",
  products: [
    .executable(name: "psoasd", targets: ["psoasd"]),
    .executable(name: "psoasctl", targets: ["psoasctl"]),
  ],
  traits: [.trait(name: speed, description: "Builds the modules that replay runs for each sample for speed.")],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    library("CLinux", nil, "libc6-dev"),
    library("CEvdev", "libevdev", "libevdev-dev"),
    library("CUdev", "libudev", "libudev-dev"),
    library("CSystemd", "libsystemd", "libsystemd-dev"),
    library("CSQLite", "sqlite3", "libsqlite3-dev"),
    library("CInih", "inih", "libinih-dev"),
    library("CZlib", "zlib", "zlib1g-dev"),
    // Loaded when it is needed: only its header is used.
    library("CZstd", nil, "libzstd-dev"),
    library("CJansson", "jansson", "libjansson-dev"),

    module("PsoasSystem", ["CLinux"], isHot: true),
    module("PsoasCore", isHot: true),
    module("PsoasMonitor", ["PsoasCore", "PsoasSystem"], isHot: true),
    module("PsoasAnalysis", ["PsoasCore", "PsoasSystem"]),
    module("PsoasSimulator", ["PsoasMonitor", "PsoasCore", "PsoasSystem", "CLinux"], libraries: ["m"]),
    module(
      "PsoasTrace", ["PsoasMonitor", "PsoasCore", "PsoasSystem", "CLinux", "CZlib", "CZstd", "CJansson"],
      libraries: ["z", "jansson", "m"], isHot: true),
    module("PsoasState", ["PsoasTrace", "PsoasMonitor", "PsoasCore", "PsoasSystem", "CLinux"]),
    module("PsoasSettings", ["PsoasMonitor", "PsoasCore", "PsoasSystem", "CLinux", "CInih"], libraries: ["inih"]),
    module(
      "PsoasDevices", ["PsoasMonitor", "PsoasCore", "PsoasSystem", "CLinux", "CEvdev", "CUdev"],
      libraries: ["evdev", "udev"]),
    module("PsoasHistory", ["PsoasMonitor", "PsoasCore", "PsoasSystem", "CLinux", "CSQLite"], libraries: ["sqlite3"]),
    module("PsoasBus", ["PsoasMonitor", "PsoasCore", "PsoasSystem", "CLinux", "CSystemd"], libraries: ["systemd"]),
    .executableTarget(
      name: "psoasd",
      dependencies: [
        "PsoasBus", "PsoasHistory", "PsoasDevices", "PsoasSettings", "PsoasState", "PsoasTrace", "PsoasSimulator",
        "PsoasMonitor", "PsoasCore", "PsoasSystem", "CLinux",
      ],
      swiftSettings: packageSettings),
    .executableTarget(
      name: "psoasctl",
      dependencies: [
        "PsoasBus", "PsoasDevices", "PsoasSettings", "PsoasHistory", "PsoasState", "PsoasTrace", "PsoasSimulator",
        "PsoasAnalysis", "PsoasMonitor", "PsoasCore", "PsoasSystem", "CLinux",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: packageSettings),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: packageSettings),
    // A process has one TZ: the tests' stand-in for programs that run in another zone.
    .executableTarget(
      name: "psoas-system-probe", dependencies: ["PsoasSystem"], path: "Tests/PsoasSystemProbe",
      swiftSettings: packageSettings, linkerSettings: [.linkedLibrary("m")]),
    tests("PsoasSystemTests", ["PsoasSystem", "CLinux", "psoas-system-probe"]),
    tests("PsoasCoreTests", ["PsoasCore"]),
    // Inputs made from bytes, for random tests and for the fuzzer.
    .target(
      name: "MonitorScript", dependencies: ["PsoasTrace", "PsoasMonitor", "PsoasCore", "PsoasSystem"],
      path: "Tests/MonitorScript", swiftSettings: packageSettings),
    // Messages made from bytes, in the same way.
    .target(
      name: "BusScript",
      dependencies: ["MonitorScript", "PsoasBus", "PsoasTrace", "PsoasMonitor", "PsoasCore", "PsoasSystem"],
      path: "Tests/BusScript", swiftSettings: packageSettings),
    tests("PsoasMonitorTests", ["MonitorScript", "PsoasMonitor", "PsoasCore", "PsoasSystem"]),
    tests("PsoasAnalysisTests", ["PsoasAnalysis", "PsoasCore", "PsoasSystem"]),
    tests("PsoasSimulatorTests", ["PsoasSimulator", "PsoasMonitor", "PsoasCore", "PsoasSystem"]),
    tests(
      "PsoasTraceTests", ["PsoasTrace", "PsoasSimulator", "PsoasMonitor", "PsoasCore", "PsoasSystem", "psoasctl"]),
    // umockdev puts its devices into a process of their own: the tests' stand-in for the daemon.
    .executableTarget(
      name: "psoas-probe",
      dependencies: ["PsoasDevices", "PsoasSettings", "PsoasMonitor", "PsoasCore", "PsoasSystem"],
      path: "Tests/PsoasDevicesProbe", swiftSettings: packageSettings, linkerSettings: [.linkedLibrary("m")]),
    tests("PsoasStateTests", ["PsoasState", "PsoasTrace", "PsoasMonitor", "PsoasCore", "PsoasSystem"]),
    tests("PsoasSettingsTests", ["PsoasSettings", "PsoasMonitor", "PsoasCore", "PsoasSystem"]),
    tests(
      "PsoasDevicesTests", ["PsoasDevices", "PsoasMonitor", "PsoasCore", "PsoasSystem", "psoas-probe"],
      excluding: ["Beds"]),
    // A history of years, for benchmarks and for tests.
    .executableTarget(
      name: "psoas-long-history", dependencies: ["PsoasHistory", "PsoasMonitor", "PsoasCore", "PsoasSystem"],
      path: "Tests/LongHistory", swiftSettings: packageSettings, linkerSettings: [.linkedLibrary("m")]),
    tests(
      "PsoasHistoryTests",
      ["PsoasHistory", "PsoasMonitor", "PsoasCore", "PsoasSystem", "CSQLite", "psoas-long-history"]),
    tests(
      "PsoasBusTests", ["BusScript", "PsoasBus", "PsoasMonitor", "PsoasCore", "PsoasSystem"], excluding: ["watcher.py"]),
    tests(
      "WireNameTests",
      ["PsoasBus", "PsoasHistory", "PsoasSettings", "PsoasTrace", "PsoasMonitor", "PsoasCore", "PsoasSystem"]),
    tests("PsoasdTests", ["psoasd", "PsoasMonitor", "PsoasCore", "PsoasSystem", "CLinux"]),
    tests(
      "PsoasctlTests",
      [
        "psoasctl", "BusScript", "PsoasBus", "PsoasHistory", "PsoasSettings", "PsoasMonitor", "PsoasCore",
        "PsoasSystem",
      ]),
    tests(
      "EndToEndTests", ["psoasd", "psoasctl", "PsoasSimulator", "PsoasMonitor", "PsoasCore"],
      excluding: [
        "answer.py", "blocked.py", "doctor.py", "flood.py", "live.py", "metrics.py", "monitor.py", "names.py",
        "research.py",
        "screen.py", "setup.py", "sixel.py", "slurm.py", "terminal.py",
      ]),
  ]
)
