import CSystemd
import PsoasCore
import PsoasMonitor

/// The names of the interface; data/dbus/org.psoas.Psoas1.xml describes it.
enum ServiceName {
  static let bus: StaticString = "org.psoas.Psoas1"
  static let path: StaticString = "/org/psoas/Psoas1"
  static let manager: StaticString = "org.psoas.Psoas1.Manager"
  static let sensor: StaticString = "org.psoas.Psoas1.Sensor"
  static let sensors: StaticString = "/org/psoas/Psoas1/sensor"
}

/// The members of org.psoas.Psoas1.Manager.
enum ServiceTable {
  static func make() -> VTable {
    var table: [sd_bus_vtable] = [
      .method("GetStatus", "", "a{sv}", names: "status\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.getStatus(call) }
      },
      .method("Snooze", "t", "", names: "duration_us\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.snooze(call, error) }
      },
      .method("SnoozeUntil", "t", "", names: "time_of_day_us\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.snoozeUntil(call, error) }
      },
      .method("Skip", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.perform(.skip, call) }
      },
      .method("Done", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.perform(.done, call) }
      },
      .method("DoneExercise", "s", "", names: "exercise\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.doneExercise(call, error) }
      },
      .method(
        "GetProgramme", "", "a(sssssddt)udas", names: "entries\0streak\0adherence\0left_out\0"
      ) { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.getProgramme(call) }
      },
      .method("Pause", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.perform(.pause, call) }
      },
      .method("Resume", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.perform(.resume, call) }
      },
      .method("CorrectPosture", "s", "", names: "posture\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in
          service.correct(call, error) { .correct($0) }
        }
      },
      .method("CorrectEpisode", "s", "", names: "posture\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in
          service.correct(call, error) { .correctEpisode($0) }
        }
      },
      .method("Forget", "s", "", names: "before\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.forget(call, error) }
      },
      .method("Reload", "", "as", names: "warnings\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.reload(call, error) }
      },
      .method("Inhibit", "s", "u", names: "reason\0cookie\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.inhibit(call, error) }
      },
      .method("Uninhibit", "u", "", names: "cookie\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.uninhibit(call, error) }
      },
      .method("ListInhibitors", "", "a(uss)", names: "inhibitors\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.listInhibitors(call) }
      },
      .method("ClaimTilt", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.claimTilt(call, error) }
      },
      .method("ReleaseTilt", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.releaseTilt(call) }
      },
      .method("AssignSensor", "ss", "", names: "placement\0identifier\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.assignSensor(call, error) }
      },
      .method("StartCalibration", "bas", "", names: "quick\0steps\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.startCalibration(call, error) }
      },
      .method("CancelCalibration", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in
          service.stepCalibration(call, error, .cancelCalibration)
        }
      },
      .method("NextCalibrationStep", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in
          service.stepCalibration(call, error, .nextStep)
        }
      },
      .method("SkipCalibrationStep", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in
          service.stepCalibration(call, error, .skipStep)
        }
      },
      .method("GetCalibration", "s", "a{sv}", names: "placement\0calibration\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.getCalibration(call, error) }
      },
      .method("ForgetCalibration", "s", "", names: "placement\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.forgetCalibration(call, error) }
      },
      .method("ListExercises", "", "aa{sv}", names: "exercises\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.listExercises(call) }
      },
      .method("StartSession", "sa{sv}", "u", names: "exercise\0options\0number\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.startSession(call, error) }
      },
      .method("StopSession", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.stopSession(call, error) }
      },
      .method("Respond", "s", "", names: "response\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.respond(call, error) }
      },
    ]
    table.append(
      .method("StartRhythm", "u", "", names: "bends\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.startRhythm(call, error) }
      })
    table.append(
      .method("StopRhythm", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.stopRhythm(call, error) }
      })
    for property in BusProperty.allCases {
      table.append(
        .property(property.name, property.signature, property.announcement) { _, _, _, name, reply, userdata, _ in
          BusService.write(name, to: reply, userdata)
        })
    }
    table.append(.signal("Reminder", "ussst", names: "number\0exercise\0title\0cue\0sitting_us\0"))
    table.append(.signal("ReminderClosed", "us", names: "number\0outcome\0"))
    table.append(.signal("SessionProgress", "usa{sv}", names: "number\0event\0details\0"))
    table.append(.signal("PostureChanged", "sd", names: "posture\0confidence\0"))
    table.append(
      .signal(
        "CalibrationProgress", "suustdduuss",
        names:
          "step\0number\0count\0phase\0remaining_us\0angle_deg\0target_deg\0repetitions\0needed\0instruction\0refusal\0"
      ))
    table.append(.signal("CalibrationEnded", "sss", names: "outcome\0placement\0reason\0"))
    table.append(.signal("Tilt", "tdd", names: "time_us\0sagittal_deg\0lateral_deg\0"))
    table.append(
      .signal(
        "RhythmProgress", "suutddb", names: "stage\0bends\0wanted\0remaining_us\0angle_deg\0short_deg\0moved\0"))
    table.append(.signal("RhythmMeasured", "aa{sv}", names: "bends\0"))
    table.append(.signal("RhythmRefused", "ss", names: "reason\0message\0"))
    return VTable(table)
  }
}
