// The orientation filter and the posture classifier over a wearer's two minutes, on a board or on this machine. A line a
// second has the posture and a hash of the bits of all results so far, so that bench.py can compare two machines.

/// Instructions of one kind of call.
struct Cost {
  private var sum: UInt64 = 0
  private var most: UInt32 = 0
  private var calls: UInt64 = 0

  mutating func add(_ count: UInt32) {
    sum += UInt64(count)
    most = max(most, count)
    calls += 1
  }

  func write(_ sensor: StaticString, _ part: StaticString) {
    Output.write("cost")
    Output.write(sensor)
    Output.write(part)
    Output.write(sum / max(calls, 1))
    Output.write(UInt64(most))
    Output.endLine()
  }
}

/// FNV-1a over the bits of numbers.
struct Hash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ number: Double) {
    var bits = number.bitPattern
    for _ in 0..<8 {
      value = (value ^ (bits & 0xff)) &* 0x100_0000_01b3
      bits >>= 8
    }
  }
}

enum Output {
  static func write(_ text: StaticString) {
    for i in 0..<text.utf8CodeUnitCount { platform_put(text.utf8Start[i]) }
    platform_put(0x20)
  }

  static func write(_ number: UInt64, base: UInt64 = 10) {
    var place: UInt64 = 1
    while number / place >= base { place *= base }
    while place > 0 {
      let digit = UInt8(truncatingIfNeeded: number / place % base)
      platform_put(digit < 10 ? 0x30 + digit : 0x57 + digit)
      place /= base
    }
    platform_put(0x20)
  }

  static func endLine() { platform_put(0x0a) }
}

// Not inlined, so that nothing of the calculation moves out of what is counted.
@inline(never)
func orient(_ filter: inout OrientationFilter, _ sample: Sample) { filter.update(sample) }

@inline(never)
func classify(_ classifier: inout PostureClassifier, _ sample: Sample, up: Vector3) {
  classifier.update(.pelvis, sample, up: up)
}

/// The instructions that the counting itself counts.
func overhead() -> UInt32 {
  platform_restart()
  return platform_instructions()
}

func run(_ name: StaticString, hasGyroscope: Bool) {
  var wearer = Wearer()
  var filter = OrientationFilter()
  var classifier = PostureClassifier()
  var hash = Hash()
  var orientation = Cost()
  var posture = Cost()
  let uncounted = overhead()
  for index in 0..<Wearer.seconds * Wearer.rate {
    let sample = wearer.sample(index, hasGyroscope: hasGyroscope)
    platform_restart()
    orient(&filter, sample)
    orientation.add(platform_instructions() - uncounted)
    guard let up = filter.up else { continue }
    platform_restart()
    classify(&classifier, sample, up: up)
    posture.add(platform_instructions() - uncounted)
    hash.add(up.x)
    hash.add(up.y)
    hash.add(up.z)
    hash.add(classifier.estimate.confidence)
    hash.add(Double(classifier.estimate.posture.rawValue))
    if (index + 1) % Wearer.rate == 0 {
      hash.add(filter.deviation)
      Output.write(name)
      Output.write(UInt64((index + 1) / Wearer.rate))
      Output.write(classifier.estimate.posture.name)
      Output.write(hash.value, base: 16)
      Output.endLine()
    }
  }
  orientation.write(name, "orientation")
  posture.write(name, "posture")
}

func write(_ name: StaticString, _ number: Int) {
  Output.write(name)
  Output.write(UInt64(number))
  Output.endLine()
}

@c(program)
public func program() {
  run("gyroscope", hasGyroscope: true)
  run("accelerometer", hasGyroscope: false)
  write("size orientation", MemoryLayout<OrientationFilter>.size)
  write("size posture", MemoryLayout<PostureClassifier>.size)
  let uncounted = overhead()
  platform_restart()
  platform_known()
  write("known", Int(platform_instructions() - uncounted))
  write("stack", Int(platform_stack()))
}
