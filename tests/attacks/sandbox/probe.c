/* What a program in the sandbox could ask the kernel: `probe NUMBER [ARGUMENT…]` makes one system call
 * and ends with its error number, 0 when it was carried out. `probe 32` makes a call the 32-bit way.
 * Without a C library, so that it fits into probe.py and no compiler is needed where the tests run:
 * gcc -Os -s -static -nostdlib -fno-asynchronous-unwind-tables -fno-stack-protector -Wl,-n
 *     -Wl,--build-id=none -Wl,-z,noseparate-code -o probe probe.c
 */
static long call(long n, long a, long b, long c, long d, long e) {
  long done;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = 0;
  __asm__ volatile("syscall" : "=a"(done) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return done;
}

static long number(const char *text) {
  long value = 0;
  for (; *text >= '0' && *text <= '9'; text++) value = value * 10 + (*text - '0');
  return value;
}

__attribute__((used)) void run(long *stack) {
  long given[6] = {0}, done;
  for (long i = 1; i < stack[0] && i <= 6; i++) given[i - 1] = number((const char *)stack[i + 1]);
  if (given[0] == 32 && stack[0] == 2)
    __asm__ volatile("int $0x80" : "=a"(done) : "a"(20L) : "memory");
  else
    done = call(given[0], given[1], given[2], given[3], given[4], given[5]);
  call(60, done < 0 ? -done : 0, 0, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n mov %rsp, %rdi\n and $-16, %rsp\n call run\n");
