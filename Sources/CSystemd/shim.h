#pragma once
#include <systemd/sd-bus.h>
#include <systemd/sd-bus-vtable.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>

/* An extern constant is imported as a value, and a vtable needs its address. */
static inline const unsigned *psoas_vtable_format(void) { return &sd_bus_object_vtable_format; }
