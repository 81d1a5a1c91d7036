// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * livepatch: replaces walk() of the module scenario by a function that faults itself.
 *
 * This source is Kwalk's own, licensed under Apache-2.0 or, at your choice, GPL-2.0-only. The module
 * loader knows no name for that pair, so MODULE_LICENSE() says "GPL".
 */
#include <linux/livepatch.h>
#include <linux/module.h>

static noinline int patched_walk(int *where)
{
	return READ_ONCE(*where) + 1;
}

static struct klp_func functions[] = {
	{ .old_name = "walk", .new_func = patched_walk },
	{ }
};

static struct klp_object objects[] = {
	{ .name = "scenario", .funcs = functions },
	{ }
};

static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objects };

static int __init livepatch_init(void)
{
	return klp_enable_patch(&patch);
}

static void __exit livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_INFO(livepatch, "Y");
MODULE_DESCRIPTION("Replaces a function of the module scenario");
MODULE_AUTHOR("The Kwalk authors");
MODULE_LICENSE("GPL");
