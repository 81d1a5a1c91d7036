// SPDX-License-Identifier: Apache-2.0
/* load-scheduler OBJECT: loads a sched_ext scheduler (its only map of operations) into the kernel, and rests: it stays for as long. */
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <unistd.h>

int main(int count, char **arguments)
{
	struct bpf_object *object = bpf_object__open_file(arguments[count - 1], NULL);
	struct bpf_program *program;
	struct bpf_map *map;

	if (object && (program = bpf_object__find_program_by_name(object, "init")))
		bpf_program__set_flags(program, BPF_F_SLEEPABLE); /* it makes queues; libbpf 1.1 has no section for such programs */
	if (!object || bpf_object__load(object)) {
		perror("load-scheduler: load");
		return 1;
	}
	bpf_object__for_each_map(map, object) {
		if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS && !bpf_map__attach_struct_ops(map)) {
			perror("load-scheduler: attach");
			return 1;
		}
	}
	puts("scheduler loaded");
	fflush(stdout);
	pause();
	return 0;
}
