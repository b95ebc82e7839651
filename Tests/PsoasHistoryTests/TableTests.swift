import Foundation
import TestSupport
import Testing

@testable import PsoasHistory
@testable import PsoasMonitor

/// The table declarations compared with the schema of the file and with the manual.
@Suite struct TableTests {
  private func word(_ kind: CellCarrier.Kind) -> String {
    switch kind {
    case .integer: "INTEGER"
    case .real: "REAL"
    case .text: "TEXT"
    }
  }

  @Test func `every column of the file is declared, with its type and key, and no other`() throws {
    let folder = try Scratch()
    try History(directory: folder.bytes).open()
    let stored = try ask(
      folder.file,
      """
      SELECT m.name || '.' || c.name || ' ' || c.type || iif(c.pk, ' key', '')
      FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
      """)
    let declared = TableForm.all.flatMap { table in
      table.columns.map { "\(table.name).\($0.name) \(word($0.kind))\($0.isKey ? " key" : "")" }
    }
    #expect(declared.sorted() == stored.split(separator: "\n").map(String.init).sorted())
  }

  @Test func `psoasctl(1) describes every column under the name that exports give it`() throws {
    let manual = try Repository.read("man/psoasctl.1")
    let words = Set(manual.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    for table in TableForm.all {
      #expect(words.contains("\(table.name)"), "\(table.name)")
      for column in table.columns {
        #expect(words.contains("\(column.name)\(column.unit.suffix)"), "\(table.name).\(column.name)")
      }
    }
  }
}
