/** Documents that show what the program does. */
@NullMarked
package io.kwalk.lab.shell.docs;

import org.jspecify.annotations.NullMarked;
