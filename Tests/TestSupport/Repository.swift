import Foundation
import Testing

/// The repository that the tests were built from.
public enum Repository {
  public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The absolute path of a file, given relative to the root of the repository.
  public static func path(_ name: String) -> String { root.appendingPathComponent(name).path }

  public static func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}

/// Recordings of people, which are beside the repository and not in it. PSOAS_TEST_DATA sets another folder.
public enum SharedData {
  public static let folder =
    ProcessInfo.processInfo.environment["PSOAS_TEST_DATA"]
    ?? Repository.root.deletingLastPathComponent().appendingPathComponent("shared/data").path

  public static let isHere = FileManager.default.fileExists(atPath: folder)

  /// The sorted paths of the recordings in a set; empty if they are not available.
  public static func recordings(_ set: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(set)")) ?? [])
      .filter { $0.hasSuffix(".csv.gz") }.sorted().map { "\(folder)/\(set)/\($0)" }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test if no recordings of people are available.
  public static var withSharedData: Self {
    .enabled(if: SharedData.isHere, "no recordings of people in ../shared/data beside the repository")
  }
}
