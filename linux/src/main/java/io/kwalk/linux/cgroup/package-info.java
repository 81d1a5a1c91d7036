/** Control groups: hierarchies, groups, and which tasks are in them. */
@NullMarked
package io.kwalk.linux.cgroup;

import org.jspecify.annotations.NullMarked;
