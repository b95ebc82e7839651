import PsoasSystem

/// The schema versions of the file. A file with an older schema is migrated step by step when it is opened; a released
/// step is never changed.
///
/// Times are microseconds since 1970-01-01 UTC, durations are seconds, days are days since 1970-01-01 in the wearer's
/// calendar.
enum Schema {
  /// `PRAGMA user_version` of a file with the current schema.
  static var version: Int { steps.count }

  static let steps: [StaticString] = [
    """
    CREATE TABLE days (
      day INTEGER PRIMARY KEY,
      sitting REAL NOT NULL, standing REAL NOT NULL, walking REAL NOT NULL,
      lying REAL NOT NULL, not_worn REAL NOT NULL, unknown REAL NOT NULL,
      longest_bout REAL NOT NULL, bouts INTEGER NOT NULL, steps INTEGER NOT NULL,
      reminders INTEGER NOT NULL, reminders_done INTEGER NOT NULL,
      breaks INTEGER NOT NULL, active_breaks INTEGER NOT NULL
    ) STRICT;
    -- A bout without an end was cut off: the daemon was killed in it.
    CREATE TABLE bouts (
      began INTEGER PRIMARY KEY, day INTEGER NOT NULL, ended INTEGER, sitting REAL
    ) STRICT;
    CREATE INDEX bouts_day ON bouts (day);
    -- A run is one life of the daemon, known by the moment of its first event; reminders are numbered within it.
    CREATE TABLE reminders (
      run INTEGER NOT NULL, number INTEGER NOT NULL, day INTEGER NOT NULL, raised INTEGER NOT NULL,
      exercise TEXT NOT NULL, sitting REAL NOT NULL, closed INTEGER, outcome TEXT,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX reminders_day ON reminders (day);
    PRAGMA user_version = 1;
    """,
    """
    -- An hour of the local clock, known by its beginning and the zone's offset (seconds east of Greenwich): the hour
    -- that summer time's end repeats is two.
    CREATE TABLE hours (
      began INTEGER NOT NULL, utc_offset INTEGER NOT NULL, day INTEGER NOT NULL,
      sitting REAL NOT NULL, standing REAL NOT NULL, walking REAL NOT NULL,
      lying REAL NOT NULL, not_worn REAL NOT NULL, unknown REAL NOT NULL, steps INTEGER NOT NULL,
      PRIMARY KEY (began, utc_offset)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX hours_day ON hours (day);
    CREATE TABLE breaks (
      ended INTEGER PRIMARY KEY, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL,
      length REAL NOT NULL, upright REAL NOT NULL, walking REAL NOT NULL, active INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX breaks_day ON breaks (day);
    -- Of rows that are older than these columns nobody knows the zone.
    ALTER TABLE bouts ADD COLUMN utc_offset INTEGER;
    ALTER TABLE reminders ADD COLUMN utc_offset INTEGER;
    PRAGMA user_version = 2;
    """,
    """
    -- How reminders ended. Of days before this form only those done were counted.
    ALTER TABLE days ADD COLUMN reminders_checked INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE days ADD COLUMN reminders_snoozed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE days ADD COLUMN reminders_skipped INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE days ADD COLUMN reminders_ignored INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE days ADD COLUMN reminders_withdrawn INTEGER NOT NULL DEFAULT 0;
    -- What was done: so much of the dose (above 0 to 1), by the wearer's word or seen by the sensor.
    CREATE TABLE practices (
      ended INTEGER NOT NULL, exercise TEXT NOT NULL, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL,
      share REAL NOT NULL, checked INTEGER NOT NULL,
      PRIMARY KEY (ended, exercise)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX practices_day ON practices (day);
    PRAGMA user_version = 3;
    """,
    """
    -- Medians of one measurement of the lumbopelvic rhythm: per cent, degrees, degrees a second, seconds; ratios are
    -- lumbar degrees for each of the pelvis while the trunk passes 30 degrees.
    CREATE TABLE rhythms (
      measured INTEGER PRIMARY KEY, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL, bends INTEGER NOT NULL,
      share REAL NOT NULL, share_min REAL NOT NULL, share_max REAL NOT NULL, trunk REAL NOT NULL, pelvis REAL NOT NULL,
      speed REAL NOT NULL, return_speed REAL NOT NULL, pelvic_delay REAL,
      forward_0_30 REAL, forward_30_60 REAL, forward_60_90 REAL, forward_90_120 REAL,
      return_0_30 REAL, return_30_60 REAL, return_60_90 REAL, return_90_120 REAL
    ) STRICT;
    CREATE INDEX rhythms_day ON rhythms (day);
    PRAGMA user_version = 4;
    """,
    """
    -- Seconds anterior, neutral and posterior of the posture's own neutral; and at each whole degree from it.
    CREATE TABLE tilt_bands (
      day INTEGER NOT NULL, posture TEXT NOT NULL,
      posterior REAL NOT NULL, neutral REAL NOT NULL, anterior REAL NOT NULL,
      PRIMARY KEY (day, posture)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tilt_degrees (
      day INTEGER NOT NULL, posture TEXT NOT NULL, degree INTEGER NOT NULL, seconds REAL NOT NULL,
      PRIMARY KEY (day, posture, degree)
    ) STRICT, WITHOUT ROWID;
    PRAGMA user_version = 5;
    """,
    """
    -- A guided session, known by the moment at which it began; without an end it was cut off. What the sensor vouches
    -- for is counted apart (_checked); shares are from 0 to 1, the amplitude of repetitions is in degrees.
    CREATE TABLE sessions (
      began INTEGER PRIMARY KEY, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL,
      exercise TEXT NOT NULL, basis TEXT NOT NULL, sets INTEGER NOT NULL, ended INTEGER, ending TEXT,
      holds INTEGER, repetitions INTEGER, held REAL, held_checked REAL, amplitude REAL, share REAL, share_checked REAL
    ) STRICT;
    CREATE INDEX sessions_day ON sessions (day);
    -- Its holds and rows of repetitions, one by one, with what was asked for.
    CREATE TABLE session_stages (
      session INTEGER NOT NULL, stage INTEGER NOT NULL, day INTEGER NOT NULL, work TEXT NOT NULL, side TEXT,
      set_number INTEGER NOT NULL, planned REAL, held REAL, held_checked REAL, planned_repetitions INTEGER,
      repetitions INTEGER, repetitions_checked INTEGER, amplitude REAL,
      PRIMARY KEY (session, stage)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX session_stages_day ON session_stages (day);
    -- How the calibrations of each sensor ended, with how good they are (docs/tilt.md): degrees, degrees a second,
    -- planarity from 0 to 1; and the neutrals that they found, degrees from the standing one, anterior positive.
    CREATE TABLE calibrations (
      at INTEGER NOT NULL, placement TEXT NOT NULL, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL,
      sensor TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT, bends INTEGER, verified INTEGER,
      sway REAL, gyroscope_bias REAL, depth REAL, planarity REAL, disagreement REAL, scatter REAL,
      seated_neutral REAL, habitual_stance REAL, habitual_seat REAL, range_posterior REAL, range_anterior REAL,
      PRIMARY KEY (at, placement)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX calibrations_day ON calibrations (day);
    -- Seconds in each band of tilt by the hour, as tilt_bands has them by the day.
    CREATE TABLE tilt_hours (
      began INTEGER NOT NULL, utc_offset INTEGER NOT NULL, day INTEGER NOT NULL, posture TEXT NOT NULL,
      posterior REAL NOT NULL, neutral REAL NOT NULL, anterior REAL NOT NULL,
      PRIMARY KEY (began, utc_offset, posture)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tilt_hours_day ON tilt_hours (day);
    PRAGMA user_version = 6;
    """,
  ]
}
