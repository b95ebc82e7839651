// Writes a history of many days, until today, for benchmarks: psoas-long-history DIRECTORY DAYS
import Foundation
import PsoasHistory
import PsoasSystem

guard CommandLine.arguments.count == 3, let days = Int(CommandLine.arguments[2]), days > 0 else {
  print("usage: psoas-long-history DIRECTORY DAYS")
  exit(64)
}
do throws(HistoryError) {
  let today = SystemClock.wall / 86_400_000_000
  try LongHistory.write(to: Text(CommandLine.arguments[1].utf8), days: days, until: today)
} catch {
  print(String(decoding: error.message, as: UTF8.self))
  exit(74)
}
