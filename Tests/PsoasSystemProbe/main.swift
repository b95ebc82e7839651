// Parts of PsoasSystem that the tests need a process of their own for.
//   psoas-system-probe offset SECONDS...   seconds east of Greenwich at these moments, by the value of TZ
//   psoas-system-probe start DAY...        the first second of days since 1970-01-01
//   psoas-system-probe trim                kB of resident heap and files: after work is done, and after Memory.trim
import PsoasSystem

func printResident() throws {
  let status = try Files.read("/proc/self/status", limit: 1 << 16, onlyRegular: false)
  for line in status.split(separator: 0x0A).map({ Text($0) }) {
    if line.hasPrefix("RssAnon") || line.hasPrefix("RssFile") { print(line) }
  }
}

switch CommandLine.arguments[1] {
case "trim":
  // 50 MB, of which one block in a thousand is kept: the heap cannot shrink from its end.
  var blocks = (0..<50_000).map { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 1000) }
  blocks = blocks.enumerated().filter { $0.offset % 1000 == 0 }.map(\.element)
  try printResident()
  Memory.trim()
  try printResident()
  print(blocks.reduce(0) { $0 + Int($1[0]) })
case let unit:
  for number in CommandLine.arguments.dropFirst(2).compactMap({ Int64($0) }) {
    print(unit == "offset" ? Int64(LocalZone.offset(at: number)) : LocalZone.start(ofDay: number) / 1_000_000)
  }
}
