import PsoasSystem

/// The style sheet of a report's page.
enum ReportStyle {
  static var sheet: Text { Palette.styleSheet(colors) + layout }

  private static func colors(_ scheme: Palette.Scheme) -> Text {
    var text: Text = ":root {"
    for color in Palette.allCases { text += " --\(color.name): \(color.color(scheme));" }
    text += " }\n"
    text += Palette.chartRules(scheme)
    return text
  }

  private static let layout: Text = """
    :root { color-scheme: light dark; }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto,
      "Noto Sans", "DejaVu Sans", sans-serif; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    header, main, footer { max-width: 56rem; margin: 0 auto; padding: 0 1.25rem; }
    header { padding-top: 2rem; }
    header p { margin: 0; color: var(--faint); }
    h1 { font-size: 1.8rem; line-height: 1.2; margin: 0.1rem 0 0.3rem; letter-spacing: -0.01em; }
    h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 0.6rem; }
    h3 { font-size: 1rem; margin: 1.2rem 0 0.3rem; }
    section { margin: 2.2rem 0; }
    p { margin: 0.4rem 0; max-width: 44rem; }
    .lead { font-size: 1.05rem; }
    .notice { background: var(--panel); border-left: 4px solid var(--link); padding: 0.7rem 1rem; }
    .tiles { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0.7rem; margin: 1.2rem 0; }
    .tiles div { background: var(--panel); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.6rem 0.8rem; }
    .tiles dt { color: var(--faint); font-size: 0.85rem; }
    .tiles dd { margin: 0; font-size: 1.3rem; font-weight: 600; line-height: 1.35; }
    .tiles dd.remark { font-size: 0.85rem; font-weight: 400; color: var(--faint); }
    figure { margin: 0.8rem 0 1.4rem; }
    figcaption { color: var(--faint); font-size: 0.88rem; margin: 0.4rem 0; max-width: 44rem; }
    svg { display: block; overflow: visible; }
    svg text { font-size: 12px; font-family: inherit; }
    svg rect { shape-rendering: crispEdges; }
    .grid, .axis { stroke-width: 1; shape-rendering: crispEdges; }
    .mark { stroke-width: 1.5; stroke-dasharray: 4 3; }
    .hatch { stroke-opacity: 1; stroke-width: 4px; }
    .key { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; list-style: none; margin: 0 0 0.7rem; padding: 0;
      font-size: 0.88rem; }
    .key li { display: flex; align-items: center; gap: 0.4rem; }
    details { margin-top: 0.4rem; }
    summary { cursor: pointer; color: var(--link); font-size: 0.88rem; padding: 0.2rem 0; }
    summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    .scroll { overflow-x: auto; margin: 0.4rem 0; }
    table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; min-width: 60%; }
    caption { text-align: left; color: var(--faint); padding-bottom: 0.3rem; }
    th, td { text-align: left; padding: 0.28rem 0.9rem 0.28rem 0; border-bottom: 1px solid var(--line);
      vertical-align: top; }
    thead th { color: var(--faint); font-weight: 600; }
    tbody th { font-weight: 400; }
    .number { text-align: right; white-space: nowrap; }
    footer { color: var(--faint); font-size: 0.88rem; border-top: 1px solid var(--line); margin-top: 2rem;
      padding-top: 1rem; padding-bottom: 2.5rem; }
    @media (max-width: 30rem) {
      header, main, footer { padding-left: 0.9rem; padding-right: 0.9rem; }
      h1 { font-size: 1.45rem; }
      .tiles { grid-template-columns: repeat(2, 1fr); }
      svg text { font-size: 11px; }
    }
    @media print {
      @page { size: A4; margin: 15mm; }
      body { font-size: 10.5pt; }
      header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
      header { padding-top: 0; }
      section { margin: 1.3rem 0; }
      figure, .scroll, .tiles div { break-inside: avoid; }
      h2, h3, caption, thead { break-after: avoid; }
      details:not([open]) { display: none; }
      .tiles { grid-template-columns: repeat(3, 1fr); }
    }

    """
}
