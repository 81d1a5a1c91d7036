package io.kwalk.linux.mm;

/**
 * A section of the sparse memory model: struct mem_section.
 *
 * @param number of the section
 * @param address of the mem_section
 * @param codedMap section_mem_map less its flags
 * @param flags SECTION_MARKED_PRESENT and so on
 * @param firstPage number of its first page
 * @param pages in a section
 * @param map address of its first struct page
 */
public record MemorySection(
    long number, long address, long codedMap, int flags, long firstPage, long pages, long map) {
  private static final String LETTERS = "PMOED";

  /** The flags' letters: present, has a memory map, online, early, device. */
  public String state() {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < LETTERS.length(); bit++) {
      if ((flags >>> bit & 1) != 0) {
        text.append(LETTERS.charAt(bit));
      }
    }
    return text.toString();
  }
}
