import Foundation
import TestSupport

/// A program, usually a built one, which runs with an environment that is independent of the machine's.
struct Program {
  let path: String
  var environment: [String: String] = [:]

  static let psoasctl = Program(path: Child.built("psoasctl"))
  static let psoasd = Program(path: Child.built("psoasd"))

  /// The release build of the daemon, if the toolchain supports Embedded Swift on this machine.
  static let embeddedDaemon: Program? = ProcessInfo.processInfo.environment["PSOAS_EMBEDDED_DAEMON"].flatMap {
    $0.isEmpty ? nil : Program(path: $0)
  }

  /// Every build of the daemon: all must print the same.
  static let daemons = [psoasd] + (embeddedDaemon.map { [$0] } ?? [])

  /// A TZ (tzset(3)) in which it is between eight and nine in the morning, so that a run of an hour or two does not
  /// cross midnight, whenever the tests run.
  static let morning: String = {
    let hour = Int(Date().timeIntervalSince1970) / 3600 % 24
    return "TST\(hour - 8)"
  }()

  func with(_ variables: [String: String]) -> Program {
    var copy = self
    copy.environment.merge(variables) { $1 }
    return copy
  }

  /// Runs the program to its end.
  func run(_ arguments: [String], input: Data? = nil) throws -> Child.Result {
    try start(arguments, input: input).wait()
  }

  /// Starts the program; the caller stops it.
  func start(_ arguments: [String], input: Data? = nil) throws -> Child {
    // Independent of this machine: no bus, no home, no configuration.
    let home = try Scratch()
    var variables = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": home.path,
      // A folder of compiled scripts in a target would be a warning of the next build.
      "PYTHONDONTWRITEBYTECODE": "1",
      "XDG_CONFIG_HOME": home.path("config"), "XDG_STATE_HOME": home.path("state"),
      "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere", "PSOAS_DATA_DIR": Repository.path("data"),
    ]
    // Of `make coverage` and `make sanitize`, for the programs that were built for them.
    for (name, value) in ProcessInfo.processInfo.environment
    where name == "LLVM_PROFILE_FILE" || name.hasSuffix("SAN_OPTIONS") {
      variables[name] = value
    }
    variables.merge(environment) { $1 }
    return try Child(
      path, arguments, environment: variables, input: input.map { .bytes(Array($0)) } ?? .nothing, in: home)
  }
}
