import CSystemd
import PsoasMonitor
import PsoasSystem

/// Asks for the status without waiting: the reply is received while the signals of the same client are read.
public final class StatusQuery {
  public enum Answer: Equatable, Sendable {
    case status(BusStatus)
    case notRunning
    /// No reply within 5 s, or an invalid one.
    case noReply
  }

  private let client: BusClient
  private var slot: BusSlot?
  private var answer: Answer?

  public init(_ client: BusClient) { self.client = client }

  /// Whether a reply is awaited.
  public private(set) var isPending = false

  /// Asks, if no reply is awaited.
  public func ask() {
    guard !isPending else { return }
    let service = BusPeer(name: ServiceName.bus, path: ServiceName.path, interface: ServiceName.manager)
    slot = service.call(
      "GetStatus", on: client.connection, starts: false,
      { message, userdata, _ in deliver(message, userdata, to: StatusQuery.self) { $0.received($1) } },
      Unmanaged.passUnretained(self).toOpaque(), { _ in })
    isPending = slot != nil
    if !isPending { answer = .noReply }
  }

  /// The reply that has been received since the last call; nil if there is none.
  public func take() -> Answer? {
    defer { answer = nil }
    return answer
  }

  private func received(_ reply: MessageReader) {
    isPending = false
    if reply.hasNoOwner {
      answer = .notRunning
    } else if !reply.isError, let status = BusStatus(reply: reply) {
      answer = .status(status)
    } else {
      answer = .noReply
    }
  }
}

extension BusStatus {
  /// From the reply to GetStatus(), `a{sv}`; nil if it is invalid.
  init?(reply: MessageReader) {
    var status = BusStatus()
    status.version = []
    let isWhole = reply.dictionary { key, entry in
      guard let property = BusStatus.properties.named(key), let read = property.read else { return }
      _ = entry.container(BusType.variant, property.signature) { read($0, &status) }
    }
    guard isWhole else { return nil }
    self = status
  }
}
