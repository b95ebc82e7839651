import Foundation
import PsoasState
import PsoasSystem
import Testing

@Suite struct StateDirectoryTests {
  @Test func `systemd's folder comes first, then XDG's, then the home folder's`() async {
    await #expect(processExitsWith: .success) {
      func path() -> String? { StateDirectory.path.map { String(decoding: $0, as: UTF8.self) } }
      for name in ["STATE_DIRECTORY", "XDG_STATE_HOME", "HOME"] { unsetenv(name) }
      #expect(path() == nil)
      setenv("HOME", "/home/w", 1)
      #expect(path() == "/home/w/.local/state/psoas")
      setenv("XDG_STATE_HOME", "relative", 1)
      #expect(path() == "/home/w/.local/state/psoas")
      setenv("XDG_STATE_HOME", "/s", 1)
      #expect(path() == "/s/psoas")
      setenv("STATE_DIRECTORY", "/var/lib/psoas:/var/lib/other", 1)
      #expect(path() == "/var/lib/psoas")
    }
  }
}
