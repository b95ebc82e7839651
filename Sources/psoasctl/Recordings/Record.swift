import ArgumentParser
import Glibc
import PsoasSystem

/// Records a run of the connected sensors into a folder.
///
/// The daemon does it in a process of its own: a recording is a run like any other, and its replay gives the same
/// events. A service that is already running continues: two readers of an evdev node do not disturb each other.
struct Record: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Record the connected sensors into a folder.",
    discussion: """
      Ctrl-C ends the recording. The folder contains recording.json, one PLACEMENT.evemu per sensor and inputs.jsonl;
      `psoasctl replay FOLDER` gives the same events again. It is health data: serial numbers are omitted, and the
      folder is readable by you only.
      """)

  @Argument(help: "The folder to create, by convention NAME.psoas. It must not exist.")
  var folder: String

  @Flag(help: "Compress the samples: PLACEMENT.evemu.zst, a tenth of the size.")
  var compress = false

  @Option(help: ArgumentHelp("End after so many seconds.", valueName: "n"))
  var seconds: Double?

  @Option(help: ArgumentHelp("Print events as text or jsonl, or none.", valueName: "text|jsonl|none"))
  var output = "text"

  @Flag(help: "Record the built-in synthetic wearer.")
  var synthetic = false

  @Option(help: ArgumentHelp("The synthetic wearer's speed, times real time.", valueName: "n"))
  var speed: Double?

  func run() throws {
    try Failure.reported { () throws(Failure) in
      var arguments = ["--record", folder, "--output", output, "--bus", "none", "--no-history"]
      if let seconds { arguments += ["--seconds", "\(seconds)"] }
      if compress { arguments.append("--compress") }
      if synthetic { arguments.append("--synthetic") }
      if let speed { arguments += ["--speed", "\(speed)"] }
      throw try DaemonProgram.become(arguments)
    }
  }
}

/// The daemon's program file.
enum DaemonProgram {
  /// Replaces this process by the daemon. Returns only if that fails.
  static func become(_ arguments: [String]) throws(Failure) -> Failure {
    let path = try find()
    let words = [path] + arguments
    var pointers = words.map { strdup($0) }
    pointers.append(nil)
    // Ignored signals stay ignored across execv(3).
    signal(SIGPIPE, SIG_DFL)
    execv(path, &pointers)
    return .unavailable("\(path): \(Errno.last("execv").reason)")
  }

  /// Next to psoasctl in a build, in libexec if installed, or as given by PSOAS_DAEMON.
  static func find() throws(Failure) -> String {
    if let named = Environment.value("PSOAS_DAEMON") { return named.text }
    let own = Files.executable?.folder ?? "."
    var candidates = [own.inside("psoasd"), own.inside("../libexec/psoasd")]
    // In the development tree the release daemon has its own build folder.
    var folder = own
    while folder != "/", folder != "." {
      candidates.append(folder.inside(".build-embedded/release/psoasd"))
      folder = folder.folder
    }
    candidates.append("/usr/libexec/psoasd")
    for candidate in candidates.map(\.text) where access(candidate, X_OK) == 0 { return candidate }
    throw .unavailable("psoasd is installed neither next to psoasctl nor in /usr/libexec: set PSOAS_DAEMON to its path")
  }
}
