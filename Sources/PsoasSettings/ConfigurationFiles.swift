import PsoasMonitor
import PsoasSystem

/// A file of the configuration, and what becomes of it.
public struct ConfigurationFile: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    /// Its values are taken.
    case read
    /// An empty file or a symlink to /dev/null. It masks a file of the same name in a directory of lower priority.
    case mask
    /// One of the same name in a higher place stands in for it.
    case replaced
    /// Not there.
    case missing
    case unreadable(FileError)
  }

  public var path: Text
  public var state: State
  /// What is in it, where it is read.
  var content = Text()
}

extension SettingsPlaces {
  /// The configuration's files in the order in which they are taken, systemd.conf(5)'s: the main file of each place,
  /// the lowest place first, then the drop-ins of all places by their names. Of drop-ins with one name that in the
  /// highest place counts.
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
    // By name; what stands in for another, behind it.
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
      // A name that is in its folder and leads nowhere is somebody's mistake.
      if canMask, state == .missing { state = .unreadable(error) }
    }
  }
}
