import PsoasSystem

/// Safety advice before the first exercise. Compiled in, so that a missing file cannot remove it.
///
/// Based on the advice sheets of NHS trusts on back pain and on cauda equina syndrome, and on the FDA's
/// general-wellness policy (2019, re-issued 2026).
public enum SafetyText {
  /// One line for the daemon's start.
  public static let brief: StaticString =
    "A general-wellness aid, not a medical device: suggestions only. Read `psoasctl safety` before the first exercise."

  /// What matters most before an exercise, in two lines.
  public static let short: StaticString = """
    Ask a professional first after surgery, a fall or a fracture, with osteoporosis, in pregnancy, or with new pain, numbness or weakness in a leg.
    Stop on sharp or growing pain, tingling, numbness or dizziness. A stretch should feel tight, not painful.
    """

  /// In lines of at most 80 characters.
  public static let full: StaticString = """
    Before you start

    This program is a general-wellness aid. It is not a medical device and does
    not diagnose, treat or prevent any disease. Angles are estimates relative to
    your own calibration.

    Do not start, and ask a health professional first, if you
      - have had hip, back or pelvic surgery or a hip replacement
      - had a recent fall, accident or fracture
      - have osteoporosis or take steroids for a long time
      - have cancer, fever or weight loss that nobody can explain
      - are pregnant or recently gave birth
      - have new pain, numbness or weakness in a leg

    Emergency: go to A&E or call your emergency number now for
      - new numbness around the genitals, the buttocks or the inner thighs
      - new trouble starting, controlling or feeling urine or bowel movements
      - new weakness, numbness or pain in both legs
      - back pain after a serious accident, or with chest pain

    Stop the exercise on sharp or growing pain, on pain, tingling or numbness into
    the leg, on dizziness or breathlessness. A stretch should feel tight, not
    painful. Do not bounce, do not hold your breath.

    See a professional if pain is no better after about six weeks, is worse at
    night, or keeps getting worse.

    """
}
