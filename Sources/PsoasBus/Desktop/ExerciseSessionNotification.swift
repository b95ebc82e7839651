import PsoasMonitor
import PsoasSystem

/// An exercise session as a notification: the current instruction and feedback. It does not show the seconds, because a
/// notification that changes each second is distracting; the terminal shows them.
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
  mutating func take(_ session: Int, _ event: ExerciseSessionEvent) -> DesktopNotification? {
    guard session == self.session else { return nil }
    switch event {
    case .started: break
    case .stageDone, .progress: return nil
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
}
