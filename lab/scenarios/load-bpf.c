// SPDX-License-Identifier: Apache-2.0
/*
 * load-bpf: attaches a BPF program to each system call, which calls a subprogram of its own, which calls the helper
 * bpf_ktime_get_ns(); then has the module scenario crash in that helper.
 */
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct bpf_insn program[] = {
	{ .code = BPF_JMP | BPF_CALL, .src_reg = BPF_PSEUDO_CALL, .imm = 2 },
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0 },
	{ .code = BPF_JMP | BPF_EXIT },
	{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_ktime_get_ns },
	{ .code = BPF_JMP | BPF_EXIT },
};
static char verifier_log[65536];

int main(void)
{
	union bpf_attr load = {
		.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT,
		.insns = (uintptr_t)program,
		.insn_cnt = sizeof(program) / sizeof(*program),
		.license = (uintptr_t) "GPL",
		.prog_name = "each_call",
		.log_level = 1,
		.log_buf = (uintptr_t)verifier_log,
		.log_size = sizeof(verifier_log),
	};
	int loaded = syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof(load));
	union bpf_attr attach = { .raw_tracepoint = { .name = (uintptr_t) "sys_enter", .prog_fd = loaded } };
	int file = open("/proc/scenario", O_WRONLY);

	if (loaded < 0 || file < 0 || syscall(SYS_bpf, BPF_RAW_TRACEPOINT_OPEN, &attach, sizeof(attach)) < 0) {
		perror(verifier_log);
		return 1;
	}
	write(file, "bpf", 3);
	getppid();
	return 1;
}
