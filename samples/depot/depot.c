// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * depot: a parcel depot as a character device, with a real bug, to make a crash dump worth reading.
 *
 * Couriers open /dev/depot and write commands: "put LABEL GRAMS LIFETIME", "take ID", "forward SHELF".
 * read(2) waits until a parcel is forwarded to the reader's shelf. /proc/depot shows the shelves.
 *
 * THE BUG, on purpose: depot_expire() frees a parcel whose lifetime is over even when a courier holds
 * it (PARCEL_HELD). The courier's pointer dangles; when the next parcel comes in, its memory is used
 * again, and the courier's "forward" walks on from a parcel that is on no shelf yet.
 *
 * This source is Kwalk's own, licensed under Apache-2.0 or, at your choice, GPL-2.0-only. The module
 * loader knows no name for that pair, so MODULE_LICENSE() says "GPL".
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/rbtree.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#define SHELVES 4
#define LABEL_LENGTH 24

static unsigned int settle_ms = 500;
module_param(settle_ms, uint, 0644);
MODULE_PARM_DESC(settle_ms, "milliseconds the scale needs to come to rest");

enum parcel_state { PARCEL_RECEIVED, PARCEL_SHELVED, PARCEL_HELD, PARCEL_EXPIRED };

struct courier;

struct parcel {
	u64 id;
	char label[LABEL_LENGTH];
	enum parcel_state state;
	unsigned int grams : 20;
	unsigned int priority : 3;
	unsigned int fragile : 1;
	unsigned long expires;
	struct courier *holder;
	struct rb_node by_weight;
	ktime_t received;
	struct list_head on_shelf;
};

struct shelf {
	unsigned int number;
	unsigned int count;
	struct list_head parcels;
	wait_queue_head_t arrival;
};

struct courier {
	char name[TASK_COMM_LEN];
	pid_t pid;
	struct parcel *holding;
	struct list_head in_depot;
};

struct depot {
	struct mutex lock;
	struct shelf shelves[SHELVES];
	struct xarray by_id;
	struct rb_root by_weight;
	struct list_head couriers;
	struct task_struct *sorter;
	struct task_struct *auditor;
	wait_queue_head_t bell;
	struct workqueue_struct *expiry;
	struct delayed_work expire;
	struct timer_list chime;
	unsigned long chimes;
};

struct depot_statistics {
	u64 received;
	u64 forwarded;
	u64 expired;
};

static struct depot depot;
static struct kmem_cache *parcel_cache;
static DEFINE_PER_CPU(struct depot_statistics, depot_statistics);

static void depot_index_by_weight(struct parcel *parcel)
{
	struct rb_node **link = &depot.by_weight.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		if (parcel->grams < rb_entry(parent, struct parcel, by_weight)->grams)
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&parcel->by_weight, parent, link);
	rb_insert_color(&parcel->by_weight, &depot.by_weight);
}

static noinline int depot_receive(struct courier *courier, const char *label, unsigned int grams,
				  unsigned int lifetime)
{
	struct shelf *inbox = &depot.shelves[0];
	struct parcel *parcel;
	u32 id;
	int error;

	parcel = kmem_cache_zalloc(parcel_cache, GFP_KERNEL);
	if (!parcel)
		return -ENOMEM;
	strscpy(parcel->label, label, sizeof(parcel->label));
	parcel->grams = grams;
	parcel->priority = grams < 500 ? 5 : 2;
	parcel->fragile = label[0] == 'g';
	parcel->received = ktime_get_real();
	parcel->expires = jiffies + lifetime * HZ;

	mutex_lock(&depot.lock);
	error = xa_alloc(&depot.by_id, &id, parcel, XA_LIMIT(1, 9999), GFP_KERNEL);
	if (!error) {
		parcel->id = id;
		depot_index_by_weight(parcel);
		list_add_tail(&parcel->on_shelf, &inbox->parcels);
		inbox->count++;
		this_cpu_inc(depot_statistics.received);
		pr_info("parcel %llu (%s, %u g) from %s\n", parcel->id, parcel->label, grams, courier->name);
	}
	mutex_unlock(&depot.lock);
	if (error)
		kmem_cache_free(parcel_cache, parcel);
	wake_up(&depot.bell);
	return error;
}

static noinline int depot_take(struct courier *courier, unsigned int id)
{
	struct parcel *parcel;

	mutex_lock(&depot.lock);
	parcel = xa_load(&depot.by_id, id);
	if (parcel) {
		parcel->state = PARCEL_HELD;
		parcel->holder = courier;
		courier->holding = parcel;
		pr_info("%s holds parcel %llu (%s)\n", courier->name, parcel->id, parcel->label);
	}
	mutex_unlock(&depot.lock);
	return parcel ? 0 : -ENOENT;
}

/* The scale needs time to come to rest; nobody else may touch the shelves meanwhile. */
static noinline void depot_settle_scale(void)
{
	msleep(settle_ms);
}

/* Grams of the parcels that stand behind this one on its shelf. */
static noinline unsigned int depot_weigh_behind(struct parcel *parcel, struct list_head *shelf)
{
	unsigned int grams = 0;

	list_for_each_entry_continue(parcel, shelf, on_shelf)
		grams += parcel->grams;
	return grams;
}

static noinline int depot_forward(struct courier *courier, unsigned int number)
{
	struct shelf *from = &depot.shelves[1], *to = &depot.shelves[number];
	struct parcel *parcel;
	unsigned int behind;

	mutex_lock(&depot.lock);
	parcel = courier->holding;
	if (parcel) {
		pr_info("%s forwards a parcel to shelf %u, the scale settles\n", courier->name, number);
		depot_settle_scale();
		behind = depot_weigh_behind(parcel, &from->parcels);
		pr_info("parcel %llu leaves %u g behind\n", parcel->id, behind);
		list_move_tail(&parcel->on_shelf, &to->parcels);
		from->count--;
		to->count++;
		parcel->state = PARCEL_SHELVED;
		parcel->holder = NULL;
		courier->holding = NULL;
		this_cpu_inc(depot_statistics.forwarded);
		wake_up_interruptible(&to->arrival);
	}
	mutex_unlock(&depot.lock);
	return parcel ? 0 : -ENOENT;
}

static noinline int depot_execute(struct courier *courier, const char *command)
{
	char label[LABEL_LENGTH];
	unsigned int grams, lifetime, number;

	if (sscanf(command, "put %23s %u %u", label, &grams, &lifetime) == 3)
		return depot_receive(courier, label, grams, lifetime);
	if (sscanf(command, "take %u", &number) == 1)
		return depot_take(courier, number);
	if (sscanf(command, "forward %u", &number) == 1 && number < SHELVES)
		return depot_forward(courier, number);
	pr_warn("%s (pid %d) sent an unknown command: %s\n", courier->name, courier->pid, command);
	return -EINVAL;
}

static ssize_t depot_write(struct file *file, const char __user *from, size_t length, loff_t *position)
{
	char command[64];
	int error;

	if (length >= sizeof(command))
		return -E2BIG;
	if (copy_from_user(command, from, length))
		return -EFAULT;
	command[length] = '\0';
	error = depot_execute(file->private_data, strim(command));
	return error ? error : length;
}

static ssize_t depot_read(struct file *file, char __user *to, size_t length, loff_t *position)
{
	struct shelf *counter = &depot.shelves[SHELVES - 1];
	int error = wait_event_interruptible(counter->arrival, READ_ONCE(counter->count) > 0);

	if (error)
		return error;
	return simple_read_from_buffer(to, length, position, "parcel\n", 7);
}

static int depot_open(struct inode *inode, struct file *file)
{
	struct courier *courier = kzalloc(sizeof(*courier), GFP_KERNEL);

	if (!courier)
		return -ENOMEM;
	get_task_comm(courier->name, current);
	courier->pid = task_pid_nr(current);
	file->private_data = courier;
	mutex_lock(&depot.lock);
	list_add_tail(&courier->in_depot, &depot.couriers);
	mutex_unlock(&depot.lock);
	return 0;
}

static int depot_release(struct inode *inode, struct file *file)
{
	struct courier *courier = file->private_data;

	mutex_lock(&depot.lock);
	list_del(&courier->in_depot);
	mutex_unlock(&depot.lock);
	kfree(courier);
	return 0;
}

static const struct file_operations depot_operations = {
	.owner = THIS_MODULE,
	.open = depot_open,
	.read = depot_read,
	.write = depot_write,
	.release = depot_release,
};

static struct miscdevice depot_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "depot",
	.fops = &depot_operations,
	.mode = 0666,
};

/* THE BUG: a parcel that a courier holds must not go. */
static void depot_expire(struct work_struct *work)
{
	struct parcel *parcel;
	unsigned long id;

	mutex_lock(&depot.lock);
	xa_for_each(&depot.by_id, id, parcel) {
		if (time_before(jiffies, parcel->expires))
			continue;
		pr_notice("parcel %llu (%s) expired\n", parcel->id, parcel->label);
		parcel->state = PARCEL_EXPIRED;
		xa_erase(&depot.by_id, id);
		rb_erase(&parcel->by_weight, &depot.by_weight);
		list_del(&parcel->on_shelf);
		depot.shelves[1].count--;
		this_cpu_inc(depot_statistics.expired);
		kmem_cache_free(parcel_cache, parcel);
	}
	mutex_unlock(&depot.lock);
	queue_delayed_work_on(0, depot.expiry, &depot.expire, HZ);
}

static bool depot_sort_once(void)
{
	struct shelf *inbox = &depot.shelves[0], *shelf = &depot.shelves[1];
	struct parcel *parcel, *next;
	bool sorted = false;

	mutex_lock(&depot.lock);
	list_for_each_entry_safe(parcel, next, &inbox->parcels, on_shelf) {
		list_move_tail(&parcel->on_shelf, &shelf->parcels);
		parcel->state = PARCEL_SHELVED;
		inbox->count--;
		shelf->count++;
		sorted = true;
	}
	mutex_unlock(&depot.lock);
	return sorted;
}

static int depot_sorter(void *unused)
{
	while (!kthread_should_stop()) {
		wait_event_interruptible(depot.bell, READ_ONCE(depot.shelves[0].count) > 0 ||
						     kthread_should_stop());
		depot_sort_once();
	}
	return 0;
}

static noinline unsigned int depot_audit(void)
{
	unsigned int shelf, count = 0;

	mutex_lock(&depot.lock);
	for (shelf = 0; shelf < SHELVES; shelf++)
		count += depot.shelves[shelf].count;
	mutex_unlock(&depot.lock);
	return count;
}

static int depot_auditor(void *unused)
{
	while (!kthread_should_stop()) {
		schedule_timeout_interruptible(HZ / 2);
		depot_audit();
	}
	return 0;
}

static void depot_chime(struct timer_list *timer)
{
	depot.chimes++;
	mod_timer(timer, jiffies + HZ / 4);
}

static int depot_show(struct seq_file *out, void *unused)
{
	struct courier *courier;
	struct parcel *parcel;
	unsigned int number;

	mutex_lock(&depot.lock);
	for (number = 0; number < SHELVES; number++) {
		seq_printf(out, "shelf %u: %u parcels\n", number, depot.shelves[number].count);
		list_for_each_entry(parcel, &depot.shelves[number].parcels, on_shelf)
			seq_printf(out, "  %llu %s %u g state %d\n", parcel->id, parcel->label,
				   parcel->grams, parcel->state);
	}
	list_for_each_entry(courier, &depot.couriers, in_depot)
		seq_printf(out, "courier %s pid %d%s\n", courier->name, courier->pid,
			   courier->holding ? " holds a parcel" : "");
	mutex_unlock(&depot.lock);
	return 0;
}

static void depot_prepare(void)
{
	unsigned int number;

	mutex_init(&depot.lock);
	xa_init_flags(&depot.by_id, XA_FLAGS_ALLOC1);
	depot.by_weight = RB_ROOT;
	INIT_LIST_HEAD(&depot.couriers);
	init_waitqueue_head(&depot.bell);
	for (number = 0; number < SHELVES; number++) {
		depot.shelves[number].number = number;
		INIT_LIST_HEAD(&depot.shelves[number].parcels);
		init_waitqueue_head(&depot.shelves[number].arrival);
	}
	INIT_DELAYED_WORK(&depot.expire, depot_expire);
	timer_setup(&depot.chime, depot_chime, 0);
}

/* A module that is there to crash is never unloaded: it has no exit, and errors here leave what is set up. */
static int __init depot_init(void)
{
	depot_prepare();
	/* a region for user copies keeps this cache from being merged with another of the same size */
	parcel_cache = kmem_cache_create_usercopy("depot_parcel", sizeof(struct parcel), 0, 0,
						  offsetof(struct parcel, label), LABEL_LENGTH, NULL);
	depot.expiry = alloc_workqueue("depot-expiry", 0, 1);
	if (!parcel_cache || !depot.expiry || !proc_create_single("depot", 0444, NULL, depot_show))
		return -ENOMEM;
	depot.sorter = kthread_run(depot_sorter, NULL, "depot-sorter");
	depot.auditor = kthread_run(depot_auditor, NULL, "depot-auditor");
	queue_delayed_work_on(0, depot.expiry, &depot.expire, HZ);
	mod_timer(&depot.chime, jiffies + HZ / 4);
	pr_info("open with %u shelves, the scale settles in %u ms\n", SHELVES, settle_ms);
	return misc_register(&depot_device);
}

module_init(depot_init);
MODULE_DESCRIPTION("A parcel depot that loses track of who holds what");
MODULE_AUTHOR("The Kwalk authors");
MODULE_LICENSE("GPL");
MODULE_VERSION("1.0");
