package io.kwalk.core.debuginfo.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class AddressIntervalsTest {
  @Test
  void findsTheShortestIntervalAroundAnAddress() {
    AddressIntervals intervals = new AddressIntervals();
    intervals.add(100, 200, 1);
    intervals.add(10, 20, 2);
    intervals.add(150, 160, 3);
    intervals.add(155, 155, 4);
    AddressIntervals sorted = intervals.sorted();
    assertEquals(AddressIntervals.NONE, sorted.find(9));
    assertEquals(2, sorted.find(10));
    assertEquals(AddressIntervals.NONE, sorted.find(20));
    assertEquals(1, sorted.find(149));
    assertEquals(3, sorted.find(155));
    assertEquals(1, sorted.find(160));
    assertEquals(AddressIntervals.NONE, sorted.find(200));
  }

  @Test
  void comparesAddressesUnsigned() {
    AddressIntervals intervals = new AddressIntervals();
    intervals.add(-4096, -1, 1);
    intervals.add(0x7fff_ffff_ffff_f000L, -8192, 2);
    AddressIntervals sorted = intervals.sorted();
    assertEquals(1, sorted.find(-2));
    assertEquals(2, sorted.find(Long.MIN_VALUE));
    assertEquals(AddressIntervals.NONE, sorted.find(5));
  }

  @Test
  void findsTheSameWhetherSortedOrNot() {
    Random random = new Random(5);
    AddressIntervals intervals = new AddressIntervals();
    for (int i = 0; i < 500; i++) {
      long low = random.nextInt(10_000);
      // Of different lengths, so that one is the shortest.
      intervals.add(low, low + 1 + i, i);
    }
    AddressIntervals sorted = intervals.sorted();
    for (int address = -1; address < 10_600; address++) {
      assertEquals(intervals.scan(address), sorted.find(address), "at " + address);
    }
  }
}
