import PsoasSystem
import Testing

@testable import PsoasMonitor

@Suite struct SettingReadingTests {
  @Test(arguments: [
    ("SittingTime", "soon", "SittingTime=soon is not a time span: write it as 90s, 30min or 1h 30min"),
    ("SittingTime", "5h", "SittingTime=5h is out of range: 1min to 4h"),
    ("PerDay", "49", "PerDay=49 is out of range: a whole number from 0 to 48"),
    ("BackOffFactor", "4", "BackOffFactor=4 is out of range: a number such as 1.5, from 1 to 3"),
    ("BackOffFactor", "twice", "BackOffFactor=twice is out of range: a number such as 1.5, from 1 to 3"),
    ("AtDesk", "maybe", "AtDesk=maybe is neither yes nor no"),
    ("Retention", "12h", "Retention=12h is out of range: a span from 1d to 36500d, or 0 to keep everything"),
    (
      "AlertPriority", "8",
      "AlertPriority=8 is not a priority: emerg, alert, crit, err, warning, notice, info, debug, or 0 to 7"
    ),
    (
      "OtherSnoozes", "5 10 15 20 25",
      "OtherSnoozes=5 10 15 20 25 must be up to four numbers of minutes from 1 to 600, separated by blanks, or none"
    ),
    (
      "WorkingHours", "Mon-Fri soon",
      "WorkingHours=soon is neither a day nor hours: write it as Mon-Fri 09:00-12:30 13:30-17:00"
    ),
    (
      "WorkingHours", "09:00-05:00",
      """
      WorkingHours=09:00-05:00 continues past midnight, for 20 hours: write 09:00-17:00 for the afternoon, or \
      09:00-24:00 00:00-05:00 if you mean the night
      """
    ),
    (
      "WorkingHours", "22:00-14:00",
      """
      WorkingHours=22:00-14:00 continues past midnight, for 16 hours: write 22:00-24:00 00:00-14:00 if you mean the night
      """
    ),
    (
      "WorkingHours", "10:00-00:00",
      """
      WorkingHours=10:00-00:00 continues past midnight, for 14 hours: write 10:00-12:00 for the afternoon, or 10:00-24:00 \
      if you mean the night
      """
    ),
    (
      "Escalation", "shout",
      "Escalation=shout is not a level: status, transient, resident, sound or rumble, with @2min for later"
    ),
    ("Profile", "no-kneelin", "Profile=no-kneelin: did you mean no-kneeling?"),
  ])
  func `an invalid value is refused with what to write, and changes nothing`(
    key: String, value: String, message: String
  ) throws {
    let setting = try #require(Setting.all.first { Text($0.key) == Text(key.utf8) })
    var configuration = Configuration()
    let fault = setting.read(Text(value.utf8), into: &configuration)
    #expect(fault.map { String(decoding: $0, as: UTF8.self) } == message)
    #expect(configuration == Configuration())
  }
}
