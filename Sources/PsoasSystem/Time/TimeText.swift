extension Text {
  /// `2026-03-29`.
  public mutating func append(date daysSinceEpoch: Int64) {
    let date = CivilDate(daysSinceEpoch: daysSinceEpoch)
    append(date.year, width: 4)
    append(UInt8(ascii: "-"))
    append(date.month, width: 2)
    append(UInt8(ascii: "-"))
    append(date.day, width: 2)
  }

  /// `HH:MM:SS`.
  public mutating func append(timeOfDay seconds: Int) {
    append(hourAndMinute: seconds)
    append(UInt8(ascii: ":"))
    append(seconds % 60, width: 2)
  }

  /// `HH:MM`.
  public mutating func append(hourAndMinute seconds: Int) {
    append(seconds / 3600, width: 2)
    append(UInt8(ascii: ":"))
    append(seconds / 60 % 60, width: 2)
  }

  /// `2026-03-29 03:00`.
  public mutating func append(dateAndMinute clock: WallClock) {
    append(date: clock.localDay)
    append(UInt8(ascii: " "))
    append(hourAndMinute: clock.secondOfDay)
  }

  /// Local date and time with its offset, to the second: `2026-03-29T03:00:00+02:00`.
  public mutating func append(iso8601 clock: WallClock) {
    append(date: clock.localDay)
    append(UInt8(ascii: "T"))
    append(timeOfDay: clock.secondOfDay)
    append(clock.utcOffset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    append(hourAndMinute: Int(clock.utcOffset.magnitude))
  }

  /// `2026-03-29T01:00:00.000000Z`.
  public mutating func append(utc unixMicroseconds: Int64) {
    append(utcWithoutZone: unixMicroseconds)
    self += ".\(Int(WallClock.floorRemainder(unixMicroseconds, 1_000_000)), width: 6)Z"
  }

  /// `2026-03-29T01:00:00Z`.
  public mutating func append(utcSecond unixMicroseconds: Int64) {
    append(utcWithoutZone: unixMicroseconds)
    append("Z")
  }

  private mutating func append(utcWithoutZone unixMicroseconds: Int64) {
    let clock = WallClock(unixMicroseconds: unixMicroseconds, utcOffset: 0)
    self += "\(date: clock.localDay)T\(timeOfDay: clock.secondOfDay)"
  }
}

extension TextInterpolation {
  @inline(never)
  public mutating func appendInterpolation(date daysSinceEpoch: Int64) { insert { $0.append(date: daysSinceEpoch) } }

  /// Seconds since midnight.
  @inline(never)
  public mutating func appendInterpolation(timeOfDay seconds: Int) { insert { $0.append(timeOfDay: seconds) } }

  /// Seconds since midnight.
  @inline(never)
  public mutating func appendInterpolation(hourAndMinute seconds: Int) { insert { $0.append(hourAndMinute: seconds) } }

  @inline(never)
  public mutating func appendInterpolation(dateAndMinute clock: WallClock) {
    insert { $0.append(dateAndMinute: clock) }
  }

  @inline(never)
  public mutating func appendInterpolation(iso8601 clock: WallClock) { insert { $0.append(iso8601: clock) } }

  @inline(never)
  public mutating func appendInterpolation(utc unixMicroseconds: Int64) { insert { $0.append(utc: unixMicroseconds) } }

  @inline(never)
  public mutating func appendInterpolation(utcSecond unixMicroseconds: Int64) {
    insert { $0.append(utcSecond: unixMicroseconds) }
  }
}

extension WallClock {
  /// Parses the output of `append(iso8601:)`, also with a fraction of a second or with `Z`; nil for anything else.
  public init?(iso8601 text: Text) {
    guard text.count >= 20, text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
      let date = CivilDate(iso8601: Text(text[..<10])), let hour = Text(text[11..<13]).number,
      let minute = Text(text[14..<16]).number, let second = Text(text[17..<19]).number,
      hour < 24, minute < 60, second < 60
    else { return nil }
    var index = 19
    var microseconds: Int64 = 0
    if text[index] == UInt8(ascii: ".") {
      var scale: Int64 = 100_000
      index += 1
      let start = index
      while index < text.count, text[index].isDigit {
        microseconds += Int64(text[index] - UInt8(ascii: "0")) * scale
        scale /= 10
        index += 1
      }
      guard index > start else { return nil }
    }
    guard let offset = WallClock.offset(text[index...]) else { return nil }
    let local = date.daysSinceEpoch * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    self.init(unixMicroseconds: (local - Int64(offset)) * 1_000_000 + microseconds, utcOffset: offset)
  }

  /// Parses `Z`, `+02:00` or `-03:30`, in seconds.
  private static func offset(_ text: ArraySlice<UInt8>) -> Int32? {
    let text = Text(text)
    if text == "Z" { return 0 }
    guard text.count == 6, text[3] == UInt8(ascii: ":"), let hours = Text(text[1..<3]).number,
      let minutes = Text(text[4..<6]).number, hours <= 15, minutes < 60
    else { return nil }
    let seconds = Int32(hours * 3600 + minutes * 60)
    switch text[0] {
    case UInt8(ascii: "+"): return seconds
    case UInt8(ascii: "-"): return -seconds
    default: return nil
    }
  }
}
