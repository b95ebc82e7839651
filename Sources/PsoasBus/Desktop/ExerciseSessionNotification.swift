import PsoasMonitor
import PsoasSystem

/// An exercise session as a notification: the current instruction, feedback, and where the server replaces a
/// notification in place the count. On other servers each change would be a new banner.
struct ExerciseSessionNotification {
  private let session: Int
  private var notification: DesktopNotification
  private var stage = Text()

  /// - Parameter picture: path of the exercise's picture, empty if there is none.
  init(_ session: Int, _ start: ExerciseSessionStart, picture: Text) {
    self.session = session
    // Negative, so that no reminder has the same number.
    notification = DesktopNotification(number: -session, title: start.title, body: start.cautions)
    notification.picture = picture
    notification.level = .resident
    notification.actions = [.done, .stop]
  }

  /// Returns the notification to show after `event`; nil if nothing changes or the event is of another session.
  /// - Parameter counts: whether it may change each second.
  mutating func take(_ session: Int, _ event: ExerciseSessionEvent, counts: Bool) -> DesktopNotification? {
    guard session == self.session else { return nil }
    switch event {
    case .started: break
    case .stageDone: return nil
    case .progress(let progress):
      guard counts else { return nil }
      notification.body = stage
      if progress.feedback != .none { notification.body += "\n\(progress.feedback.phrase)" }
      notification.body.append("\n")
      Self.append(count: progress, to: &notification.body)
    case .stage:
      stage = Text()
      ExerciseSessionText.append(event, to: &stage)
      notification.body = stage
    case .feedback:
      notification.body = stage
      notification.body.append("\n")
      ExerciseSessionText.append(event, to: &notification.body)
    case .finished:
      notification.body = Text()
      ExerciseSessionText.append(event, to: &notification.body)
      notification.actions = []
      notification.level = .transient
    }
    return notification
  }

  /// Appends `12 s to go`, `3 of 10`, or that it is paused.
  private static func append(count progress: ExerciseSessionProgress, to body: inout Text) {
    if progress.isPaused { return body.append("paused") }
    if progress.isTimed {
      body += "\(progress.remaining) s to go"
      return
    }
    body += "\(progress.done) of \(progress.done + progress.remaining)"
  }
}
