import TestSupport
import Testing

@testable import PsoasTrace

@Suite struct CSVDialectTests {
  @Test(arguments: CSVDialect.separators) func `plain cells are counted as they are split`(separator: UInt8) {
    var random = SeededGenerator(seed: TestSeed.seed(3))
    let bytes = CSVDialect.separators + Array("0.e \u{7F}\u{80}-+".utf8)
    let dialect = CSVDialect(separator: separator)
    for _ in 0..<5000 {
      let line = (0..<Int.random(in: 16...80, using: &random)).map { _ in bytes.randomElement(using: &random)! }
      line.withUnsafeBufferPointer { #expect(dialect.plainCells($0, from: 0) == dialect.cells($0).count, "\(line)") }
    }
  }

  @Test(arguments: [0, 1, 15, 4000, 70_000]) func `a short or a long line is left to the split`(length: Int) {
    let line = [UInt8](repeating: UInt8(ascii: ","), count: length)
    line.withUnsafeBufferPointer { #expect(CSVDialect().plainCells($0, from: 0) == nil) }
  }

  @Test func `a line of separators alone is counted from any start`() {
    let line = [UInt8](repeating: UInt8(ascii: ","), count: 3999)
    line.withUnsafeBufferPointer { line in
      for start in 0...line.count { #expect(CSVDialect().plainCells(line, from: start) == line.count - start + 1) }
    }
  }

  @Test(arguments: 0..<20) func `a quotation mark anywhere leaves the count to the split`(position: Int) {
    var line = Array("1,2,3,4,5,6,7,8,9,10".utf8)
    line[position] = UInt8(ascii: "\"")
    line.withUnsafeBufferPointer { #expect(CSVDialect().plainCells($0, from: 0) == nil) }
    line.withUnsafeBufferPointer { line in
      #expect(CSVDialect().plainCells(line, from: position + 1) != nil)
    }
  }
}
