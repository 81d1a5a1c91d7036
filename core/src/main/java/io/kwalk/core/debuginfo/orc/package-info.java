/** ORC unwind tables, x86-64's since 4.14 (arch/x86/include/asm/orc_types.h, tools/objtool). */
@NullMarked
package io.kwalk.core.debuginfo.orc;

import org.jspecify.annotations.NullMarked;
