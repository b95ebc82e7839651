#pragma once
#include <libevdev/libevdev.h>
#include <errno.h>
#include <linux/input.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The member that holds an event's time differs between architectures; linux/input.h has macros for it. */
static inline int64_t psoas_event_microseconds(const struct input_event *event)
{
	/* Unsigned: a time that no clock has may overflow. */
	return (int64_t)((uint64_t)event->input_event_sec * 1000000 + (uint64_t)event->input_event_usec);
}

/* EVIOCSFF and EVIOCGBIT are macros with sizeof, and ioctl is variadic. */
static inline int psoas_has_rumble(int descriptor)
{
	unsigned char bits[FF_CNT / 8] = {0};
	if (ioctl(descriptor, EVIOCGBIT(EV_FF, sizeof(bits)), bits) < 0)
		return 0;
	return bits[FF_RUMBLE / 8] >> (FF_RUMBLE % 8) & 1;
}

/* Puts an effect for both motors into the device; the effect's number, or a negative errno. */
static inline int psoas_upload_rumble(int descriptor, uint16_t strong, uint16_t weak, uint16_t length, uint16_t pause)
{
	struct ff_effect effect = {.type = FF_RUMBLE, .id = -1};
	effect.u.rumble.strong_magnitude = strong;
	effect.u.rumble.weak_magnitude = weak;
	effect.replay.length = length;
	effect.replay.delay = pause;
	return ioctl(descriptor, EVIOCSFF, &effect) < 0 ? -errno : effect.id;
}

/* Plays an effect so many times; 0, or a negative errno. */
static inline int psoas_play(int descriptor, int effect, int times)
{
	struct input_event event = {.type = EV_FF, .code = (uint16_t)effect, .value = times};
	return write(descriptor, &event, sizeof(event)) == sizeof(event) ? 0 : -errno;
}
