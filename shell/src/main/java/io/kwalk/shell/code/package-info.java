/** Commands that show machine code. */
@NullMarked
package io.kwalk.shell.code;

import org.jspecify.annotations.NullMarked;
