/** BPF programs, maps and links. */
@NullMarked
package io.kwalk.shell.bpf;

import org.jspecify.annotations.NullMarked;
