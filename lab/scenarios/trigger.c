// SPDX-License-Identifier: Apache-2.0
/* trigger [sleep] [WORD...]: writes each word to /proc/scenario; "sleep" sleeps. Also built for 32 bits. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int count, char **words)
{
	int file = open("/proc/scenario", O_WRONLY);

	if (file < 0) {
		perror("/proc/scenario");
		return 1;
	}
	for (int i = 1; i < count; i++) {
		if (!strcmp(words[i], "sleep"))
			sleep(100000);
		else if (write(file, words[i], strlen(words[i])) < 0)
			perror(words[i]);
	}
	return 0;
}
