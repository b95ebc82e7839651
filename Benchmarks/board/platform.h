/* What the program needs of the machine below it: board.c has it for the board, host.c for this machine. */
#include <stdint.h>

void platform_put(uint8_t byte);
/* Starts to count instructions. */
void platform_restart(void);
/* Instructions since platform_restart, up to five million. */
uint32_t platform_instructions(void);
/* Executes 2003 instructions with the call and the return, so that the count can be checked. */
void platform_known(void);
/* The most bytes of stack used so far. */
uint32_t platform_stack(void);

/* The program, in Swift. */
void program(void);
