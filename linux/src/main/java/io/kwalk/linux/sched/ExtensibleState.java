package io.kwalk.linux.sched;

import java.util.List;
import java.util.OptionalLong;

/**
 * Whether BPF programs schedule tasks, and which.
 *
 * @param state as /sys/kernel/sched_ext/state says it: enabled, disabled, enabling, disabling
 * @param enabled how often one was enabled since boot (enable_seq); empty if unknown
 * @param schedulers those that are loaded, the root first; in 7.2 control groups may have their own
 * @param troubles what could not be walked
 */
public record ExtensibleState(
    String state,
    OptionalLong enabled,
    List<ExtensibleScheduler> schedulers,
    List<String> troubles) {}
