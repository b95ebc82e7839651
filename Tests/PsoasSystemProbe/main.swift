// Prints time zone offsets; the tests run it with different values of TZ.
//   psoas-system-probe offset SECONDS...   seconds east of Greenwich at these moments
//   psoas-system-probe start DAY...        the first second of days since 1970-01-01
import PsoasSystem

for argument in CommandLine.arguments.dropFirst(2) {
  guard let number = Int64(argument) else { continue }
  print(
    CommandLine.arguments[1] == "offset"
      ? Int64(LocalZone.offset(at: number)) : LocalZone.start(ofDay: number) / 1_000_000)
}
