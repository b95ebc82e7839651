#pragma once
#include <libevdev/libevdev.h>
#include <stdint.h>

/* The member that holds an event's time differs between architectures; linux/input.h has macros for it. */
static inline int64_t psoas_event_microseconds(const struct input_event *event)
{
	return (int64_t)event->input_event_sec * 1000000 + (int64_t)event->input_event_usec;
}
