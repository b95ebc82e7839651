-- The history of a wearer of the first version: the schema's first step, which never changes, with a day in it.
CREATE TABLE days (
  day INTEGER PRIMARY KEY,
  sitting REAL NOT NULL, standing REAL NOT NULL, walking REAL NOT NULL,
  lying REAL NOT NULL, not_worn REAL NOT NULL, unknown REAL NOT NULL,
  longest_bout REAL NOT NULL, bouts INTEGER NOT NULL, steps INTEGER NOT NULL,
  reminders INTEGER NOT NULL, reminders_done INTEGER NOT NULL,
  breaks INTEGER NOT NULL, active_breaks INTEGER NOT NULL
) STRICT;
CREATE TABLE bouts (
  began INTEGER PRIMARY KEY, day INTEGER NOT NULL, ended INTEGER, sitting REAL
) STRICT;
CREATE INDEX bouts_day ON bouts (day);
CREATE TABLE reminders (
  run INTEGER NOT NULL, number INTEGER NOT NULL, day INTEGER NOT NULL, raised INTEGER NOT NULL,
  exercise TEXT NOT NULL, sitting REAL NOT NULL, closed INTEGER, outcome TEXT,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminders_day ON reminders (day);
INSERT INTO days VALUES (20514, 3600.5, 60, 120, 0, 0, 4, 1800, 1, 900, 1, 0, 1, 0);
INSERT INTO bouts VALUES (1772438405000000, 20514, 1772440265000000, 1799.5);
INSERT INTO reminders VALUES (1772438400000000, 1, 20514, 1772440200000000, 'kneeling-hip-flexor', 1800,
  1772440220000000, 'withdrawn');
PRAGMA user_version = 1;
