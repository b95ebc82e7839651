import Glibc
import PsoasMonitor
import PsoasSystem

/// Shows pages and reads keys: a screen that is redrawn, or with `isPlain` lines that follow one another and keys that
/// end with Enter.
final class SetupDialogue {
  enum Event {
    case key(UInt8)
    /// Time has passed, or a descriptor is readable.
    case tick
    /// Ctrl-C, a signal, or the end of input.
    case end
  }

  private let terminal: Terminal?
  private var diff = ScreenDiff()
  private var keys: [UInt8] = []
  private var part = 0
  private var parts = 1
  private var shown: SetupPage?

  var isPlain: Bool { terminal == nil }

  /// Without a terminal that can be drawn on it is plain.
  init(isPlain: Bool) { terminal = isPlain ? nil : Terminal() }

  func open() {
    Interrupt.watch(stop: terminal != nil)
    terminal?.open()
    StandardOutput.beforeFailure = { [terminal] in terminal?.close() }
    diff.forget()
    shown = nil
  }

  func close() {
    terminal?.close()
    StandardOutput.beforeFailure = nil
  }

  /// A step begins, also again.
  func begin() {
    shown = nil
    part = 0
    diff.forget()
  }

  /// The page shows something else: its first part.
  func turn() { part = 0 }

  func show(_ page: SetupPage) {
    guard let terminal else { return speak(page) }
    shown = page
    let style = ScreenStyle.ofThisProcess(terminal.size)
    let view = SetupView(page: page, style: style).rows(part: part)
    parts = view.parts
    let codes = diff.update(view.rows, style)
    if !codes.isEmpty { StandardOutput.write(codes) }
  }

  /// Prints what has not been printed yet of this step.
  private func speak(_ page: SetupPage) {
    if shown == nil {
      print("")
      print(SetupWords.heading(page.step).text)
      if !page.remark.isEmpty { speak(SetupPage.Line(page.remark)) }
    }
    let before = shown
    for (index, line) in page.lines.enumerated() {
      if let before, index < before.lines.count, before.lines[index].text == line.text { continue }
      speak(line)
    }
    for line in page.live where !(before?.live.contains { $0.text == line.text } ?? false) { speak(line) }
    let keys = SetupWords.keys(page.keys)
    if before.map({ SetupWords.keys($0.keys) != keys }) ?? true { print(keys.text) }
    StandardOutput.flush()
    shown = page
  }

  private func speak(_ line: SetupPage.Line) {
    guard !line.text.isEmpty else { return }
    print(line.isVerbatim ? line.text.text : Paragraph.wrapped(line.text.text))
  }

  /// Waits for a key, for data, or for a quarter of a second.
  func wait(_ descriptors: [Int32]) -> Event {
    if Interrupt.takeStop() {
      terminal?.close()
      JobControl.stop()
      terminal?.open()
      diff.forget()
      return .tick
    }
    if Interrupt.isDue { return .end }
    if !keys.isEmpty {
      guard let key = nextKey else { return .tick }
      return key == UInt8(ascii: "q") ? .end : .key(key)
    }
    var waits = ([STDIN_FILENO] + descriptors).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&waits, nfds_t(waits.count), 250) > 0 else { return .tick }
    guard waits[0].revents != 0 else { return .tick }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = read(STDIN_FILENO, &buffer, buffer.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return .tick }
    guard count > 0 else { return .end }
    let bytes = KeyCodes.single(Array(buffer[..<count]))
    // A line of a plain terminal is one key: its first character, or Enter alone.
    keys = isPlain ? [bytes.first ?? UInt8(ascii: "\n")] : bytes
    return .tick
  }

  /// The next key; nil for one that has turned the page.
  private var nextKey: UInt8? {
    guard !keys.isEmpty else { return nil }
    var key = keys.removeFirst()
    if key == UInt8(ascii: "\r") { key = UInt8(ascii: "\n") }
    // Escape and Ctrl-D.
    if key == 0x1B || key == 4 { key = UInt8(ascii: "q") }
    let isEnter = key == UInt8(ascii: "\n") && shown?.isReadInOrder == true && part + 1 < parts
    guard parts > 1, isEnter || key == UInt8(ascii: " ") else { return key }
    part = (part + 1) % parts
    return nil
  }
}
