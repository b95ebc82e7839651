import PsoasMonitor
import PsoasSystem

/// One source of a desktop's do-not-disturb state: the call to make, how to parse the reply, and the signal that
/// announces a change.
struct QuietSource: Sendable {
  let reason: QuietReason
  /// The bus name of the source. While it has no owner, do-not-disturb is off.
  let owner: StaticString
  let asked: BusPeer
  let question: StaticString
  let arguments: @Sendable (inout MessageWriter) -> Void
  /// Whether the state is active; nil for an invalid reply, which counts as inactive.
  let read: @Sendable (MessageReader) -> Bool?
  /// D-Bus match rule of the signals after which it is queried again.
  let signal: Text
  /// The command that ends do-not-disturb; empty if there is none.
  let ending: StaticString

  init(
    _ reason: QuietReason, owner: StaticString, asked: BusPeer, _ question: StaticString, signal: Text,
    ending: StaticString = "",
    arguments: @escaping @Sendable (inout MessageWriter) -> Void, read: @escaping @Sendable (MessageReader) -> Bool?
  ) {
    self.reason = reason
    self.owner = owner
    self.asked = asked
    self.question = question
    self.signal = signal
    self.ending = ending
    self.arguments = arguments
    self.read = read
  }

  /// A property with PropertiesChanged signals.
  ///
  /// - Parameters:
  ///   - peer: the object and the interface of the property.
  ///   - read: receives the content of the variant.
  init(
    _ reason: QuietReason, _ peer: BusPeer, property: StaticString, type: StaticString, ending: StaticString = "",
    read: @escaping @Sendable (MessageReader) -> Bool?
  ) {
    let rule: Text = """
      type='signal',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',path='\(peer.path)',arg0='\
      \(peer.interface)'
      """
    self.init(
      reason, owner: peer.name,
      asked: BusPeer(name: peer.name, path: peer.path, interface: "org.freedesktop.DBus.Properties"), "Get",
      signal: rule, ending: ending,
      arguments: { writer in
        writer.append(text: peer.interface)
        writer.append(text: property)
      },
      read: { reply in
        var answer: Bool?
        _ = reply.container(BusType.variant, type) { answer = read($0) }
        return answer
      })
  }
}
