/// Covariance of the filter's 18 error states, the upper triangle row by row, single precision.
///
/// Single precision halves the filter's state (684 bytes here) and changes no result by more than 0.001 deg:
/// the covariance only weighs corrections, which themselves are added up in double precision.
///
/// The states: 0-1 velocity (m/s), 2-3 position (m), 4-5 tilt (rad), 6-8 gyroscope bias (rad/s), 9-17 gyroscope
/// error matrix row by row (a number). The first six are pairs, level frame's x and y.
@frozen
@usableFromInline
struct ErrorCovariance: Sendable {
  @usableFromInline static let velocity = 0
  @usableFromInline static let position = 2
  @usableFromInline static let tilt = 4
  @usableFromInline static let bias = 6
  @usableFromInline static let matrix = 9
  @usableFromInline static let size = 18
  /// Bias and matrix together: the gyroscope's own errors.
  @usableFromInline static let gyroscope = 12

  @usableFromInline typealias Column = InlineArray<18, Float>
  /// How the gyroscope's 12 errors turn into tilt over a step: first x, then y.
  @usableFromInline typealias Coupling = InlineArray<24, Float>

  @usableFromInline var entries = InlineArray<171, Float>(repeating: 0)

  @usableFromInline init() {}

  /// Place of entry (`row`, `column`), `row` <= `column`.
  @inlinable @inline(__always)
  static func place(_ row: Int, _ column: Int) -> Int { ((row &* (35 &- row)) &>> 1) &+ column }

  /// Variance of the inclination, rad2: both level directions.
  @inlinable var tiltVariance: Float { entries[unchecked: Self.place(4, 4)] + entries[unchecked: Self.place(5, 5)] }

  /// Sum over all states of their covariance with `state` times `factors`. Changes nothing: it is `mutating` because
  /// the compiler would copy the whole covariance for every entry that a function only reads.
  @inline(__always)
  mutating func product(_ state: Int, _ factors: borrowing Column) -> Float {
    var sum: Float = 0
    var i = 0
    while i < state {
      sum += entries[unchecked: Self.place(i, state)] * factors[unchecked: i]
      i &+= 1
    }
    let own = Self.place(state, 0)
    while i < Self.size {
      sum += entries[unchecked: own &+ i] * factors[unchecked: i]
      i &+= 1
    }
    return sum
  }

  /// Variance of one state.
  @inline(__always)
  func variance(_ state: Int) -> Float { entries[unchecked: Self.place(state, state)] }

  /// Process noise: adds to the variance of one state.
  @usableFromInline
  mutating func widen(_ state: Int, by variance: Float) { entries[unchecked: Self.place(state, state)] += variance }

  /// Forgets velocity and position, as though they were never known.
  mutating func forgetMotion(deviation: Float) { forget(0..<Self.tilt, variance: deviation * deviation) }

  /// Forgets the tilt.
  mutating func forgetTilt(deviation: Float) { forget(Self.tilt..<Self.bias, variance: deviation * deviation) }

  private mutating func forget(_ states: Range<Int>, variance: Float) {
    for state in states {
      for other in 0..<Self.size {
        entries[unchecked: other <= state ? Self.place(other, state) : Self.place(state, other)] = 0
      }
      widen(state, by: variance)
    }
  }

  /// Forgets the gyroscope's errors.
  mutating func forgetGyroscope(bias: Float, matrix: Float) {
    forget(Self.bias..<Self.matrix, variance: bias * bias)
    forget(Self.matrix..<Self.size, variance: matrix * matrix)
  }

  /// Carries the covariance over a step: tilt takes up the gyroscope's errors by `coupling`, velocity loses
  /// `gravityTime` (m/s) times the tilt, position gains `time` (s) times the velocity.
  mutating func propagate(_ coupling: borrowing Coupling, gravityTime: Float, time: Float) {
    coupleGyroscope(coupling)
    let (k, t) = (gravityTime, time)
    // Velocity less k times tilt: the pairs first, while their rows still hold the old values.
    for r in 0..<2 {
      for s in r..<2 {
        let tilts = entries[unchecked: Self.place(4 &+ r, 4 &+ s)]
        let mixed = entries[unchecked: Self.place(s, 4 &+ r)] + entries[unchecked: Self.place(r, 4 &+ s)]
        entries[unchecked: Self.place(r, s)] += k * (k * tilts - mixed)
      }
    }
    for r in 0..<2 {
      let row = Self.place(r, 0)
      entries[unchecked: row &+ 2] -= k * entries[unchecked: Self.place(2, 4 &+ r)]
      entries[unchecked: row &+ 3] -= k * entries[unchecked: Self.place(3, 4 &+ r)]
      entries[unchecked: row &+ 4] -= k * entries[unchecked: Self.place(4, 4 &+ r)]
      entries[unchecked: row &+ 5] -= k * entries[unchecked: Self.place(4 &+ r, 5)]
      let tilt = Self.place(4 &+ r, 0)
      var c = Self.bias
      while c < Self.size {
        entries[unchecked: row &+ c] -= k * entries[unchecked: tilt &+ c]
        c &+= 1
      }
    }
    // Position and t times velocity likewise.
    for r in 0..<2 {
      for s in r..<2 {
        let velocities = entries[unchecked: Self.place(r, s)]
        let mixed = entries[unchecked: Self.place(r, 2 &+ s)] + entries[unchecked: Self.place(s, 2 &+ r)]
        entries[unchecked: Self.place(2 &+ r, 2 &+ s)] += t * (t * velocities + mixed)
      }
    }
    for r in 0..<2 {
      entries[unchecked: Self.place(0, 2 &+ r)] += t * entries[unchecked: Self.place(0, r)]
      entries[unchecked: Self.place(1, 2 &+ r)] += t * entries[unchecked: Self.place(r, 1)]
      let (row, velocity) = (Self.place(2 &+ r, 0), Self.place(r, 0))
      var c = Self.tilt
      while c < Self.size {
        entries[unchecked: row &+ c] += t * entries[unchecked: velocity &+ c]
        c &+= 1
      }
    }
  }

  private mutating func coupleGyroscope(_ coupling: borrowing Coupling) {
    // The gyroscope's 12 full rows, so that what follows runs along whole rows.
    var rows = InlineArray<216, Float>(repeating: 0)
    var i = 0
    while i < Self.bias {
      let place = Self.place(i, Self.bias)
      var c = 0
      while c < Self.gyroscope {
        rows[unchecked: c &* Self.size &+ i] = entries[unchecked: place &+ c]
        c &+= 1
      }
      i &+= 1
    }
    while i < Self.size {
      let place = Self.place(i, 0)
      let own = (i &- Self.bias) &* Self.size
      var c = i
      while c < Self.size {
        let entry = entries[unchecked: place &+ c]
        rows[unchecked: own &+ c] = entry
        rows[unchecked: (c &- Self.bias) &* Self.size &+ i] = entry
        c &+= 1
      }
      i &+= 1
    }
    // What each level direction's tilt gains in common with every state.
    var gainX = Column(repeating: 0)
    var gainY = Column(repeating: 0)
    var c = 0
    while c < Self.gyroscope {
      let (kx, ky) = (coupling[unchecked: c], coupling[unchecked: 12 &+ c])
      let own = c &* Self.size
      i = 0
      while i < Self.size {
        gainX[unchecked: i] += kx * rows[unchecked: own &+ i]
        i &+= 1
      }
      i = 0
      while i < Self.size {
        gainY[unchecked: i] += ky * rows[unchecked: own &+ i]
        i &+= 1
      }
      c &+= 1
    }
    // The tilts' own variances take the gain on both sides.
    var (xx, xy, yy) = (gainX[unchecked: 4], gainY[unchecked: 4], gainY[unchecked: 5])
    c = 0
    while c < Self.gyroscope {
      let (kx, ky) = (coupling[unchecked: c], coupling[unchecked: 12 &+ c])
      xx += kx * gainX[unchecked: 6 &+ c]
      xy += ky * gainX[unchecked: 6 &+ c]
      yy += ky * gainY[unchecked: 6 &+ c]
      c &+= 1
    }
    entries[unchecked: Self.place(4, 4)] += gainX[unchecked: 4] + xx
    entries[unchecked: Self.place(4, 5)] += gainX[unchecked: 5] + xy
    entries[unchecked: Self.place(5, 5)] += gainY[unchecked: 5] + yy
    i = 0
    while i < Self.tilt {
      let place = Self.place(i, Self.tilt)
      entries[unchecked: place] += gainX[unchecked: i]
      entries[unchecked: place &+ 1] += gainY[unchecked: i]
      i &+= 1
    }
    i = Self.bias
    while i < Self.size {
      entries[unchecked: Self.place(4, 0) &+ i] += gainX[unchecked: i]
      entries[unchecked: Self.place(5, 0) &+ i] += gainY[unchecked: i]
      i &+= 1
    }
  }

  /// Takes in direct readings of velocity and position: `off` by how much each differs from the state, `variances`
  /// of velocity and of position. Adds to `change` what the readings change in the states.
  mutating func readMotion(
    off: (Float, Float, Float, Float), variances: (velocity: Float, position: Float), change: inout Column
  ) {
    // The four full rows that are read, one after the other; the other rows catch up in one go.
    var rows = InlineArray<72, Float>(repeating: 0)
    var gains = InlineArray<72, Float>(repeating: 0)
    var columns = InlineArray<72, Float>(repeating: 0)
    var state = 0
    while state < 4 {
      let base = state &* Self.size
      var i = 0
      while i < state {
        rows[unchecked: base &+ i] = rows[unchecked: i &* Self.size &+ state]
        i &+= 1
      }
      let place = Self.place(state, 0)
      while i < Self.size {
        rows[unchecked: base &+ i] = entries[unchecked: place &+ i]
        i &+= 1
      }
      state &+= 1
    }
    state = 0
    while state < 4 {
      let base = state &* Self.size
      let variance = state < 2 ? variances.velocity : variances.position
      let weight = 1 / (rows[unchecked: base &+ state] + variance)
      let reading = state < 2 ? (state == 0 ? off.0 : off.1) : (state == 2 ? off.2 : off.3)
      let share = reading - change[unchecked: state]
      var i = 0
      while i < Self.size {
        let entry = rows[unchecked: base &+ i]
        let gain = weight * entry
        columns[unchecked: base &+ i] = entry
        gains[unchecked: base &+ i] = gain
        change[unchecked: i] += share * gain
        i &+= 1
      }
      var row = 0
      while row < 4 {
        let other = row &* Self.size
        let gain = gains[unchecked: base &+ row]
        i = 0
        while i < Self.size {
          rows[unchecked: other &+ i] -= gain * columns[unchecked: base &+ i]
          i &+= 1
        }
        row &+= 1
      }
      // The read state's own row without the difference of two nearly equal numbers.
      i = 0
      while i < Self.size {
        rows[unchecked: base &+ i] = variance * gains[unchecked: base &+ i]
        i &+= 1
      }
      row = 0
      while row < state {
        rows[unchecked: row &* Self.size &+ state] = rows[unchecked: base &+ row]
        row &+= 1
      }
      state &+= 1
    }
    state = 0
    while state < 4 {
      let (place, base) = (Self.place(state, 0), state &* Self.size)
      var i = state
      while i < Self.size {
        entries[unchecked: place &+ i] = rows[unchecked: base &+ i]
        i &+= 1
      }
      state &+= 1
    }
    var row = Self.tilt
    while row < Self.size {
      let (p, q) = (gains[unchecked: row], gains[unchecked: 18 &+ row])
      let (r, s) = (gains[unchecked: 36 &+ row], gains[unchecked: 54 &+ row])
      let place = Self.place(row, 0)
      var i = row
      while i < Self.size {
        let velocities = p * columns[unchecked: i] + q * columns[unchecked: 18 &+ i]
        let positions = r * columns[unchecked: 36 &+ i] + s * columns[unchecked: 54 &+ i]
        entries[unchecked: place &+ i] -= velocities + positions
        i &+= 1
      }
      row &+= 1
    }
  }

  /// The same for one reading of any state.
  mutating func read(_ state: Int, off: Float, variance: Float, change: inout Column) {
    var column = Column(repeating: 0)
    var i = 0
    while i < state {
      column[unchecked: i] = entries[unchecked: Self.place(i, state)]
      i &+= 1
    }
    let own = Self.place(state, 0)
    while i < Self.size {
      column[unchecked: i] = entries[unchecked: own &+ i]
      i &+= 1
    }
    let weight = 1 / (column[unchecked: state] + variance)
    let share = off - change[unchecked: state]
    var row = 0
    while row < Self.size {
      let gain = weight * column[unchecked: row]
      change[unchecked: row] += share * gain
      let place = Self.place(row, 0)
      i = row
      while i < Self.size {
        entries[unchecked: place &+ i] -= gain * column[unchecked: i]
        i &+= 1
      }
      row &+= 1
    }
    let left = variance * weight
    i = 0
    while i < state {
      entries[unchecked: Self.place(i, state)] = left * column[unchecked: i]
      i &+= 1
    }
    while i < Self.size {
      entries[unchecked: own &+ i] = left * column[unchecked: i]
      i &+= 1
    }
  }
}
