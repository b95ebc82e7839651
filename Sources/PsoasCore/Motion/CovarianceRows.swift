/// The covariance laid out for the updates: 18 full rows, each of five blocks of four entries, so that all arithmetic
/// is done on four entries at a time. The order of the states (see `ErrorCovariance`) puts the motion states into the
/// first block, the gyroscope's errors into the next three, and the tilt into the last, which leaves two entries
/// unused. The four rows that cross the diagonal in the same block are a band; the last band has two rows.
struct CovarianceRows {
  typealias Block = SIMD4<Float>
  typealias Row = InlineArray<5, Block>

  private var blocks = InlineArray<90, Block>(repeating: .zero)

  init() {}

  @inline(__always)
  subscript(row: Int, block: Int) -> Block {
    get { blocks[unchecked: 5 &* row &+ block] }
    set { blocks[unchecked: 5 &* row &+ block] = newValue }
  }

  /// Adds the process noise of velocities and biases.
  mutating func addProcessNoise(velocity: Float, bias: Float) {
    self[0, 0].x += velocity
    self[1, 0].y += velocity
    self[4, 1].x += bias
    self[8, 2].x += bias
    self[12, 3].x += bias
  }

  /// Adds the process noise of the tilts.
  mutating func addTiltVariance(by variance: Float) {
    self[16, 4].x += variance
    self[17, 4].y += variance
  }

  /// Time update of the covariance: the gyroscope's errors add to the tilt by `coupling`, velocity decreases by
  /// `gravityTime` (m/s) times the tilt, position increases by `time` (s) times the velocity.
  ///
  /// Needs full rows; leaves full rows of the motion states, and of the others the entries on or above their own block.
  mutating func propagate(_ coupling: borrowing ErrorCovariance.Coupling, gravityTime: Float, time: Float) {
    couple(coupling)
    var block = 0
    while block < 5 {
      self[0, block] -= gravityTime * self[16, block]
      self[1, block] -= gravityTime * self[17, block]
      self[2, block] += time * self[0, block]
      self[3, block] += time * self[1, block]
      block &+= 1
    }
    // The same for the columns of the motion's own rows.
    var row = 0
    while row < 4 {
      var own = self[row, 0]
      let tilts = self[row, 4]
      own.x -= gravityTime * tilts.x
      own.y -= gravityTime * tilts.y
      own.z += time * own.x
      own.w += time * own.y
      self[row, 0] = own
      row &+= 1
    }
  }

  /// Adds the effect of the gyroscope's errors to the tilt.
  mutating func couple(_ coupling: borrowing ErrorCovariance.Coupling) {
    let (kx0, kx1, kx2) = (Self.block(coupling, 0), Self.block(coupling, 4), Self.block(coupling, 8))
    let (ky0, ky1, ky2) = (Self.block(coupling, 12), Self.block(coupling, 16), Self.block(coupling, 20))
    // What each horizontal tilt component gains in covariance with every state.
    var x = Row(repeating: .zero)
    var y = Row(repeating: .zero)
    add(band: 1, kx0, ky0, &x, &y)
    add(band: 2, kx1, ky1, &x, &y)
    add(band: 3, kx2, ky2, &x, &y)
    gain(band: 0, x[unchecked: 0], y[unchecked: 0])
    gain(band: 1, x[unchecked: 1], y[unchecked: 1])
    gain(band: 2, x[unchecked: 2], y[unchecked: 2])
    gain(band: 3, x[unchecked: 3], y[unchecked: 3])
    var block = 0
    while block < 4 {
      self[16, block] += x[unchecked: block]
      self[17, block] += y[unchecked: block]
      block &+= 1
    }
    // The gain enters the tilts' own variances on both sides.
    let (x4, y4) = (x[unchecked: 4], y[unchecked: 4])
    let xx = (kx0 * x[unchecked: 1] + kx1 * x[unchecked: 2] + kx2 * x[unchecked: 3]).sum()
    let xy = (ky0 * x[unchecked: 1] + ky1 * x[unchecked: 2] + ky2 * x[unchecked: 3]).sum()
    let yy = (ky0 * y[unchecked: 1] + ky1 * y[unchecked: 2] + ky2 * y[unchecked: 3]).sum()
    let mixed = x4.y + y4.x + xy
    self[16, 4] += Block(x4.x + x4.x + xx, mixed, 0, 0)
    self[17, 4] += Block(mixed, y4.y + y4.y + yy, 0, 0)
  }

  /// Adds `kx` times a band's four rows to `x`, `ky` times them to `y`.
  @inline(__always)
  private mutating func add(band: Int, _ kx: Block, _ ky: Block, _ x: inout Row, _ y: inout Row) {
    let first = 4 &* band
    var block = 0
    while block < 5 {
      let (a, b, c, d) = (self[first, block], self[first &+ 1, block], self[first &+ 2, block], self[first &+ 3, block])
      x[unchecked: block] += (kx.x * a + kx.y * b) + (kx.z * c + kx.w * d)
      y[unchecked: block] += (ky.x * a + ky.y * b) + (ky.z * c + ky.w * d)
      block &+= 1
    }
  }

  @inline(__always)
  private static func block(_ coupling: borrowing ErrorCovariance.Coupling, _ first: Int) -> Block {
    Block(
      coupling[unchecked: first], coupling[unchecked: first &+ 1], coupling[unchecked: first &+ 2],
      coupling[unchecked: first &+ 3])
  }

  /// Adds to four rows their gain in covariance with the tilts.
  @inline(__always)
  private mutating func gain(band: Int, _ x: Block, _ y: Block) {
    let first = 4 &* band
    self[first, 4] += Block(x.x, y.x, 0, 0)
    self[first &+ 1, 4] += Block(x.y, y.y, 0, 0)
    self[first &+ 2, 4] += Block(x.z, y.z, 0, 0)
    self[first &+ 3, 4] += Block(x.w, y.w, 0, 0)
  }
}
