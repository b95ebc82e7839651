/* The program on this machine, for its results only. */
#include "platform.h"
#include <stdio.h>

void platform_put(uint8_t byte) { putchar(byte); }
void platform_restart(void) {}
uint32_t platform_instructions(void) { return 0; }
void platform_known(void) {}
uint32_t platform_stack(void) { return 0; }

int main(void) {
  program();
  return 0;
}
