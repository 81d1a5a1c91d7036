// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * A sched_ext scheduler that has tasks wait in queues of each kind: those named vtime... in a queue of its own ordered by
 * virtual time, fifo... in one ordered by arrival, global... in the global queue; all others in the queue of their processor.
 *
 * This source is Kwalk's own, licensed under Apache-2.0 or, at your choice, GPL-2.0-only. The kernel takes such programs
 * under the latter alone, and knows no name for the pair.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef int s32;
typedef unsigned long long u64;
typedef _Bool bool;

#define SEC(name) __attribute__((section(name), used))
#define __ksym __attribute__((section(".ksyms")))

enum { FIFO = 7, VTIME = 0x4b77616c6bULL, EMPTY = 42 };
#define SCX_DSQ_GLOBAL 0x8000000000000001ULL
#define SCX_DSQ_LOCAL 0x8000000000000002ULL
#define SLICE 20000000ULL

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct sched_ext_entity {
	u64 dsq_vtime;
};
struct task_struct {
	char comm[16];
	struct sched_ext_entity scx;
};
#pragma clang attribute pop

struct scx_exit_info;

struct sched_ext_ops {
	void (*enqueue)(struct task_struct *task, u64 flags);
	void (*dispatch)(s32 cpu, struct task_struct *previous);
	s32 (*init)(void);
	u64 flags;
	u32 timeout_ms;
	char name[128];
};

extern s32 scx_bpf_create_dsq(u64 queue, s32 node) __ksym;
extern void scx_bpf_dsq_insert(struct task_struct *task, u64 queue, u64 slice, u64 flags) __ksym;
extern void scx_bpf_dsq_insert_vtime(struct task_struct *task, u64 queue, u64 slice, u64 vtime, u64 flags) __ksym;
extern bool scx_bpf_dsq_move_to_local(u64 queue) __ksym;

#ifdef SHARED_ONLY /* for Debian's 7.2.12, whose verifier takes no call of scx_bpf_create_dsq(): all but local tasks in one queue */
#define scx_bpf_create_dsq(queue, node) 0
#define scx_bpf_dsq_move_to_local(queue) 0
#define scx_bpf_dsq_insert_vtime(task, queue, slice, vtime, flags) scx_bpf_dsq_insert(task, SCX_DSQ_GLOBAL, slice, flags)
#define OWN(queue) SCX_DSQ_GLOBAL
#else
#define OWN(queue) (queue)
#endif

SEC("struct_ops/enqueue")
int enqueue(u64 *arguments)
{
	struct task_struct *task = (void *)arguments[0];
	u64 flags = arguments[1];

	if (task->comm[0] == 'v' && task->comm[1] == 't' && task->comm[2] == 'i')
		scx_bpf_dsq_insert_vtime(task, VTIME, SLICE, task->scx.dsq_vtime + 1000 * (task->comm[6] & 15), flags);
	else if (task->comm[0] == 'f' && task->comm[1] == 'i' && task->comm[2] == 'f')
		scx_bpf_dsq_insert(task, OWN(FIFO), SLICE, flags);
	else if (task->comm[0] == 'g' && task->comm[1] == 'l' && task->comm[2] == 'o')
		scx_bpf_dsq_insert(task, SCX_DSQ_GLOBAL, SLICE, flags);
	else
		scx_bpf_dsq_insert(task, SCX_DSQ_LOCAL, SLICE, flags);
	return 0;
}

SEC("struct_ops/dispatch")
int dispatch(u64 *arguments)
{
	if (!scx_bpf_dsq_move_to_local(VTIME))
		scx_bpf_dsq_move_to_local(FIFO);
	return 0;
}

SEC("struct_ops/init")
int init(u64 *arguments)
{
	s32 error = scx_bpf_create_dsq(VTIME, -1);

	if (!error)
		error = scx_bpf_create_dsq(FIFO, -1);
	return error ? error : scx_bpf_create_dsq(EMPTY, -1);
}

SEC(".struct_ops")
struct sched_ext_ops queues = {
	.enqueue = (void *)enqueue,
	.dispatch = (void *)dispatch,
	.init = (void *)init,
	.timeout_ms = 30000,
	.name = "kwalk_queues",
};

char licence[] SEC("license") = "GPL";
