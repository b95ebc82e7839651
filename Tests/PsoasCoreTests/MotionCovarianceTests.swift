import TestSupport
import Testing

@testable import PsoasCore

/// The packed covariance compared with dense 18 x 18 arrays, on random covariances of realistic size.
@Suite struct MotionCovarianceTests {
  private static let size = ErrorCovariance.size
  private static let seeds = TestSeed.seeds(1...8)

  /// Standard deviations of the states: m/s, m, rad/s and three matrix entries for each axis, rad.
  private static let deviations: [Double] =
    [0.4, 0.3, 0.1, 0.08]
    + [[0.02, 0.01, 0.012, 0.008], [0.03, 0.01, 0.01, 0.02], [0.01, 0.02, 0.01, 0.01]].flatMap(\.self)
    + [0.03, 0.05]

  /// A random covariance, packed and as a dense array.
  private static func random(_ noise: inout Noise) -> (errors: ErrorCovariance, dense: DenseFilter.Matrix) {
    let root = deviations.map { deviation in (0..<size).map { _ in noise.next() * deviation / 4 } }
    var dense = DenseFilter.multiply(root, DenseFilter.transpose(root))
    for state in 0..<size { dense[state][state] += 0.01 * deviations[state] * deviations[state] }
    var errors = ErrorCovariance()
    for row in 0..<size {
      for column in row..<size {
        let entry = Float(dense[row][column])
        errors.entries[ErrorCovariance.place(row, column)] = entry
        dense[row][column] = Double(entry)
        dense[column][row] = Double(entry)
      }
    }
    return (errors, dense)
  }

  /// The effect of the gyroscope's errors on the tilt over a step of 0.165 s, for rates of some rad/s.
  private static func coupling(_ noise: inout Noise) -> ErrorCovariance.Coupling {
    var coupling = ErrorCovariance.Coupling(repeating: 0)
    for index in 0..<24 { coupling[index] = Float(noise.next() * (index % 4 == 0 ? 0.1 : 0.3)) }
    return coupling
  }

  /// The state transition of a step: gyroscope errors change the tilt, tilt the velocity, velocity the position.
  private static func transition(
    _ coupling: ErrorCovariance.Coupling, gravityTime: Double = 0, time: Double = 0
  ) -> DenseFilter.Matrix {
    var tilt = DenseFilter.identity(size)
    for error in 0..<12 {
      tilt[16][4 + error] = Double(coupling[error])
      tilt[17][4 + error] = Double(coupling[12 + error])
    }
    var velocity = DenseFilter.identity(size)
    velocity[0][16] = -gravityTime
    velocity[1][17] = -gravityTime
    var position = DenseFilter.identity(size)
    position[2][0] = time
    position[3][1] = time
    return DenseFilter.multiply(position, DenseFilter.multiply(velocity, tilt))
  }

  private static func entry(_ rows: CovarianceRows, _ row: Int, _ column: Int) -> Double {
    Double(rows[row, column / 4][column % 4])
  }

  /// The largest difference between two entries, relative to the product of the standard deviations of their states.
  private static func difference(_ errors: ErrorCovariance, _ dense: DenseFilter.Matrix) -> Double {
    var worst = 0.0
    for row in 0..<size {
      for column in row..<size {
        let entry = Double(errors.entries[ErrorCovariance.place(row, column)])
        let scale = (dense[row][row] * dense[column][column]).squareRoot()
        worst = max(worst, abs(entry - dense[row][column]) / scale)
      }
    }
    return worst
  }

  private static func dense(_ errors: ErrorCovariance) -> DenseFilter.Matrix {
    (0..<size).map { row in
      (0..<size).map { Double(errors.entries[ErrorCovariance.place(min(row, $0), max(row, $0))]) }
    }
  }

  /// The change of each state in a step.
  private static func changes(_ change: CovarianceRows.Row) -> [Double] {
    (0..<size).map { Double(change[$0 / 4][$0 % 4]) }
  }

  private static func expect(
    _ change: CovarianceRows.Row, _ states: [Double], _ dense: DenseFilter.Matrix, _ seed: UInt64
  ) {
    for (state, pair) in zip(changes(change), states).enumerated() {
      #expect(abs(pair.0 - pair.1) < 1e-5 * dense[state][state].squareRoot(), "seed \(seed), state \(state)")
    }
  }

  @Test func `each entry of the upper triangle has its own index`() {
    let places = (0..<Self.size).flatMap { row in (row..<Self.size).map { ErrorCovariance.place(row, $0) } }
    #expect(places == Array(0..<171))
  }

  @Test(arguments: seeds)
  func `unpacking gives full symmetric rows, and packing the same triangle`(seed: UInt64) {
    var noise = Noise(seed: seed)
    var (errors, dense) = Self.random(&noise)
    var rows = CovarianceRows(&errors)
    for row in 0..<Self.size {
      for column in 0..<Self.size { #expect(Self.entry(rows, row, column) == dense[row][column], "\(row), \(column)") }
    }
    var packed = ErrorCovariance()
    rows.pack(into: &packed)
    #expect(Self.dense(packed) == dense)
  }

  @Test(arguments: seeds, [4, 8, 12])
  func `the covariances of a state are those of the whole matrix`(seed: UInt64, error: Int) {
    var noise = Noise(seed: seed)
    var (errors, dense) = Self.random(&noise)
    for state in 0..<Self.size {
      let covariances = errors.covariances(of: state, error: error)
      for (place, other) in [0, 1, 2, 3, error, 16, 17].enumerated() {
        #expect(Double(covariances[place]) == dense[state][other], "\(state), \(other)")
      }
    }
  }

  @Test(arguments: seeds)
  func `the prediction is F P F'`(seed: UInt64) {
    var noise = Noise(seed: seed)
    var (errors, matrix) = Self.random(&noise)
    var dense = DenseFilter(states: matrix.map { _ in 0 }, covariance: matrix)
    let coupling = Self.coupling(&noise)
    var rows = CovarianceRows(&errors)
    rows.propagate(coupling, gravityTime: 1.62, time: 0.165)
    dense.propagate(Self.transition(coupling, gravityTime: Double(Float(1.62)), time: Double(Float(0.165))))
    // The next step needs the full rows of the motion states.
    for row in 0..<4 {
      for column in 0..<Self.size {
        let scale = (dense.covariance[row][row] * dense.covariance[column][column]).squareRoot()
        #expect(abs(Self.entry(rows, row, column) - dense.covariance[row][column]) < 3e-6 * scale, "\(row), \(column)")
      }
    }
    rows.pack(into: &errors)
    #expect(Self.difference(errors, dense.covariance) < 3e-6)
    #expect(DenseFilter.isPositiveDefinite(Self.dense(errors), slack: 1e-5))
  }

  @Test(arguments: seeds)
  func `coupling alone tilts by the gyroscope's errors`(seed: UInt64) {
    var noise = Noise(seed: seed)
    var (errors, matrix) = Self.random(&noise)
    var dense = DenseFilter(states: matrix.map { _ in 0 }, covariance: matrix)
    let coupling = Self.coupling(&noise)
    errors.couple(coupling)
    dense.propagate(Self.transition(coupling))
    #expect(Self.difference(errors, dense.covariance) < 3e-6)
  }

  @Test(arguments: seeds)
  func `process noise is added to velocities, biases and tilts alone`(seed: UInt64) {
    var noise = Noise(seed: seed)
    var (errors, dense) = Self.random(&noise)
    var rows = CovarianceRows(&errors)
    rows.addProcessNoise(velocity: 0.25, bias: 0.5)
    rows.addTiltVariance(by: 0.125)
    rows.pack(into: &errors)
    errors.addVelocityVariance(by: 2)
    errors.addTiltVariance(by: 4)
    for (state, more) in [(0, 2.25), (1, 2.25), (4, 0.5), (8, 0.5), (12, 0.5), (16, 4.125), (17, 4.125)] {
      dense[state][state] += more
    }
    #expect(Self.difference(errors, dense) < 1e-6)
    #expect(errors.tiltVariance == errors.entries[ErrorCovariance.place(16, 16)] + errors.entries[170])
  }

  @Test(arguments: seeds)
  func `measurements of the motion are four updates, one after the other`(seed: UInt64) {
    var noise = Noise(seed: seed)
    var (errors, matrix) = Self.random(&noise)
    var dense = DenseFilter(states: matrix.map { _ in 0 }, covariance: matrix)
    let innovation = SIMD4(Float(noise.next()), Float(noise.next()), Float(noise.next()), Float(noise.next()))
    let (velocity, position): (Float, Float) = (0.13, 0.02)
    var rows = CovarianceRows(&errors)
    var change = CovarianceRows.Row(repeating: .zero)
    rows.updateMotion(innovation: innovation, velocity: velocity, position: position, change: &change)
    rows.pack(into: &errors)
    for state in 0..<4 {
      dense.measure(Double(innovation[state]), of: state, variance: Double(state < 2 ? velocity : position))
    }
    #expect(Self.difference(errors, dense.covariance) < 1e-5)
    Self.expect(change, dense.states, matrix, seed)
    #expect(DenseFilter.isPositiveDefinite(Self.dense(errors), slack: 1e-5))
  }

  @Test(arguments: seeds, 0..<3)
  func `a measurement of a bias is one update, after what was learned before`(seed: UInt64, axis: Int) {
    var noise = Noise(seed: seed)
    var (errors, matrix) = Self.random(&noise)
    var dense = DenseFilter(states: matrix.map { _ in 0 }, covariance: matrix)
    var change = CovarianceRows.Row(repeating: .zero)
    for state in 0..<Self.size {
      let before = Float(0.5 * noise.next() * Self.deviations[state])
      change[state / 4][state % 4] = before
      dense.states[state] = Double(before)
    }
    let innovation = Float(noise.next() * 0.02)
    var rows = CovarianceRows(&errors)
    rows.updateBias(axis: axis, innovation: innovation, variance: 1e-4, change: &change)
    rows.pack(into: &errors)
    dense.measure(Double(innovation), of: 4 + 4 * axis, variance: Double(Float(1e-4)))
    #expect(Self.difference(errors, dense.covariance) < 1e-5)
    Self.expect(change, dense.states, matrix, seed)
    #expect(DenseFilter.isPositiveDefinite(Self.dense(errors), slack: 1e-5))
  }

  @Test(arguments: TestSeed.seeds(1...2))
  func `a hundred seconds of steps keep to the dense filter, and positive definite`(seed: UInt64) {
    var noise = Noise(seed: seed)
    var (errors, matrix) = Self.random(&noise)
    var dense = DenseFilter(states: matrix.map { _ in 0 }, covariance: matrix)
    var worst = 0.0
    for step in 0..<600 {
      let coupling = Self.coupling(&noise)
      var rows = CovarianceRows(&errors)
      rows.propagate(coupling, gravityTime: 1.62, time: 0.165)
      rows.addProcessNoise(velocity: 1e-5, bias: 1e-9)
      rows.addTiltVariance(by: 1e-6)
      dense.propagate(Self.transition(coupling, gravityTime: Double(Float(1.62)), time: Double(Float(0.165))))
      for (state, more) in [(0, 1e-5), (1, 1e-5), (4, 1e-9), (8, 1e-9), (12, 1e-9), (16, 1e-6), (17, 1e-6)] {
        dense.covariance[state][state] += more
      }
      let innovation = SIMD4(Float(noise.next()), Float(noise.next()), Float(noise.next()), Float(noise.next())) * 0.3
      var change = CovarianceRows.Row(repeating: .zero)
      rows.updateMotion(innovation: innovation, velocity: 0.78, position: 0.02, change: &change)
      dense.states = dense.states.map { _ in 0 }
      for state in 0..<4 {
        dense.measure(Double(innovation[state]), of: state, variance: Double(state < 2 ? Float(0.78) : Float(0.02)))
      }
      if step % 3 == 0 {
        let axis = step / 3 % 3
        rows.updateBias(axis: axis, innovation: 0.001, variance: 1e-5, change: &change)
        dense.measure(Double(Float(0.001)), of: 4 + 4 * axis, variance: Double(Float(1e-5)))
      }
      rows.pack(into: &errors)
      if step % 100 == 99 {
        worst = max(worst, Self.difference(errors, dense.covariance))
        #expect(DenseFilter.isPositiveDefinite(Self.dense(errors), slack: 1e-4), "seed \(seed), step \(step)")
      }
    }
    #expect(worst < 1e-3, "seed \(seed): \(worst)")
  }

  @Test(arguments: seeds)
  func `a reset state keeps its variance alone`(seed: UInt64) {
    var noise = Noise(seed: seed)
    let (errors, dense) = Self.random(&noise)
    func expect(_ forgotten: ErrorCovariance, _ deviations: [Int: Double]) {
      let after = Self.dense(forgotten)
      for row in 0..<Self.size {
        for column in 0..<Self.size {
          switch (deviations[row], deviations[column]) {
          case (nil, nil): #expect(after[row][column] == dense[row][column])
          case (let deviation?, _) where row == column:
            #expect(abs(after[row][row] - deviation * deviation) < 1e-6 * deviation * deviation)
          default: #expect(after[row][column] == 0)
          }
        }
      }
    }
    var motion = errors
    motion.resetMotion(deviation: 0.5)
    expect(motion, [0: 0.5, 1: 0.5, 2: 0.5, 3: 0.5])
    var tilt = errors
    tilt.resetTilt(deviation: 0.25)
    expect(tilt, [16: 0.25, 17: 0.25])
    var gyroscope = errors
    gyroscope.resetGyroscope(bias: 0.1, matrix: 0.02)
    expect(gyroscope, Dictionary(uniqueKeysWithValues: (0..<12).map { (4 + $0, $0 % 4 == 0 ? 0.1 : 0.02) }))
  }
}
