import PsoasSystem

@testable import PsoasBus

extension MessageScript {
  /// Numbers at the ends of ranges, and small ones.
  mutating func whole() -> UInt64 {
    switch script.index(8) {
    case 0...4: UInt64(script.byte())
    case 5: UInt64(script.word()) * 1_000_003
    case 6: UInt64(bitPattern: -Int64(script.byte()))
    default:
      script.element([
        .max, 1 << 63, 1 << 63 - 1, 1 << 53, 1 << 32, 1 << 31, 9_000_000_000_000_000, 1_780_000_000_000_000,
      ])
    }
  }

  mutating func real() -> Double {
    switch script.index(6) {
    case 0...2: script.real(-400...400)
    case 3: script.real(0...1)
    default:
      script.element([
        .nan, .infinity, -.infinity, 1e300, -1e300, 9e9, -9e9, 9e15, .leastNonzeroMagnitude, -0.0, 361, -1, 1 / 0.3,
        4_294_967_296,
      ])
    }
  }

  /// A word that Psoas knows, a text that needs escaping, or any bytes.
  mutating func text() -> Text {
    let index = script.index(Self.words.count + 8)
    if index < Self.words.count { return Self.words[index] }
    return Text((0..<script.index(32)).map { _ in max(script.byte(), 1) })
  }

  mutating func path() -> Text {
    script.element([
      "/", "/org/psoas/Psoas1", "/org/psoas/Psoas1/sensor/a", "/StatusNotifierItem", "/MenuBar",
      "/org/freedesktop/login1/session/_31", "/org/freedesktop/login1/session/_32", "/x",
    ])
  }

  static let words: [Text] = [
    "", "sitting", "standing", "walking", "lying", "not-worn", "unknown", "pelvis", "thigh", "trunk", "left", "right",
    "started", "stage", "stage-done", "progress", "feedback", "finished", "prepare", "hold", "repetitions", "move",
    "rest", "due", "done", "resting", "week-done", "free", "daily", "weekly", "sat-long", "suggested", "stance",
    "bends", "end", "complete", "neutral", "posterior", "anterior", "no-neutral", "current", "running", "verification",
    "habitual-stance", "withheld", "cancelled", "forgotten", "stopped", "low", "full", "charging", "paused", "snoozed",
    "inhibited", "locked", "pause", "resume", "next", "start", "stop", "skip", "begin", "more", "default", "snooze-10",
    "clicked", "label", "enabled", "actions", "body", "body-markup", "icon-static", "x-canonical-append", "sound",
    "do-not-disturb", "seat0", "kneeling-hip-flexor", "figure-four", "glute-bridge", "plank", "walk", "2026-03-29",
    "1970-01-01", "9999-12-31", "org.freedesktop.Notifications", "org.kde.StatusNotifierWatcher",
    "org.freedesktop.login1", "org.psoas.Psoas1", ":1.1", "\u{1B}]0;x\u{7}", "two\nlines", "<b>&\"'\\", "\u{202E}x",
    "\u{E000}\u{200B}", Text([0xEF, 0xBF, 0xBE]),
  ]

  /// The keys of the dictionaries that Psoas reads, with their types.
  static let entries: [(Text, Text)] =
    BusStatus.properties.map { (Text($0.name), Text($0.signature)) }
    + BusSensor.properties.map { (Text($0.name), Text($0.signature)) }
    + [
      ("made_us", "t"), ("rezeroed_us", "t"), ("bends", "u"), ("verified", "b"), ("sway_deg", "d"), ("depth_deg", "d"),
      ("planarity", "d"), ("disagreement_deg", "d"), ("habitual_stance_deg", "d"), ("seated_neutral_deg", "d"),
      ("range_posterior_deg", "d"), ("range_anterior_deg", "d"), ("began_us", "t"), ("length_us", "t"),
      ("trunk_deg", "d"), ("pelvis_deg", "d"), ("speed_deg_per_s", "d"), ("return_speed_deg_per_s", "d"),
      ("pelvic_delay_us", "x"), ("forward_ratios", "ad"), ("return_ratios", "ad"), ("forward_thirds", "ad"),
      ("return_thirds", "ad"), ("forward_curve_deg", "ad"), ("return_curve_deg", "ad"), ("identifier", "s"),
      ("title", "s"), ("cue", "s"), ("text", "s"), ("cautions", "s"), ("source", "s"), ("kind", "s"), ("check", "s"),
      ("dose", "s"), ("sides", "u"), ("exercise", "s"), ("basis", "s"), ("stages", "u"), ("sets", "u"),
      ("tilt_min_deg", "i"), ("tilt_max_deg", "i"), ("stage", "u"), ("work", "s"), ("target", "u"), ("target_us", "t"),
      ("pace_us", "t"), ("side", "s"), ("set", "u"), ("done", "u"), ("done_us", "t"), ("checked", "u"),
      ("checked_us", "t"), ("amplitude_deg", "d"), ("remaining", "u"), ("remaining_us", "t"), ("tilt_deg", "d"),
      ("target_min_deg", "d"), ("target_max_deg", "d"), ("holding", "b"), ("paused", "b"), ("feedback", "s"),
      ("ending", "s"), ("repetitions", "u"), ("holds", "u"), ("held_us", "t"), ("credit", "d"), ("checked", "d"),
      ("sensor", "b"), ("long", "b"), ("Active", "b"), ("LockedHint", "b"), ("IdleHint", "b"),
    ]
}
