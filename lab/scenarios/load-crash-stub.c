// SPDX-License-Identifier: Apache-2.0
/*
 * load-crash-stub: in place of a crash kernel, has the kernel start a few instructions when it crashes. They say "crashed" on the
 * first serial line and halt: the memory is then what a crash kernel would find.
 */
#include <linux/kexec.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const unsigned char out_char[] = { 0xb0, 0, 0xee };		     /* mov $CHAR, %al; out %al, (%dx) */
static const unsigned char prologue[] = { 0xfa, 0x66, 0xba, 0xf8, 0x03 };  /* cli; mov $0x3f8, %dx */
static const unsigned char epilogue[] = { 0xf4, 0xeb, 0xfd };		     /* 1: hlt; jmp 1b */

/* The start of "Crash kernel" in /proc/iomem. */
static unsigned long reserved(void)
{
	FILE *file = fopen("/proc/iomem", "r");
	char line[256];
	unsigned long start = 0, found = 0;

	while (file && fgets(line, sizeof(line), file))
		if (strstr(line, "Crash kernel") && sscanf(line, "%lx", &start) == 1)
			found = start;
	return found;
}

int main(void)
{
	static unsigned char code[4096];
	unsigned char *end = code;
	unsigned long at = reserved();

	memcpy(end, prologue, sizeof(prologue));
	end += sizeof(prologue);
	for (const char *c = "\ncrashed\n"; *c; c++, end += sizeof(out_char)) {
		memcpy(end, out_char, sizeof(out_char));
		end[1] = *c;
	}
	memcpy(end, epilogue, sizeof(epilogue));
	struct kexec_segment segment = { code, sizeof(code), (void *)at, sizeof(code) };

	if (!at || syscall(SYS_kexec_load, at, 1, &segment, KEXEC_ON_CRASH | KEXEC_ARCH_X86_64)) {
		perror("load-crash-stub");
		return 1;
	}
	return 0;
}
