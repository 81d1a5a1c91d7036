// SPDX-License-Identifier: Apache-2.0
/*
 * elfcore MEMORY RECORD > DUMP: makes of a guest's memory (from physical address 0 on) what /proc/vmcore of a crash kernel would
 * hold: an ELF file with the notes that the kernel itself left in memory, and its RAM. RECORD is what the guest printed:
 *   note ADDRESS BYTES       crash_notes of a processor (/sys/devices/system/cpu/cpuN/crash_notes), and /sys/kernel/vmcoreinfo
 *   ram FIRST-LAST : ...     System RAM (/proc/iomem)
 *   page-offset ADDRESS      where the kernel has physical address 0
 */
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define MAX 64
#define PAGE 4096UL

static struct { unsigned long start, bytes; } notes[MAX], ram[MAX];
static int note_count, ram_count;
static unsigned long page_offset;

static void read_record(FILE *record)
{
	char line[512];
	unsigned long a, b;

	while (fgets(line, sizeof(line), record)) {
		if (note_count < MAX && sscanf(line, "note %lx %lx", &a, &b) == 2) {
			notes[note_count].start = a;
			notes[note_count++].bytes = b;
		} else if (ram_count < MAX && sscanf(line, "ram %lx-%lx", &a, &b) == 2) {
			ram[ram_count].start = a;
			ram[ram_count++].bytes = b + 1 - a;
		} else if (sscanf(line, "page-offset %lx", &a) == 1) {
			page_offset = a;
		}
	}
}

/* Bytes of the notes up to the first that is empty. */
static unsigned long length(const unsigned char *note, unsigned long limit)
{
	unsigned long at = 0;

	while (at + sizeof(Elf64_Nhdr) <= limit) {
		const Elf64_Nhdr *header = (const void *)(note + at);

		if (!header->n_namesz)
			break;
		at += sizeof(*header) + ((header->n_namesz + 3) & ~3U) + ((header->n_descsz + 3) & ~3U);
	}
	return at;
}

int main(int count, char **arguments)
{
	int file = count == 3 ? open(arguments[1], O_RDONLY) : -1;
	FILE *record = count == 3 ? fopen(arguments[2], "r") : NULL;
	struct stat about;

	if (file < 0 || !record || fstat(file, &about)) {
		fprintf(stderr, "usage: elfcore MEMORY RECORD > DUMP\n");
		return 2;
	}
	const unsigned char *memory = mmap(NULL, about.st_size, PROT_READ, MAP_PRIVATE, file, 0);

	read_record(record);
	static unsigned char kept[1 << 20];
	unsigned long filled = 0;

	for (int i = 0; i < note_count; i++) {
		unsigned long bytes = length(memory + notes[i].start, notes[i].bytes);

		memcpy(kept + filled, memory + notes[i].start, bytes);
		filled += bytes;
	}
	Elf64_Ehdr header = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_CORE, .e_machine = EM_X86_64, .e_version = EV_CURRENT, .e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr), .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = ram_count + 1,
	};
	unsigned long at = sizeof(header) + (ram_count + 1) * sizeof(Elf64_Phdr);
	Elf64_Phdr segment = { .p_type = PT_NOTE, .p_offset = at, .p_filesz = filled, .p_memsz = filled };

	fwrite(&header, sizeof(header), 1, stdout);
	fwrite(&segment, sizeof(segment), 1, stdout);
	at = (at + filled + PAGE - 1) & -PAGE;
	for (int i = 0; i < ram_count; i++) {
		Elf64_Phdr load = { .p_type = PT_LOAD, .p_flags = PF_R | PF_W | PF_X, .p_offset = at, .p_vaddr = page_offset + ram[i].start,
			.p_paddr = ram[i].start, .p_filesz = ram[i].bytes, .p_memsz = ram[i].bytes };

		fwrite(&load, sizeof(load), 1, stdout);
		at += ram[i].bytes;
	}
	fwrite(kept, filled, 1, stdout);
	static const char zeros[PAGE];

	fwrite(zeros, -ftell(stdout) & (PAGE - 1), 1, stdout);
	for (int i = 0; i < ram_count; i++)
		fwrite(memory + ram[i].start, ram[i].bytes, 1, stdout);
	return fflush(stdout) || ferror(stdout);
}
