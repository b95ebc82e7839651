import PsoasSystem
import Testing

@Suite struct Texts {
  @Test func `a literal holds its UTF-8`() {
    let text: Text = "4 µs"
    #expect(text.bytes == [0x34, 0x20, 0xC2, 0xB5, 0x73])
    #expect(text == "4 µs")
    #expect(text != "4 us")
    #expect(text.width == 4)
  }

  @Test func `numbers, decimals and words stand where the literal has them`() {
    let name: StaticString = "pelvis"
    let title: Text = "Plank"
    let text: Text = "\(name): \(title) \(3) of \(UInt64.max), \(-7), \(5, width: 2), \(-0.06, places: 1) deg"
    #expect(text == "pelvis: Plank 3 of 18446744073709551615, -7, 05, -0.1 deg")
  }

  @Test(arguments: [
    (1.005, 2, "1.00"), (0.5, 0, "1"), (-0.5, 0, "-1"), (-0.004, 2, "0.00"), (2.25, 1, "2.3"), (8e9, 0, "8000000000"),
    (9e9, 0, ""), (.nan, 2, ""), (.infinity, 0, ""), (0.1, 9, "0.100000000"),
  ]) func `decimals are rounded half away from zero and never say nan`(value: Double, places: Int, expected: String) {
    let text: Text = "\(value, places: places)"
    #expect(text.description == expected)
  }

  @Test(arguments: [Int.min, -1, 0, 9, 10, Int.max]) func `whole numbers of any size`(number: Int) {
    let text: Text = "\(number)"
    #expect(text.description == number.description)
    #expect(("\(number, width: 3)" as Text).count >= 3)
  }

  @Test(arguments: 1...6) func `numbers have at least their width`(width: Int) {
    for number in 0..<12_000 {
      let digits = number.description
      let zeros = String(repeating: "0", count: max(width - digits.count, 0))
      #expect(("\(number, width: width)" as Text).description == zeros + digits)
    }
  }

  @Test(arguments: 1...6) func `decimals have the digits of their smallest unit`(places: Int) {
    let unit = (0..<places).reduce(1) { power, _ in power * 10 }
    for count in stride(from: 0, to: 20_000_000, by: 997) {
      let (whole, rest) = count.quotientAndRemainder(dividingBy: unit)
      let text: Text = "\(whole).\(rest, width: places)"
      #expect("\(Double(count) / Double(unit), places: places)" as Text == text)
      if count > 0 { #expect("\(-Double(count) / Double(unit), places: places)" as Text == "-\(text)") }
    }
  }

  @Test(arguments: 1...9) func `a decimal needs no more memory than its characters`(places: Int) {
    var tight = Text()
    tight.append(atMost: places + 2) { $0.append(0.987654321, places: places) }
    #expect(tight == "\(0.987654321, places: places)" && tight.count == places + 2)
  }

  @Test func `counts have their noun`() {
    let texts = (0...2).map { count in "\(count: count, "reminder", "reminders")" as Text }
    #expect(texts == ["0 reminders", "1 reminder", "2 reminders"])
  }

  @Test func `pieces are appended in order`() {
    var text: Text = "a"
    text += "b"
    text += "c\(1)"
    text.append("d")
    text.append(UInt8(ascii: "e"))
    // Appends a byte, not a digit.
    text.append(0)
    #expect(text.bytes == [0x61, 0x62, 0x63, 0x31, 0x64, 0x65, 0])
  }

  @Test func `texts match, sort and hash by their bytes`() {
    let word: Text = "off"
    switch word {
    case "on": Issue.record("matched another word")
    case "off": break
    default: Issue.record("matched nothing")
    }
    #expect((["b", "a", "ä", "", "aa"] as [Text]).sorted() == ["", "a", "aa", "b", "ä"])
    #expect(Set(["a", "b", "a"] as [Text]).count == 2)
    #expect("a" < ("b" as Text))
  }

  @Test func `words, parts and ends`() {
    #expect(("  a b,c ,\td\n" as Text).words == ["a", "b", "c", "d"])
    #expect(("  a b \n" as Text).trimmed == "a b")
    #expect((" \t" as Text).trimmed.isEmpty)
    #expect((":a::b" as Text).parts(separatedBy: UInt8(ascii: ":")) == ["", "a", "", "b"])
    #expect(("sensor.conf" as Text).hasSuffix(".conf") && ("sensor.conf" as Text).hasPrefix("sensor"))
    #expect(!("f" as Text).hasSuffix(".conf") && ("f" as Text).hasSuffix(""))
    #expect(("the {side} knee, {side}" as Text).replacing("{side}", with: "left") == "the left knee, left")
    #expect(("042" as Text).number == 42)
    #expect(["", "-1", "4x", "1234567890123456789"].allSatisfy { Text($0.utf8).number == nil })
  }

  @Test func `C strings go both ways`() {
    let text: Text = "/dev/input"
    #expect(text.withCString { Text(cString: $0) } == text)
    #expect(Text().withCString { Text(cString: $0) }.isEmpty)
    #expect(Text(cString: nil).isEmpty)
  }

  @Test func `JSON strings escape what RFC 8259 wants and replace what is no UTF-8`() {
    let text = Text([0x22, 0x5C, 0x0A, 0x7F, 0xC3, 0xA4, 0xFF, 0xE2, 0x82, 0xF0, 0x9F, 0x98, 0x80])
    #expect("\(json: text)" == ("\"\\\"\\\\\\u000a\\u007fä\u{FFFD}\u{FFFD}\u{FFFD}😀\"" as Text))
    #expect("\(json: "\u{9B}\u{202E}" as Text)" == ("\"\\u009b\\u202e\"" as Text))
  }

  @Test func `escaped text has no control characters, is one line, and does not change again`() {
    let text = Text("\u{1B}[2J\n\tä\\".utf8) + Text([0x9B, 0xC2, 0x9B, 0xFF]) + "\u{202E}x"
    let escaped: Text = "\(escaped: text)"
    #expect(escaped == ("\\x1b[2J\\n\\tä\\\\x9b\\xc2\\x9b\\xff\\xe2\\x80\\xaex" as Text))
    #expect("\(escaped: escaped)" == escaped)
    #expect("\(escapedLines: "\u{1B}]0;a\u{7}\n\tb\r" as Text)" == ("\\x1b]0;a\\x07\n\tb\\x0d" as Text))
  }

  @Test func `markup has entities, and no control characters`() {
    #expect("\(markup: "<b>'a' & \"b\"\u{1B}\n" as Text)" == ("&lt;b&gt;'a' &amp; \"b\"\\x1b\n" as Text))
  }

  @Test func `well-formed sequences are those that the standard library takes`() {
    // All sequences of two bytes, with continuation bytes after them.
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        let bytes = [first, second, 0x80, 0x80]
        let length = Text(bytes: bytes).sequenceLength(at: 0)
        let expected = (1...4).first { String(validating: bytes.prefix($0), as: UTF8.self) != nil } ?? 0
        #expect(length == expected, "\(first) \(second)")
      }
    }
    #expect(Text([0x61, 0, 0xFF, 0xC3, 0xA4, 0xE2]).wellFormed == "a\u{FFFD}\u{FFFD}ä\u{FFFD}")
    // U+FFFE, U+FDD0, U+FDF0, U+FDEF, U+1FFFF and U+E000: no literal may contain noncharacters.
    let points: [[UInt8]] = [
      [0xEF, 0xBF, 0xBE], [0xEF, 0xB7, 0x90], [0xEF, 0xB7, 0xB0], [0xEF, 0xB7, 0xAF], [0xF0, 0x9F, 0xBF, 0xBF],
      [0xEE, 0x80, 0x80],
    ]
    #expect(
      Text(points.flatMap { $0 }).wellFormed == "\u{FFFD}\u{FFFD}\u{FDF0}\u{FFFD}\u{FFFD}\u{E000}")
  }
}
