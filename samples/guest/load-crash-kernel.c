// SPDX-License-Identifier: Apache-2.0
/*
 * load-crash-kernel KERNEL INITRD COMMAND-LINE: has the kernel load the one to start when it crashes. What kexec -s -p
 * does, without the libraries that kexec-tools wants in the guest.
 */
#include <fcntl.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char **arguments)
{
	if (count != 4) {
		fprintf(stderr, "usage: load-crash-kernel KERNEL INITRD COMMAND-LINE\n");
		return 2;
	}
	int kernel = open(arguments[1], O_RDONLY), initrd = open(arguments[2], O_RDONLY);

	if (kernel < 0 || initrd < 0 ||
	    syscall(SYS_kexec_file_load, kernel, initrd, strlen(arguments[3]) + 1, arguments[3], KEXEC_FILE_ON_CRASH)) {
		perror("load-crash-kernel");
		return 1;
	}
	return 0;
}
