// Runs the orientation filter over a trace of doubles and writes its results, or measures its time. bench.py compiles it
// together with the sources of PsoasCore/Motion, so that the shipped code is measured without another package product.
//
//   driver run IN OUT LAG gyroscope|accelerometer   rows of time ax ay az gx gy gz -> up 3, deviation, lagged up 3
//   driver time IN LAG REPEATS                      best nanoseconds per update; LAG below 0: the filter only
//   driver size                                     bytes of the filter, its parameters, a step of the smoother's ring
import Glibc

func doubles(_ path: String) -> [Double] {
  guard let file = fopen(path, "rb") else { return [] }
  defer { fclose(file) }
  fseek(file, 0, SEEK_END)
  var values = [Double](repeating: 0, count: ftell(file) / 8)
  rewind(file)
  let count = fread(&values, 8, values.count, file)
  return Array(values.prefix(count))
}

func samples(_ path: String, hasGyroscope: Bool) -> [Sample] {
  let values = doubles(path)
  return (0..<values.count / 7).map { i in
    let row = values[(7 * i)..<(7 * i + 7)].map { $0 }
    return Sample(
      time: Instant(microseconds: Int64((row[0] * 1e6).rounded())),
      interval: i == 0 ? 0 : row[0] - values[7 * i - 7],
      acceleration: Vector3(row[1], row[2], row[3]),
      angularVelocity: hasGyroscope ? Vector3(row[4], row[5], row[6]) : .zero, hasGyroscope: hasGyroscope)
  }
}

func run(_ samples: [Sample], lag: Double, to path: String) {
  var rows = [Double](repeating: .nan, count: samples.count * 7)
  var filter = OrientationFilter()
  var smoother = FixedLagSmoother(lag: lag)
  var steps = [FixedLagSmoother.Step](repeating: .init(), count: FixedLagSmoother.capacity(lag: lag, rate: 300))
  var delivered = 0
  func deliver(_ past: FixedLagSmoother.Past) {
    if let up = past.up {
      (rows[7 * delivered + 4], rows[7 * delivered + 5], rows[7 * delivered + 6]) = (up.x, up.y, up.z)
    }
    delivered += 1
  }
  for (i, sample) in samples.enumerated() {
    filter.update(sample)
    if let up = filter.up { (rows[7 * i], rows[7 * i + 1], rows[7 * i + 2]) = (up.x, up.y, up.z) }
    rows[7 * i + 3] = filter.deviation
    var ring = steps.mutableSpan
    smoother.push(&filter, sample, into: &ring)
    while let past = smoother.next(from: &ring, now: sample.time) { deliver(past) }
  }
  var ring = steps.mutableSpan
  while let past = smoother.flush(from: &ring) { deliver(past) }
  guard let file = fopen(path, "wb") else { return }
  fwrite(rows, 8, rows.count, file)
  fclose(file)
}

func once(_ samples: [Sample], lag: Double) -> Double {
  var filter = OrientationFilter()
  var sum = 0.0
  guard lag >= 0 else {
    for sample in samples { filter.update(sample) }
    return filter.up?.x ?? 0
  }
  var smoother = FixedLagSmoother(lag: lag)
  var steps = [FixedLagSmoother.Step](repeating: .init(), count: FixedLagSmoother.capacity(lag: lag, rate: 300))
  var ring = steps.mutableSpan
  for sample in samples {
    filter.update(sample)
    smoother.push(&filter, sample, into: &ring)
    while let past = smoother.next(from: &ring, now: sample.time) { sum += past.up?.x ?? 0 }
  }
  return sum
}

func nanoseconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) * 1e9 + Double(now.tv_nsec)
}

let arguments = CommandLine.arguments
if arguments.count == 6, arguments[1] == "run" {
  run(
    samples(arguments[2], hasGyroscope: arguments[5] == "gyroscope"), lag: Double(arguments[4]) ?? 2, to: arguments[3])
} else if arguments.count == 5, arguments[1] == "time" {
  let trace = samples(arguments[2], hasGyroscope: true)
  var best = Double.infinity
  var sum = 0.0
  for _ in 0..<(Int(arguments[4]) ?? 1) {
    let start = nanoseconds()
    sum += once(trace, lag: Double(arguments[3]) ?? -1)
    best = min(best, nanoseconds() - start)
  }
  // Printing the sum prevents the compiler from removing the calculation.
  print(best / Double(trace.count), trace.count, sum)
} else if arguments.count == 2, arguments[1] == "size" {
  print(
    MemoryLayout<OrientationFilter>.size, MemoryLayout<OrientationFilter.Parameters>.size,
    MemoryLayout<FixedLagSmoother.Step>.stride)
} else {
  print("usage: driver run IN OUT LAG gyroscope|accelerometer | time IN LAG REPEATS | size")
  exit(64)
}
