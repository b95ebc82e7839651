/* Start, output and counters on a Cortex-M4F: QEMU's mps2-an386, with semihosting for output and exit.
 *
 * QEMU runs with `-icount shift=7`: an instruction takes 128 ns of its clock, and SysTick counts 25 MHz of that clock,
 * 3.2 ticks an instruction. */
#include "platform.h"

enum { PAINT = 0x5AFEC0DE, SYS_WRITEC = 0x03, SYS_EXIT = 0x18, EXIT_NORMAL = 0x20026, EXIT_FAULT = 0x20023 };

struct SysTick {
  uint32_t control, reload, current;
};
static volatile struct SysTick *const systick = (struct SysTick *)0xE000E010;
static volatile uint32_t *const cpacr = (uint32_t *)0xE000ED88;

/* From the linker script. */
extern uint32_t stack_bottom[], stack_top[], data_source[], data_start[], data_end[], bss_start[], bss_end[];

static void semihost(uint32_t operation, uint32_t argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register uint32_t r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
}

void platform_put(uint8_t byte) { semihost(SYS_WRITEC, (uint32_t)&byte); }

void platform_restart(void) { systick->current = 0; } /* Any value reloads it. */

uint32_t platform_instructions(void) {
  uint32_t ticks = 0xFFFFFF - systick->current;
  return (uint32_t)(((uint64_t)ticks * 40 + 64) / 128);
}

void platform_known(void) { __asm__ volatile("mov r2, #1000\n1: subs r2, #1\n bne 1b" ::: "r2", "cc"); }

uint32_t platform_stack(void) {
  const uint32_t *word = stack_bottom;
  while (*word == PAINT) word++;
  return (uint32_t)((uint8_t *)stack_top - (uint8_t *)word);
}

static void fault(void) {
  semihost(SYS_EXIT, EXIT_FAULT);
  for (;;) {
  }
}

void reset(void) {
  *cpacr |= 0xFu << 20; /* Full access to the floating-point unit. */
  __asm__ volatile("dsb\n isb");
  const uint32_t *source = data_source;
  for (uint32_t *word = data_start; word < data_end; word++) *word = *source++;
  for (uint32_t *word = bss_start; word < bss_end; word++) *word = 0;
  uint32_t *here = __builtin_frame_address(0);
  for (uint32_t *word = stack_bottom; word < here - 32; word++) *word = PAINT;
  systick->reload = 0xFFFFFF;
  systick->control = 5; /* On, from the processor's clock, without an interrupt. */
  program();
  semihost(SYS_EXIT, EXIT_NORMAL);
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_top, reset, fault, fault, fault, fault, fault, 0, 0, 0, 0, fault, fault, 0, fault, fault,
};
