// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * scenario: crashes a kernel in ways that are hard to unwind. Write the name of one to /proc/scenario; some only prepare,
 * and another one, written next, crashes. lab/scripts/scenarios has the list of what is done for each dump.
 *
 * This source is Kwalk's own, licensed under Apache-2.0 or, at your choice, GPL-2.0-only. The module
 * loader knows no name for that pair, so MODULE_LICENSE() says "GPL".
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/ftrace.h>
#include <linux/hrtimer.h>
#include <linux/hw_breakpoint.h>
#include <linux/io.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/perf_event.h>
#include <linux/proc_fs.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <asm/nmi.h>

/* A function that keeps its frame, its name and its arguments whatever the compiler knows of it. */
#define STEP static __attribute__((noipa)) noinline

static bool never;

STEP int touch(int *where)
{
	return READ_ONCE(*where);
}

STEP int walk(int *where)
{
	return touch(where) + 1;
}

/* Stays on this processor: what was started for it comes here. */
STEP int spin(void)
{
	preempt_disable();
	while (!READ_ONCE(never))
		cpu_relax();
	preempt_enable();
	return 0;
}

STEP int sleep_long(void)
{
	msleep_interruptible(10000000);
	return 0;
}

/* --- in a process, a softirq, a hard interrupt */

static int from_process(void)
{
	return walk(NULL);
}

static int from_bug(void)
{
	BUG_ON(!READ_ONCE(never));
	return 0;
}

static struct timer_list timer;

static void timer_fires(struct timer_list *unused)
{
	walk(NULL);
}

static int from_softirq(void)
{
	timer_setup(&timer, timer_fires, TIMER_PINNED);
	mod_timer(&timer, jiffies + 2);
	return spin();
}

/* On a processor that has nothing to do. */
static int from_softirq_of_idle(void)
{
	timer_setup(&timer, timer_fires, TIMER_PINNED);
	timer.expires = jiffies + HZ;
	add_timer_on(&timer, 1);
	return sleep_long();
}

static struct hrtimer tick;
static int (*tick_does)(void);

static enum hrtimer_restart tick_fires(struct hrtimer *unused)
{
	tick_does();
	return HRTIMER_NORESTART;
}

static int interrupted(int (*by)(void))
{
	tick_does = by;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(&tick, tick_fires, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
#else
	hrtimer_init(&tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	tick.function = tick_fires;
#endif
	hrtimer_start(&tick, ms_to_ktime(5), HRTIMER_MODE_REL_PINNED_HARD);
	return spin();
}

static int from_hard_interrupt(void)
{
	return interrupted(from_process);
}

/* --- NMIs: the local APIC sends one to its own processor (Intel SDM volume 3, "Interrupt Command Register") */

#define APIC_ID 0x20
#define APIC_ICR_LOW 0x300
#define APIC_ICR_HIGH 0x310
#define ASSERT_NMI 0x4400

static void __iomem *local_apic;

STEP int nmi_to_self(void)
{
	u32 id = readl(local_apic + APIC_ID);

	writel(id, local_apic + APIC_ICR_HIGH);
	writel(ASSERT_NMI, local_apic + APIC_ICR_LOW);
	return spin();
}

static int (*nmi_does)(void);

static int nmi_handler(unsigned int kind, struct pt_regs *registers)
{
	int (*what)(void) = nmi_does;

	if (!what)
		return NMI_DONE;
	nmi_does = NULL;
	return what() ? NMI_HANDLED : NMI_DONE;
}

static int nmi_that(int (*does)(void))
{
	nmi_does = does;
	return nmi_to_self();
}

/* Nobody wants this one: with kernel.unknown_nmi_panic the kernel panics. */
static int nmi_in_interrupt(void)
{
	return interrupted(nmi_to_self);
}

static int fault_in_nmi(void)
{
	return nmi_that(from_process);
}

/* In an NMI further ones wait until it is over: the one that is to stop this processor, too. */
static int spin_in_nmi(void)
{
	return nmi_that(spin);
}

static int spin_without_interrupts(void)
{
	local_irq_disable();
	return spin();
}

/* --- a fault that is allowed, in an NMI: what repairs it is probed */

STEP int read_nofault(unsigned long address)
{
	int value;

	__get_kernel_nofault(&value, (int *)address, int, fault);
	return value;
fault:
	return 1;
}

static int nofault_read(void)
{
	return read_nofault(0xffff800000000000UL + 0x1000) + 1;
}

static int crash_in_probe(struct kprobe *probe, struct pt_regs *registers)
{
	if (!strcmp(current->comm, "trigger") || !strcmp(current->comm, "load-bpf"))
		walk(NULL);
	return 0;
}

static struct kprobe probe = { .pre_handler = crash_in_probe };

static int probe_function(const char *name)
{
	probe.symbol_name = name;
	return register_kprobe(&probe);
}

static int nofault_in_nmi(void)
{
	int error = probe_function("fixup_exception");

	return error ?: nmi_that(nofault_read);
}

/* --- functions whose return addresses tracers replace */

STEP int probed_inner(int depth)
{
	return depth == 2 ? sleep_long() : walk(NULL);
}

STEP int probed_outer(int depth)
{
	return probed_inner(depth) + 1;
}

static int probed(void)
{
	return probed_outer(1);
}

static int sleep_probed(void)
{
	return probed_outer(2);
}

static int nothing_at_return(struct kretprobe_instance *instance, struct pt_regs *registers)
{
	return 0;
}

static struct kretprobe return_probes[] = {
	{ .handler = nothing_at_return, .kp.symbol_name = "probed_outer" },
	{ .handler = nothing_at_return, .kp.symbol_name = "vfs_write" },
	/* two on one function */
	{ .handler = nothing_at_return, .kp.symbol_name = "probed_inner" },
	{ .handler = nothing_at_return, .kp.symbol_name = "probed_inner" },
};

static int probe_returns(void)
{
	int error = 0;

	for (int i = 0; i < ARRAY_SIZE(return_probes) && !error; i++) {
		return_probes[i].maxactive = 16;
		error = register_kretprobe(&return_probes[i]);
	}
	return error;
}

/* --- probes inside a function: by a breakpoint, and by a jump once the kernel has optimised it */

static void nothing_after(struct kprobe *unused, struct pt_regs *registers, unsigned long flags)
{
}

/* Nothing but instructions in a row: what a jump may be put over. */
STEP long straight(long a, long b)
{
	return ((a * 3 + b) ^ (b << 7)) + (a >> 2) * b;
}

/* Behind endbr64, if there is one, or the nop that the kernel made of it, and the call of ftrace. */
static int probe_inside(void *function)
{
	u32 first = *(u32 *)function;

	probe.addr = function + (first == 0xfa1e0ff3 || first == 0x001f0f66 ? 9 : 5);
	return register_kprobe(&probe);
}

static int probe_by_breakpoint(void)
{
	int error;

	probe.post_handler = nothing_after;
	error = probe_inside(straight);
	return error ?: straight(1, 2);
}

/* The kernel optimises a probe some time after it was set. */
static int probe_by_jump(void)
{
	int error = probe_inside(straight);

	/* int3 becomes jmp. */
	for (int i = 0; i < 100 && !error && *(u8 *)probe.addr == 0xcc; i++)
		msleep(200);
	return error ?: straight(1, 2);
}

/* --- trampolines of ftrace, with all registers or those of a call; livepatch.c has replaced walk() */

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
#define TRACED_REGISTERS ftrace_regs
#else
#define TRACED_REGISTERS pt_regs
#endif

static void crash_in_callback(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
			      struct TRACED_REGISTERS *registers)
{
	walk(NULL);
}

static struct ftrace_ops callback = { .func = crash_in_callback };

static int from_callback(unsigned long flags)
{
	int error;

	callback.flags = flags;
	error = ftrace_set_filter(&callback, "straight", 8, 0) ?: register_ftrace_function(&callback);
	return error ?: straight(1, 2);
}

static int from_ftrace(void)
{
	return from_callback(0);
}

static int from_ftrace_with_registers(void)
{
	return from_callback(FTRACE_OPS_FL_SAVE_REGS);
}

static int crash_in_livepatch(struct kprobe *probe, struct pt_regs *registers)
{
	return touch(NULL);
}

static int from_livepatch_handler(void)
{
	int error;

	probe.pre_handler = crash_in_livepatch;
	error = probe_function("klp_ftrace_handler");
	return error ?: walk(NULL);
}

/* --- BPF: load-bpf has attached a program to each system call, which calls this helper */

static int from_bpf_helper(void)
{
	return probe_function("bpf_ktime_get_ns");
}

/* --- the stack of debug exceptions */

static int watched;

static void watch_fires(struct perf_event *event, struct perf_sample_data *data, struct pt_regs *registers)
{
	walk(NULL);
}

STEP int write_watched(void)
{
	WRITE_ONCE(watched, 1);
	return READ_ONCE(watched);
}

static int from_debug_exception(void)
{
	struct perf_event_attr attributes;

	hw_breakpoint_init(&attributes);
	attributes.bp_addr = (unsigned long)&watched;
	attributes.bp_len = HW_BREAKPOINT_LEN_4;
	attributes.bp_type = HW_BREAKPOINT_W;
	if (IS_ERR((void *)(unsigned long)register_wide_hw_breakpoint(&attributes, watch_fires, NULL)))
		return -EIO;
	return write_watched();
}

/* --- stacks that were overrun or overwritten */

STEP long recurse(long depth)
{
	volatile char room[200];

	room[0] = depth;
	if (READ_ONCE(never))
		return depth;
	return recurse(depth + 1) + room[0];
}

static int overflow(void)
{
	return recurse(0);
}

STEP int smash(unsigned long value, int count)
{
	unsigned long room[4];
	volatile unsigned long *words = room;

	for (int i = 0; i < count; i++)
		words[i] = value;
	return words[0];
}

/* The compiler's guard notices. */
STEP int smash_guarded(void)
{
	return smash(0x4141414141414141, 14) + 1;
}

__attribute__((optimize("no-stack-protector"))) STEP int smash_silently(unsigned long value, int count)
{
	unsigned long room[4];
	volatile unsigned long *words = room;

	for (int i = 0; i < count; i++)
		words[i] = value;
	return words[0];
}

/* Nothing notices before it returns to where nothing is. */
STEP int smash_unguarded(void)
{
	return smash_silently(0x4141414141414141, 14) + 1;
}

static int (*nobody)(void);

STEP int call_nobody(void)
{
	return READ_ONCE(nobody)() + 1;
}

/* --- */

static const struct scenario {
	const char *name;
	int (*run)(void);
} scenarios[] = {
	{ "process", from_process },
	{ "bug", from_bug },
	{ "softirq", from_softirq },
	{ "softirq-idle", from_softirq_of_idle },
	{ "hardirq", from_hard_interrupt },
	{ "nmi-in-irq", nmi_in_interrupt },
	{ "nmi-fault", fault_in_nmi },
	{ "nmi-nofault", nofault_in_nmi },
	{ "nmi-spin", spin_in_nmi },
	{ "irqs-off", spin_without_interrupts },
	{ "spin", spin },
	{ "probe-returns", probe_returns },
	{ "probed", probed },
	{ "sleep-probed", sleep_probed },
	{ "breakpoint", probe_by_breakpoint },
	{ "jump", probe_by_jump },
	{ "ftrace", from_ftrace },
	{ "ftrace-registers", from_ftrace_with_registers },
	{ "livepatch-handler", from_livepatch_handler },
	{ "bpf", from_bpf_helper },
	{ "debug", from_debug_exception },
	{ "overflow", overflow },
	{ "smashed", smash_guarded },
	{ "smashed-return", smash_unguarded },
	{ "null-call", call_nobody },
};

static ssize_t scenario_write(struct file *file, const char __user *text, size_t length, loff_t *position)
{
	char name[32] = "";
	int error;

	if (length >= sizeof(name) || copy_from_user(name, text, length))
		return -EINVAL;
	for (int i = 0; i < ARRAY_SIZE(scenarios); i++) {
		if (!strcmp(name, scenarios[i].name)) {
			error = scenarios[i].run();
			pr_info("%s: %d\n", name, error);
			return error < 0 ? error : length;
		}
	}
	return -ENOENT;
}

static const struct proc_ops scenario_file = { .proc_write = scenario_write };

/* For elfcore. */
static int page_offset_text(char *text, const struct kernel_param *unused)
{
	return sprintf(text, "%lx\n", PAGE_OFFSET);
}

static const struct kernel_param_ops page_offset = { .get = page_offset_text };
module_param_cb(page_offset, &page_offset, NULL, 0444);

static int __init scenario_init(void)
{
	local_apic = ioremap(0xfee00000, 4096);
	if (!local_apic || !proc_create("scenario", 0200, NULL, &scenario_file))
		return -ENOMEM;
	return register_nmi_handler(NMI_LOCAL, nmi_handler, 0, "scenario");
}

module_init(scenario_init);
MODULE_DESCRIPTION("Crashes in ways that are hard to unwind");
MODULE_AUTHOR("The Kwalk authors");
MODULE_LICENSE("GPL");
