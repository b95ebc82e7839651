import PsoasSystem
import Testing

@Suite struct Messages {
  private static let placement: StaticString = "pelvis"

  private let message: Message = "the \(Self.placement) sensor is {on} for \(12.34, places: 1) %"

  @Test func `a message keeps its template and its arguments`() {
    #expect(message.template == "the {1} sensor is {{on}} for {2} %")
    #expect(message.arguments == ["pelvis", "12.3"])
    #expect(message.text == "the pelvis sensor is {on} for 12.3 %")
  }

  @Test func `a translation may order the arguments anew`() {
    let text = message.text { template in
      template == message.template ? "zu {2} % ist der Sensor {1} an, {{{1}}}" : nil
    }
    #expect(text == "zu 12.3 % ist der Sensor pelvis an, {pelvis}")
  }

  @Test(arguments: [
    "{1}", "{1} {3} {2}", "{1} {2} {0}", "{1} {2} {", "{1} {2} }", "{1} {2} {x}", "{1} {2} {2", "{} {1} {2}",
  ])
  func `a translation that loses an argument, or has a mistake, is not used`(translation: String) {
    #expect(message.text { _ in Text(translation.utf8) } == message.text)
  }

  @Test func `a message without arguments is its template`() {
    let message: Message = "no sensor {yet}"
    #expect(message.text == "no sensor {yet}")
    #expect(message.text { _ in "noch kein Sensor" } == "noch kein Sensor")
  }

  @Test func `another module's interpolations serve texts and messages`() {
    let message: Message = "after \(minutes: 90)"
    #expect(message.template == "after {1}")
    #expect(message.text == ("after \(minutes: 90)" as Text))
    #expect(message.text == "after 1 min 30 s")
  }
}

extension TextInterpolation {
  fileprivate mutating func appendInterpolation(minutes seconds: Int) {
    insert { $0 += "\(seconds / 60) min \(seconds % 60) s" }
  }
}
