package io.kwalk.linux.stack;

import io.kwalk.core.stack.StackRegion;

/** A stack that belongs to a processor, not to a task. */
public record CpuStack(int cpu, StackRegion region) {}
