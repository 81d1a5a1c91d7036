// SPDX-License-Identifier: Apache-2.0
/*
 * swapped PAGES DEVICE...: swaps to the devices, the first of them first; fills pages with what can be computed again, has the kernel swap them out, says where they are, and rests.
 * Page i holds, by i % 4: a line of text again and again; one word everywhere; random words (xorshift64 from i + 1);
 * text in its first half, random words in the second.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/swap.h>
#include <unistd.h>

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

static void text(char *at, int page, int length)
{
	char line[64];
	int size = snprintf(line, sizeof line, "page %08d of the swapped memory\n", page);
	for (int i = 0; i < length; i++)
		at[i] = line[i % size];
}

static void noise(uint64_t *at, int page, int words)
{
	uint64_t state = page + 1;
	for (int i = 0; i < words; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		at[i] = state;
	}
}

int main(int count, char **arguments)
{
	long pages = atol(arguments[1]), size = sysconf(_SC_PAGESIZE);
	char *memory = mmap((void *)0x600000000000, pages * size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	if (memory == MAP_FAILED)
		return 1;
	for (int i = 2; i < count; i++)
		if (swapon(arguments[i], SWAP_FLAG_PREFER | (100 - i)))
			perror(arguments[i]);
	madvise(memory, pages * size, MADV_NOHUGEPAGE);
	for (int i = 0; i < pages; i++) {
		char *page = memory + i * size;
		if (i % 4 == 0)
			text(page, i, size);
		else if (i % 4 == 1)
			for (int j = 0; j < size / 8; j++)
				((uint64_t *)page)[j] = 0x6b77616c6b000000 + i;
		else if (i % 4 == 2)
			noise((uint64_t *)page, i, size / 8);
		else {
			text(page, i, size / 2);
			noise((uint64_t *)(page + size / 2), i, size / 16);
		}
	}
	for (int i = 0; i < 3; i++) {
		madvise(memory, pages * size, MADV_PAGEOUT);
		sleep(1);
	}
	printf("swapped pid=%d address=%lx pages=%ld\n", getpid(), (long)memory, pages);
	fflush(stdout);
	for (;;)
		pause();
}
