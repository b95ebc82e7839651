import PsoasMonitor
import PsoasSystem

/// A configuration file and its effect.
public struct ConfigurationFile: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    /// Its values are applied.
    case read
    /// An empty file or a symlink to /dev/null. It masks a file of the same name in a directory of lower priority.
    case mask
    /// Overridden by a file of the same name in a directory of higher priority.
    case replaced
    /// The file does not exist.
    case missing
    case unreadable(FileError)
  }

  public var path: Text
  public var state: State
  /// The content, if it was read.
  var content = Text()
}

extension SettingsPlaces {
  /// The configuration files in order of application, as in systemd.conf(5): the main file of each directory, lowest
  /// priority first, then the drop-ins of all directories by name. Of drop-ins with the same name, the one in the
  /// directory of highest priority applies.
  public func configurationFiles() -> [ConfigurationFile] {
    var files = folders.map { ConfigurationFile(reading: $0.inside("psoas.conf"), canMask: false) }
    var dropIns: [(name: Text, file: ConfigurationFile)] = []
    for folder in folders.reversed() {
      let place = folder.inside("psoas.conf.d")
      do throws(Errno) {
        for name in try Folder.names(place, endingWith: ".conf") {
          var file = ConfigurationFile(reading: place.inside(name), canMask: true)
          if dropIns.contains(where: { $0.name == name }) { file.state = .replaced }
          dropIns.append((name, file))
        }
      } catch {
        files.append(ConfigurationFile(path: place, state: .unreadable(.failed(error))))
      }
    }
    // By name; an overriding file follows the overridden ones.
    dropIns.reverse()
    var sorted: [(name: Text, file: ConfigurationFile)] = []
    for entry in dropIns {
      let index = sorted.firstIndex { entry.name < $0.name } ?? sorted.endIndex
      sorted.insert(entry, at: index)
    }
    return files + sorted.map { $0.file }
  }
}

extension ConfigurationFile {
  fileprivate init(reading path: Text, canMask: Bool) {
    self.path = path
    do throws(FileError) {
      content = try Files.read(path, limit: Settings.largestFile)
      state = canMask && content.isEmpty ? .mask : .read
    } catch {
      state = error.isMissing ? .missing : .unreadable(error)
      // A dangling symbolic link is probably a mistake.
      if canMask, state == .missing { state = .unreadable(error) }
    }
  }
}
