package io.kwalk.linux.mm;

import java.util.List;

/**
 * A memory node: struct pglist_data.
 *
 * @param address of the pglist_data
 * @param startPage number of its first page
 * @param spannedPages with holes
 * @param presentPages without holes
 */
public record MemoryNode(
    long address,
    int id,
    long startPage,
    long spannedPages,
    long presentPages,
    List<MemoryZone> zones) {}
