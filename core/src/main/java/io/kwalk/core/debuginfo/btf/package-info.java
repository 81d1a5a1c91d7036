/** Reader of BTF, the kernel's own compact type information (Documentation/bpf/btf.rst). */
@NullMarked
package io.kwalk.core.debuginfo.btf;

import org.jspecify.annotations.NullMarked;
