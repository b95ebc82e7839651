import PsoasMonitor
import PsoasSystem

/// The commented example of psoas.conf: every setting with its default, to be copied line by line.
public enum SettingExample {
  public static var text: Text {
    var text = Text(
      "# Every setting of Psoas with its default: see psoas.conf(5). Copy the lines that you want to change.\n")
    var section: Setting.Section?
    for setting in Setting.all {
      if setting.section != section {
        section = setting.section
        text += "\n[\(setting.section.name)]"
      }
      text += """

        # \(setting.explanation)
        # \(setting.expected)
        #\(setting.key)=\(setting.text(of: Configuration()))

        """
    }
    return text
  }
}
