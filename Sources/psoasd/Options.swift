import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem
import PsoasTrace

/// The command line options of the daemon; parsed with getopt_long(3).
struct Options {
  enum Output { case text, jsonl, none }
  enum Bus { case user, system, none, automatic }
  enum Source { case live, liveOrSynthetic, synthetic }

  var output = Output.text
  var bus = Bus.automatic
  var source = Source.live
  /// Factor of real time for the synthetic wearer.
  var speed = 60.0
  /// The same while the wearer is guided: a person reads what is asked for.
  var guidedSpeed = 1.0
  /// Samples per second of each synthetic sensor.
  var rate = 100.0
  /// The simulated wall clock at the start, seconds since 1970-01-01 UTC; nil for the real one.
  var start: Double?
  /// The synthetic wearer's computer is suspended at night.
  var hasNights = false
  /// The synthetic wearer also wears a thigh sensor.
  var thigh = false
  /// The synthetic wearer also wears a trunk sensor.
  var trunk = false
  /// Seconds of the run after which the daemon exits; nil to run until it is stopped.
  var seconds: Double?
  var probe: Double?
  /// Test the rumble of the worn controllers instead of running.
  var rumble = false
  var configuration: Text?
  var record: Text?
  /// The recording's samples are compressed.
  var compresses = false
  var assignments: [(placement: Placement, identifier: Text)] = []
  /// nil: true for a real wearer, false for the synthetic one.
  var keepsHistory: Bool?

  /// What to do instead of running.
  enum Outcome {
    case run(Options)
    /// Print this and exit with status 0.
    case message(Text)
    /// Print this and exit with EX_USAGE; empty if getopt has already printed an error.
    case misused(Text)
  }

  private static let table: [(name: StaticString, hasArgument: Bool, key: Int32)] = [
    ("output", true, 1), ("bus", true, 2), ("or-synthetic", false, 3), ("synthetic", false, 4), ("speed", true, 5),
    ("thigh", false, 6), ("seconds", true, 7), ("probe", true, 8), ("config", true, 9), ("record", true, 10),
    ("placement", true, 11), ("no-history", false, 12), ("help", false, 13), ("version", false, 14),
    ("rumble", false, 15), ("trunk", false, 16), ("history", false, 17), ("guided-speed", true, 18),
    ("rate", true, 19), ("nights", false, 20), ("start", true, 21), ("compress", false, 22),
  ]

  static func parse(_ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Outcome {
    var options = Options()
    var long: [option] = []
    for entry in table {
      let name = UnsafeRawPointer(entry.name.utf8Start).assumingMemoryBound(to: CChar.self)
      long.append(option(name: name, has_arg: entry.hasArgument ? 1 : 0, flag: nil, val: entry.key))
    }
    long.append(option())
    while true {
      let key = getopt_long(argc, argv, "h", long, nil)
      if key < 0 { break }
      if key == UInt8(ascii: "?") { return .misused(Text()) }
      if key == 13 || key == UInt8(ascii: "h") { return .message(Text(help)) }
      if key == 14 { return .message(Version.program + "\n") }
      let text = Text(cString: psoas_optarg())
      guard options.apply(key, text) else {
        let name = table.first { $0.key == key }?.name ?? ""
        return .misused("--\(name) does not take \"\(escaped: text)\": see psoasd --help")
      }
    }
    if psoas_optind() < argc {
      return .misused("accepts options only: see psoasd --help")
    }
    if options.compresses, options.record == nil { return .misused("--compress is for --record DIR") }
    return .run(options)
  }

  /// The settings of the files, with the assignments of `--placement`.
  func settings() throws(SettingsError) -> ActiveSettings {
    try ActiveSettings(configuration: configuration, assigning: assignments)
  }

  private mutating func apply(_ key: Int32, _ text: Text) -> Bool {
    switch key {
    case 1: return choose(text, &output, [("text", .text), ("jsonl", .jsonl), ("none", .none)])
    case 2:
      return choose(text, &bus, [("user", .user), ("system", .system), ("none", .none), ("auto", .automatic)])
    case 3: source = .liveOrSynthetic
    case 4: source = .synthetic
    case 5: return number(text, 0.01...100_000) { speed = $0 }
    case 6: thigh = true
    case 16: trunk = true
    case 7: return number(text, 0.001...1e9) { seconds = $0 }
    case 8: return number(text, 0.1...3600) { probe = $0 }
    case 9: configuration = text
    case 10: record = text
    case 11: return assign(text)
    case 15: rumble = true
    case 17: keepsHistory = true
    case 18: return number(text, 0.01...100_000) { guidedSpeed = $0 }
    case 19: return number(text, 20...250) { rate = $0 }
    case 20: hasNights = true
    case 21: return number(text, 0...4e9) { start = $0 }
    case 22: compresses = true
    default: keepsHistory = false
    }
    return true
  }

  private func choose<Choice>(_ text: Text, _ into: inout Choice, _ choices: [(StaticString, Choice)]) -> Bool {
    for (name, choice) in choices where text == name {
      into = choice
      return true
    }
    return false
  }

  /// Parses a decimal number with a point, independent of the locale.
  private func number(_ text: Text, _ range: ClosedRange<Double>, _ use: (Double) -> Void) -> Bool {
    guard let value = Double(decimal: text), range.contains(value) else { return false }
    use(value)
    return true
  }

  /// Parses `PLACEMENT=IDENTIFIER`.
  private mutating func assign(_ text: Text) -> Bool {
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")), equals + 1 < text.count,
      let placement = Placement(name: Text(text[..<equals]))
    else { return false }
    assignments.append((placement, Text(text[(equals + 1)...])))
    return true
  }

  private static let help: StaticString = """
    psoasd - monitors how its wearer sits, with a motion sensor on the belt

      --output text|jsonl|none   events on standard output (default text)
      --bus user|system|none|auto  which D-Bus to use (default auto: the user's, if there is one)
      --config FILE              configuration to use instead of the installed one
      --placement WHERE=ID       wear sensor ID at pelvis, thigh or trunk (psoasctl sensors lists them)
      --record DIR               write a recording folder of this run
      --compress                 with --record: compress the samples (zstd)
      --seconds N                exit after N seconds of the run
      --no-history               write no history of this run
      --history                  write a history of the synthetic wearer too, for testing
      --probe N                  read every candidate sensor for N seconds, print the result, and exit
      --rumble                   test the rumble of the worn controllers, and exit
      --synthetic                use the built-in synthetic wearer instead of a sensor
      --or-synthetic             the same, if no usable sensor is connected
      --speed N                  the synthetic wearer's speed, times real time (default 60)
      --guided-speed N           its speed during a guided exercise, calibration or measurement (default 1)
      --rate N                   samples per second of the synthetic sensors, 20 to 250 (default 100)
      --start N                  its clock at the start, seconds since 1970-01-01 UTC (default now)
      --nights                   suspend the synthetic wearer's computer from 23:00 to 7:00
      --thigh, --trunk           the synthetic wearer wears a thigh, or trunk, sensor too
      --help, --version

    A general-wellness aid, not a medical device. More: man psoasd, psoasctl safety.

    """
}
