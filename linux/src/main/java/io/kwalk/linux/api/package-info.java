/**
 * Kwalk for programs: {@link io.kwalk.linux.api.Dump} opens a dump, and leads to symbols, types,
 * typed references into memory, tasks and the frames of their stacks. docs/api.md shows it at work.
 * What is public elsewhere may change from one version to the next.
 */
@NullMarked
package io.kwalk.linux.api;

import org.jspecify.annotations.NullMarked;
