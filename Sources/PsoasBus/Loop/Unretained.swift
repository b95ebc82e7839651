/// A reference that does not retain its object. No other code has one.
private struct Unretained<Owner: AnyObject> {
  unowned(unsafe) let owner: Owner
}

/// Makes a closure that calls `body` with `owner` and does not retain it.
///
/// A part uses it to report to the object that owns it. A strong reference would be a cycle, and Embedded Swift has
/// neither `weak` nor `unowned`.
///
/// - Parameter owner: must outlive each call. It does if it owns the part: the part's deinit removes its source from
///   sd-event and its slots from sd-bus, so no call follows.
public func unretained<Owner: AnyObject, Result>(
  _ owner: Owner, _ body: @escaping (Owner) -> Result
) -> () -> Result {
  let reference = Unretained(owner: owner)
  return { body(reference.owner) }
}

/// The same for a closure with one argument.
public func unretained<Owner: AnyObject, Argument, Result>(
  _ owner: Owner, _ body: @escaping (Owner, Argument) -> Result
) -> (Argument) -> Result {
  let reference = Unretained(owner: owner)
  return { body(reference.owner, $0) }
}

/// The same for a closure with two arguments.
public func unretained<Owner: AnyObject, First, Second, Result>(
  _ owner: Owner, _ body: @escaping (Owner, First, Second) -> Result
) -> (First, Second) -> Result {
  let reference = Unretained(owner: owner)
  return { body(reference.owner, $0, $1) }
}
