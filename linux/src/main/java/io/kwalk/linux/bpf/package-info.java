/** BPF: loaded programs with their translated instructions and machine code, maps, links. */
@NullMarked
package io.kwalk.linux.bpf;

import org.jspecify.annotations.NullMarked;
