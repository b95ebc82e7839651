import Foundation
import PsoasMonitor
import PsoasSystem

func text(_ bytes: Text) -> String { String(decoding: bytes, as: UTF8.self) }

func bytes(_ text: String) -> Text { Text(text.utf8) }

let sourceTree = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
