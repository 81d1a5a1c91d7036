package io.kwalk.linux.mm;

/**
 * What a page is used for, and by whom.
 *
 * @param owner the kmem_cache, the anon_vma, the address_space, the vm_struct; 0 for none
 * @param name the cache's name, the file's path, the function that asked for the memory; "" for
 *     none
 * @param head the first struct page of the compound page or free block that it is part of
 * @param order of that: 2^order pages; 0 where it is not known
 */
public record PageUse(PageKind kind, long owner, String name, long head, int order) {}
