/// The covariance part of the measurement updates: direct measurements of states.
extension CovarianceRows {
  /// Measurement update with direct measurements of velocity and position. `innovation` is their difference from the
  /// states. Adds the state correction to `change`.
  ///
  /// Needs full rows of the motion states, and of the other rows the entries on or above their own block; leaves the
  /// same.
  mutating func updateMotion(innovation: Block, velocity: Float, position: Float, change: inout Row) {
    // The measurements are processed one after the other on the motion rows; the other rows follow in one pass.
    var columns = InlineArray<20, Block>(repeating: .zero)
    var gains = InlineArray<20, Block>(repeating: .zero)
    var weight = 1 / (self[0, 0].x + velocity)
    read(0, weight, innovation.x - change[unchecked: 0].x, velocity, &columns, &gains, &change)
    weight = 1 / (self[1, 0].y + velocity)
    read(1, weight, innovation.y - change[unchecked: 0].y, velocity, &columns, &gains, &change)
    weight = 1 / (self[2, 0].z + position)
    read(2, weight, innovation.z - change[unchecked: 0].z, position, &columns, &gains, &change)
    weight = 1 / (self[3, 0].w + position)
    read(3, weight, innovation.w - change[unchecked: 0].w, position, &columns, &gains, &change)
    // Entries above the diagonal, from the row of the later measurement.
    let (b, c, d) = (self[1, 0], self[2, 0], self[3, 0])
    self[0, 0] = Block(self[0, 0].x, b.x, c.x, d.x)
    self[1, 0] = Block(b.x, b.y, c.y, d.y)
    self[2, 0] = Block(c.x, c.y, c.z, d.z)
    catchUp(band: 1, &gains, &columns)
    catchUp(band: 2, &gains, &columns)
    catchUp(band: 3, &gains, &columns)
    catchUp(band: 4, &gains, &columns)
  }

  /// One scalar measurement of a motion state: updates the four motion rows and returns the state correction.
  @inline(__always)
  private mutating func read(
    _ state: Int, _ weight: Float, _ innovation: Float, _ variance: Float, _ columns: inout InlineArray<20, Block>,
    _ gains: inout InlineArray<20, Block>, _ change: inout Row
  ) {
    let gain = weight * self[state, 0]
    let (share, left) = (innovation * weight, variance * weight)
    var block = 0
    while block < 5 {
      let column = self[state, block]
      columns[unchecked: 5 &* state &+ block] = column
      gains[unchecked: 5 &* state &+ block] = weight * column
      change[unchecked: block] += share * column
      if state != 0 { self[0, block] -= gain.x * column }
      if state != 1 { self[1, block] -= gain.y * column }
      if state != 2 { self[2, block] -= gain.z * column }
      if state != 3 { self[3, block] -= gain.w * column }
      // The measured state's own row, computed without a difference of two nearly equal numbers.
      self[state, block] = left * column
      block &+= 1
    }
  }

  /// Subtracts the four motion gains times their columns from a band's rows, from its own block on.
  @inline(__always)
  private mutating func catchUp(
    band: Int, _ gains: inout InlineArray<20, Block>, _ columns: inout InlineArray<20, Block>
  ) {
    let first = 4 &* band
    let (p, q) = (gains[unchecked: band], gains[unchecked: 5 &+ band])
    let (r, s) = (gains[unchecked: 10 &+ band], gains[unchecked: 15 &+ band])
    var block = band
    while block < 5 {
      let (a, b) = (columns[unchecked: block], columns[unchecked: 5 &+ block])
      let (c, d) = (columns[unchecked: 10 &+ block], columns[unchecked: 15 &+ block])
      self[first, block] -= (p.x * a + q.x * b) + (r.x * c + s.x * d)
      self[first &+ 1, block] -= (p.y * a + q.y * b) + (r.y * c + s.y * d)
      if band < 4 {
        self[first &+ 2, block] -= (p.z * a + q.z * b) + (r.z * c + s.z * d)
        self[first &+ 3, block] -= (p.w * a + q.w * b) + (r.w * c + s.w * d)
      }
      block &+= 1
    }
  }

  /// Measurement update with a direct measurement of the gyroscope bias on one axis; `innovation` is its difference
  /// from the state. Needs and leaves the entries on or above each row's own block.
  mutating func updateBias(axis: Int, innovation: Float, variance: Float, change: inout Row) {
    let (state, band) = (4 &* axis &+ 4, axis &+ 1)
    var column = Row(repeating: .zero)
    var block = 0
    while block < band {
      let first = 4 &* block
      column[unchecked: block] = Block(
        self[first, band].x, self[first &+ 1, band].x, self[first &+ 2, band].x, self[first &+ 3, band].x)
      block &+= 1
    }
    while block < 5 {
      column[unchecked: block] = self[state, block]
      block &+= 1
    }
    let weight = 1 / (column[unchecked: band].x + variance)
    let share = innovation - change[unchecked: band].x
    block = 0
    while block < 5 {
      let gain = weight * column[unchecked: block]
      change[unchecked: block] += share * gain
      let first = 4 &* block
      var other = block
      while other < 5 {
        let entries = column[unchecked: other]
        self[first, other] -= gain.x * entries
        self[first &+ 1, other] -= gain.y * entries
        if block < 4 {
          self[first &+ 2, other] -= gain.z * entries
          self[first &+ 3, other] -= gain.w * entries
        }
        other &+= 1
      }
      block &+= 1
    }
    // The bias's own entries, computed without a difference of two nearly equal numbers.
    let left = variance * weight
    block = 0
    while block <= band {
      let (first, own) = (4 &* block, left * column[unchecked: block])
      self[first, band].x = own.x
      self[first &+ 1, band].x = own.y
      self[first &+ 2, band].x = own.z
      self[first &+ 3, band].x = own.w
      block &+= 1
    }
    block = band
    while block < 5 {
      self[state, block] = left * column[unchecked: block]
      block &+= 1
    }
  }
}
