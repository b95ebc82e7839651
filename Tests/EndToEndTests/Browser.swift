import Foundation
import TestSupport
import Testing

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

  /// Checks that a page, a file in the folder, is drawn in light and dark, on A4 paper and in the width of a phone.
  static func drawsPage(_ page: String, in scratch: Scratch) throws {
    for (name, options, paper) in [
      ("light", [], "#FFFFFF"), ("dark", ["--blink-settings=preferredColorScheme=0"], "#16181C"),
    ] {
      let picture = scratch.path("\(name).png")
      let drawn = try run(
        options + ["--screenshot=\(picture)", "--window-size=1000,3000", "file://\(scratch.path(page))"],
        home: scratch.path)
      #expect(FileManager.default.fileExists(atPath: picture), "\(drawn.errors)")
      let corner = try Child.run("convert", [picture, "-format", "%[hex:p{2,2}]", "info:"]).output
      #expect("#\(corner.prefix(6))" == paper, "\(name)")
      let colors = try Child.run("convert", [picture, "-format", "%k", "info:"]).output
      #expect((Int(colors) ?? 0) > 100, "\(name) has \(colors) colors")
    }
    _ = try run(
      ["--no-pdf-header-footer", "--print-to-pdf=\(scratch.path("page.pdf"))", "file://\(scratch.path(page))"],
      home: scratch.path)
    let paper = try Child.run("pdfinfo", [scratch.path("page.pdf")]).output
    #expect(paper.contains("(A4)"), "\(paper)")
    let phone = try scratch.write(
      "phone.html",
      """
      <!DOCTYPE html><iframe id="f" src="\(page)" style="width:360px;height:900px;border:0"></iframe><script>
      onload = () => { document.title = "width " + document.getElementById("f").contentDocument.documentElement.scrollWidth }
      </script>
      """)
    let width = try run(["--dump-dom", "file://\(phone)"], home: scratch.path).output
    #expect(width.contains("<title>width 360</title>"), "\(width.prefix(300))")
  }
}

extension Trait where Self == ConditionTrait {
  static var withBrowser: Self {
    .enabled(
      if: Browser.program != nil && Child.isInstalled("convert") && Child.isInstalled("pdfinfo"),
      "needs Chromium, ImageMagick and Poppler: apt-get install chromium imagemagick poppler-utils")
  }
}
