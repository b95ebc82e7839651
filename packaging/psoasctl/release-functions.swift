// Clears the flag SHF_GNU_RETAIN of all functions in an object file (ELF, 64 bits, little endian), in place. In
// libswiftCore.a every public function has this flag, and the linker keeps it even if nothing refers to it: 0.8 MB of
// psoasctl. A function stays if other code or a table that is kept refers to it. `make ctl` uses this program; see
// docs/decisions/psoasctl-size.md.
import Foundation

struct Problem: Error, CustomStringConvertible { let description: String }

/// Flags of a section, from elf(5).
let executable: UInt64 = 0x4
let retained: UInt64 = 0x20_0000

func release(_ file: URL) throws -> Int {
  var object = try Data(contentsOf: file)
  func number<T: FixedWidthInteger>(at offset: Int) throws -> T {
    guard offset >= 0, offset + MemoryLayout<T>.size <= object.count else {
      throw Problem(description: "the file is cut off")
    }
    return object.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
  }
  // The bytes are 0x7F, "ELF", 64 bits, little endian.
  guard object.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else {
    throw Problem(description: "not an ELF file of 64 bits, little endian")
  }
  let table = Int(try number(at: 40) as UInt64)
  let entry = Int(try number(at: 58) as UInt16)
  var count = UInt64(try number(at: 60) as UInt16)
  // With 65,280 sections or more, their number is the size of the first.
  if count == 0 { count = try number(at: table + 32) }
  var released = 0
  for index in 0..<Int(count) {
    let position = table + index * entry + 8
    let flags: UInt64 = try number(at: position)
    guard flags & executable != 0, flags & retained != 0 else { continue }
    withUnsafeBytes(of: (flags & ~retained).littleEndian) {
      object.replaceSubrange(position..<position + 8, with: $0)
    }
    released += 1
  }
  try object.write(to: file)
  return released
}

guard CommandLine.arguments.count == 2 else {
  print("Usage: release-functions OBJECT")
  exit(2)
}
let path = CommandLine.arguments[1]
do {
  print("\(path): \(try release(URL(fileURLWithPath: path))) public functions may be left out")
} catch {
  print("\(path): \(error)")
  exit(1)
}
