extension BodySide {
  /// The side of a word as `name` gives it; nil where there is none such.
  public init?(name: Bytes) {
    for side in BodySide.allCases where name.equals(side.name) {
      self = side
      return
    }
    return nil
  }
}

extension SessionResponse {
  public init?(name: Bytes) {
    for response in SessionResponse.allCases where name.equals(response.name) {
      self = response
      return
    }
    return nil
  }
}

extension SessionBasis {
  public init?(name: Bytes) {
    for basis in SessionBasis.allCases where name.equals(basis.name) {
      self = basis
      return
    }
    return nil
  }
}

extension SessionFeedback {
  public init?(name: Bytes) {
    for feedback in SessionFeedback.allCases where name.equals(feedback.name) {
      self = feedback
      return
    }
    return nil
  }
}

extension SessionResult.Ending {
  public init?(name: Bytes) {
    for ending in SessionResult.Ending.allCases where name.equals(ending.name) {
      self = ending
      return
    }
    return nil
  }
}
