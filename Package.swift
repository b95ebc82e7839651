// swift-tools-version: 6.2
import PackageDescription

/// What every module of the house is held to.
let packageSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

/// A module that psoasd links: it also builds as Embedded Swift (see the Makefile's `embedded`).
func module(_ name: String, _ dependencies: [Target.Dependency] = [], libraries: [String] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, swiftSettings: packageSettings,
    linkerSettings: libraries.map { .linkedLibrary($0) })
}

func library(_ name: String, _ pkgConfig: String?, _ package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], excluding: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: excluding, swiftSettings: packageSettings)
}

let package = Package(
  name: "psoas",
  products: [
    .executable(name: "psoasd", targets: ["psoasd"]),
    .executable(name: "psoasctl", targets: ["psoasctl"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    library("CLinux", nil, "libc6-dev"),
    library("CEvdev", "libevdev", "libevdev-dev"),
    library("CUdev", "libudev", "libudev-dev"),
    library("CSystemd", "libsystemd", "libsystemd-dev"),
    library("CSQLite", "sqlite3", "libsqlite3-dev"),
    library("CInih", "inih", "libinih-dev"),
    library("CZlib", "zlib", "zlib1g-dev"),
    library("CJansson", "jansson", "libjansson-dev"),

    module("PsoasCore"),
    module("PsoasMonitor", ["PsoasCore"]),
    module(
      "PsoasTrace", ["PsoasMonitor", "PsoasCore", "CLinux", "CZlib", "CJansson"], libraries: ["z", "jansson", "m"]),
    module("PsoasSettings", ["PsoasMonitor", "PsoasCore", "CLinux", "CInih"], libraries: ["inih"]),
    module(
      "PsoasDevices", ["PsoasMonitor", "PsoasCore", "CLinux", "CEvdev", "CUdev"],
      libraries: ["evdev", "udev"]),
    module("PsoasHistory", ["PsoasMonitor", "PsoasCore", "CLinux", "CSQLite"], libraries: ["sqlite3"]),
    module("PsoasBus", ["PsoasMonitor", "PsoasCore", "CLinux", "CSystemd"], libraries: ["systemd"]),
    .executableTarget(
      name: "psoasd",
      dependencies: [
        "PsoasBus", "PsoasHistory", "PsoasDevices", "PsoasSettings", "PsoasTrace", "PsoasMonitor", "PsoasCore",
        "CLinux",
      ],
      swiftSettings: packageSettings),
    .executableTarget(
      name: "psoasctl",
      dependencies: [
        "PsoasBus", "PsoasDevices", "PsoasSettings", "PsoasHistory", "PsoasTrace", "PsoasMonitor", "PsoasCore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: packageSettings),

    tests("PsoasCoreTests", ["PsoasCore"]),
    tests("PsoasMonitorTests", ["PsoasMonitor", "PsoasCore"]),
    tests("PsoasTraceTests", ["PsoasTrace", "PsoasMonitor", "PsoasCore"]),
    // umockdev puts its devices into a process of their own: the tests' stand-in for the daemon.
    .executableTarget(
      name: "psoas-probe",
      dependencies: ["PsoasDevices", "PsoasSettings", "PsoasMonitor", "PsoasCore"],
      path: "Tests/PsoasDevicesProbe", swiftSettings: packageSettings, linkerSettings: [.linkedLibrary("m")]),
    tests(
      "PsoasDevicesTests", ["PsoasDevices", "PsoasSettings", "PsoasMonitor", "PsoasCore", "psoas-probe"],
      excluding: ["Beds"]),
    tests("PsoasHistoryTests", ["PsoasHistory", "PsoasMonitor", "PsoasCore"]),
    tests("PsoasBusTests", ["PsoasBus", "PsoasMonitor", "PsoasCore"]),
    tests("EndToEndTests", ["psoasd", "psoasctl"], excluding: ["live.py"]),
  ]
)
