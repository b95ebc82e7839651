import PsoasSystem
import TestSupport
import Testing

@testable import PsoasSimulator
@testable import PsoasTrace

@Suite struct DecimalTests {
  private func parse(_ text: String) -> (value: Decimal, length: Int)? {
    let bytes = Text(text.utf8)
    return bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { Decimal.parse($0, count: buffer.count) }
    }
  }

  private func double(_ text: String) -> Double? {
    guard let cell = parse(text), cell.length == text.utf8.count else { return nil }
    return cell.value.double
  }

  @Test(arguments: [
    "0", "-0", "1", "-9.81", "+3.5", ".5", "5.", "1e3", "1E-3", "2.5e+2", "0.000001", "9007199254740993",
    "0.1", "123456789012345678", "0.30000000000000004", "1e22", "1e-27", "123456789012345678e-27", "4.35e-5",
    "00012.5000",
    "8.41", "-0.055", "5.0e-22", "12345678901234567e-19", "0.12345678901234567",
  ])
  func `decimals are read as the nearest double`(text: String) {
    #expect(double(text) == Double(text))
  }

  @Test(arguments: [
    "", "-", "+", ".", "-.", "e5", "1e", "1e+", "nan", "inf", "-inf", "0x10", "1,5", " 1", "1 ", "--1", "1.2.3",
  ])
  func `an invalid decimal is refused`(text: String) {
    #expect(double(text) == nil)
  }

  @Test func `numbers beyond the range of a double are refused`() {
    #expect(double("1e400") == nil)
    #expect(double("1e99999999999999999999") == nil)
    #expect(double("1e-400") == 0)
  }

  @Test func `shortest texts of random doubles read back exactly`() {
    var random = Random(seed: TestSeed.seed(7))
    for _ in 0..<20_000 {
      let value = random.signed() * [1e-3, 1, 10, 1000, 1e6].randomElement(using: &random)
      let text = "\(value)"
      #expect(double(text) == value, "\(text)")
    }
  }

  @Test func `seventeen digits are rounded once and half to even`() {
    var random = Random(seed: TestSeed.seed(11))
    for _ in 0..<20_000 {
      let digits = 16 + random.next() % 3
      var text = "\(1 + random.next() % 9)."
      for _ in 1..<digits { text += "\(random.next() % 10)" }
      #expect(double(text) == Double(text), "\(text)")
    }
  }

  @Test func `long tails of digits do not lose the value`() {
    let text = "9.80665" + String(repeating: "0", count: 60) + "1"
    #expect(double(text) == 9.80665)
  }

  @Test(arguments: 1...20) func `decimals end before any other byte`(digits: Int) throws {
    let number = "-3." + "1415926535897932384626".prefix(digits)
    let isDigitOrExponent = Set("0123456789eE".utf8)
    for byte in 0...UInt8.max where !isDigitOrExponent.contains(byte) {
      let cell = Text(number.utf8 + [byte] + "77777777".utf8)
      let parsed = try #require(cell.withUnsafeBufferPointer { Decimal.parse($0.baseAddress!, count: $0.count) })
      #expect(parsed.length == number.utf8.count, "\(byte)")
      #expect(parsed.value.double == Double(number), "\(byte)")
    }
  }

  @Test(arguments: [
    ("1.5", 1_500_000), ("0.0000005", 1), ("0.00000049", 0), ("-2.0000015", -2_000_002), ("1e-6", 1),
    ("12", 12_000_000),
    ("1700000000.123456789", 1_700_000_000_123_457), ("1e3", 1_000_000_000), ("0.0000000000000000000000000001", 0),
  ])
  func `decimals become microseconds`(text: String, microseconds: Int64) {
    #expect(parse(text)?.value.millionths(limit: TraceLimits.time) == microseconds)
  }

  @Test(arguments: ["1e12", "1e300", "99999999999999999999"])
  func `times beyond any calendar are refused`(text: String) {
    #expect(parse(text)?.value.millionths(limit: TraceLimits.time) == nil)
  }

  /// Rows of recordings are mostly of such cells, which have a shorter way of their own.
  @Test func `the short way gives the same bits as the long one, or nothing`() throws {
    var random = Random(seed: TestSeed.seed(13))
    var taken = 0
    for _ in 0..<100_000 {
      let digits = (0..<random.next() % 12).map { _ in UInt8(ascii: "0") + UInt8(random.next() % 10) }
      var cell = random.next() % 2 == 0 ? [] : Array("-".utf8)
      cell += digits
      // Mostly one point among them, sometimes any other character.
      let other = random.next() % 4 == 0 ? UInt8(random.next() % 256) : UInt8(ascii: ".")
      cell.insert(other, at: Int(random.next() % UInt64(cell.count + 1)))
      let line = cell + Array(",".utf8) + digits
      try line.withUnsafeBufferPointer { line in
        let start = try #require(line.baseAddress)
        let found = Decimal.short(start, end: start + line.count, separator: UInt8(ascii: ","))
        guard let short = found else { return }
        let long = try #require(Decimal.parse(start, count: line.count))
        #expect(short.end == start + long.length && short.end.pointee == UInt8(ascii: ","))
        #expect(short.value.bitPattern == long.value.double?.bitPattern, "\(cell)")
        taken += 1
      }
    }
    #expect(taken > 10_000)
  }

  /// Times of recordings have a shorter way of their own too.
  @Test func `the short way of a time gives the same microseconds as the long one, or nothing`() throws {
    var random = Random(seed: TestSeed.seed(14))
    var taken = 0
    for _ in 0..<100_000 {
      var cell = (0..<random.next() % 16).map { _ in UInt8(ascii: "0") + UInt8(random.next() % 10) }
      let other = random.next() % 4 == 0 ? UInt8(random.next() % 256) : UInt8(ascii: ".")
      cell.insert(other, at: Int(random.next() % UInt64(cell.count + 1)))
      let line = cell + Array(",1.5,-0.25,9.81".utf8)
      try line.withUnsafeBufferPointer { line in
        let start = try #require(line.baseAddress)
        let found = Decimal.shortMillionths(start, count: line.count, separator: UInt8(ascii: ","))
        guard let short = found else { return }
        let long = try #require(Decimal.parse(start, count: line.count))
        #expect(short.length == long.length && start[short.length] == UInt8(ascii: ","))
        #expect(short.value == long.value.millionths(limit: TraceLimits.time), "\(cell)")
        taken += 1
      }
    }
    #expect(taken > 10_000)
  }

  @Test(arguments: ["-0.055,12345,", "9.80665,1.000,", ".5,1.0,1.0,1.0,", "-1234.567,1.0", "0.001666,1"])
  func `readings of up to seven digits go the short way`(line: String) throws {
    let bytes = Array(line.utf8)
    let cell = try #require(line.split(separator: ",").first)
    try bytes.withUnsafeBufferPointer { buffer in
      let start = try #require(buffer.baseAddress)
      let short = Decimal.short(start, end: start + buffer.count, separator: UInt8(ascii: ","))
      #expect(short?.value == Double(cell) && short?.end == start + cell.utf8.count)
    }
  }
}

extension Array where Element == Double {
  fileprivate func randomElement(using random: inout Random) -> Double { self[Int(random.next() % UInt64(count))] }
}
