import TestSupport

/// Chromium without a window.
enum Browser {
  static let program = ["chromium", "chromium-browser", "google-chrome"].first { Child.isInstalled($0) }

  /// Runs it with a profile in the folder `home`, for a minute at most.
  static func run(_ arguments: [String], home: String) throws -> Child.Result {
    let all = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files"]
    var environment = Child.inheritedEnvironment
    environment["HOME"] = home
    return try Child.run(
      "timeout", ["60", program ?? "chromium"] + all + ["--user-data-dir=\(home)/browser"] + arguments,
      environment: environment)
  }
}
