package io.kwalk.shell.vm;

import io.kwalk.core.object.PrintOptions;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What `vm` was asked for.
 *
 * @param pages whether each page of a mapping is wanted
 * @param vma the only vm_area_struct wanted
 * @param reference only what refers to this is wanted
 * @param values how structs are printed
 */
record VmRequest(
    Content content,
    boolean pages,
    OptionalLong vma,
    @Nullable VmReference reference,
    PrintOptions values) {
  /** What is printed of an address space. */
  enum Content {
    MAPPINGS,
    /** Whole vm_area_structs. */
    STRUCTS,
    /** The mm_struct. */
    MM_STRUCT
  }
}
