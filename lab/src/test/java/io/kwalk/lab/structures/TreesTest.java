package io.kwalk.lab.structures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.NoSymbols;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.TypedefType;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.object.Target;
import io.kwalk.lab.memory.BytesMemory;
import io.kwalk.linux.structures.MapleTree;
import io.kwalk.linux.structures.PointerChain;
import io.kwalk.linux.structures.RedBlackTree;
import io.kwalk.linux.structures.TreeListener;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Trees and lists in a memory made by hand: whole, damaged, and in circles. */
final class TreesTest {
  private static final long BASE = 0xffff_8880_0000_0000L;
  private static final IntType WORD =
      new IntType("unsigned long", 8, false, IntType.Encoding.INTEGER);

  private static final Map<String, StructType> STRUCTS =
      Map.of(
          "rb_root", struct(8, member("rb_node", WORD, 0)),
          "rb_node",
              struct(
                  24,
                  member("__rb_parent_color", WORD, 0),
                  member("rb_right", WORD, 8),
                  member("rb_left", WORD, 16)),
          "maple_tree", struct(16, member("ma_root", WORD, 8)),
          "maple_range_64",
              struct(256, member("pivot", array(15), 8), member("slot", array(16), 128)),
          "maple_arange_64",
              struct(256, member("pivot", array(9), 8), member("slot", array(10), 80)),
          "maple_node", struct(256, member("slot", array(31), 8)));

  private final BytesMemory memory =
      new BytesMemory(BASE, new byte[16384], ByteOrder.LITTLE_ENDIAN);
  private final List<String> heard = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  private final TreeListener listener =
      new TreeListener() {
        @Override
        public void entry(long entry, long first, long last, String position) {
          heard.add(Long.toHexString(entry) + " " + first + "-" + last + " " + position);
        }

        @Override
        public void trouble(String message) {
          troubles.add(message);
        }
      };

  private static StructType struct(long size, Member... members) {
    return new StructType(false, "", size, () -> List.of(members));
  }

  private static Member member(String name, Type type, long offset) {
    return new Member(name, () -> type, 8 * offset, 0);
  }

  private static ArrayType array(long count) {
    return new ArrayType(() -> WORD, count);
  }

  private Target target() {
    return new Target() {
      @Override
      public Memory memory() {
        return memory;
      }

      @Override
      public Types types() {
        return new NamedStructs(STRUCTS);
      }

      @Override
      public Symbols symbols() {
        return NoSymbols.INSTANCE;
      }
    };
  }

  private void redBlack(long node, long left, long right) {
    memory.put(node + 8, right).put(node + 16, left);
  }

  @Test
  void walksRedBlackTreesInBothOrders() {
    memory.put(BASE, BASE + 0x100);
    redBlack(BASE + 0x100, BASE + 0x200, BASE + 0x300);
    redBlack(BASE + 0x200, 0, BASE + 0x400);
    RedBlackTree.on(target()).walk(BASE, false, listener);
    assertEquals(
        List.of(
            "ffff888000000100 0-0 root",
            "ffff888000000200 0-0 root/l",
            "ffff888000000400 0-0 root/l/r",
            "ffff888000000300 0-0 root/r"),
        heard);
    heard.clear();
    RedBlackTree.on(target()).walk(BASE, true, listener);
    assertEquals("ffff888000000200 0-0 root/l", heard.getFirst());
    assertEquals("ffff888000000300 0-0 root/r", heard.getLast());
    assertEquals(List.of(), troubles);
  }

  @Test
  void endsARedBlackTreeThatComesBackToItsRoot() {
    memory.put(BASE, BASE + 0x100);
    redBlack(BASE + 0x100, BASE + 0x100, BASE + 0x200);
    RedBlackTree.on(target()).walk(BASE, false, listener);
    assertEquals(2, heard.size());
    assertEquals(List.of("the tree comes back to the node at ffff888000000100"), troubles);
  }

  @Test
  void losesOnlyTheBranchBelowAMissingNode() {
    memory.put(BASE, BASE + 0x100);
    redBlack(BASE + 0x100, BASE + 0x2000, BASE + 0x300);
    memory.without(BASE + 0x2000);
    RedBlackTree.on(target()).walk(BASE, false, listener);
    assertEquals(2, heard.size());
    assertEquals(1, troubles.size());
    assertTrue(troubles.getFirst().contains("ffff888000002"), troubles.getFirst());
  }

  @Test
  void readsTheOnlyEntryOfAMapleTreeFromItsRoot() {
    memory.put(BASE + 8, BASE + 0x1000);
    MapleTree.on(target()).walk(BASE, listener);
    assertEquals(List.of("ffff888000001000 0-0 root"), heard);
  }

  @Test
  void walksMapleRangesWithGaps() {
    long leaf = BASE + 0x1000;
    memory.put(BASE + 8, leaf | 1 << 3 | 6);
    memory.put(leaf + 8, 9).put(leaf + 16, 19).put(leaf + 24, 0);
    memory.put(leaf + 128, 0x100).put(leaf + 136, 0).put(leaf + 144, 0x300);
    MapleTree.on(target()).walk(BASE, listener);
    assertEquals(List.of("100 0-9 root/0", "300 20--1 root/2"), heard);
    assertEquals(List.of(), troubles);
  }

  @Test
  void walksBelowAllocationNodes() {
    long top = BASE + 0x1000;
    long left = BASE + 0x1100;
    long right = BASE + 0x1200;
    memory.put(BASE + 8, top | 3 << 3 | 6);
    memory.put(top + 8, 99).put(top + 80, left | 1 << 3 | 4).put(top + 88, right | 1 << 3 | 4);
    memory.put(left + 8, 99).put(left + 128, 0x100);
    memory.put(right + 8, 149).put(right + 128, 0x200).put(right + 136, 0x300);
    MapleTree.on(target()).walk(BASE, listener);
    assertEquals(
        List.of("100 0-99 root/0/0", "200 100-149 root/1/0", "300 150--1 root/1/1"), heard);
  }

  @Test
  void endsAMapleTreeThatHoldsItself() {
    long top = BASE + 0x1000;
    memory.put(BASE + 8, top | 3 << 3 | 6);
    memory.put(top + 80, top | 3 << 3 | 4);
    MapleTree.on(target()).walk(BASE, listener);
    assertEquals(List.of(), heard);
    assertEquals(1, troubles.size());
  }

  @Test
  void noticesPivotsThatDescendAndTypesThatAreNone() {
    long top = BASE + 0x1000;
    memory.put(BASE + 8, top | 1 << 3 | 6);
    memory.put(top + 8, 50).put(top + 16, 20).put(top + 128, 0x100);
    MapleTree.on(target()).walk(BASE, listener);
    assertTrue(troubles.getFirst().contains("descends"), troubles.getFirst());
    memory.put(BASE + 8, top | 9 << 3 | 6);
    MapleTree.on(target()).walk(BASE, listener);
    assertTrue(troubles.getLast().contains("type 9"), troubles.getLast());
  }

  @Test
  void saysHowAListEnded() {
    memory.put(BASE, BASE + 0x10).put(BASE + 0x10, BASE + 0x20).put(BASE + 0x20, 0);
    List<Long> seen = new ArrayList<>();
    assertEquals(PointerChain.End.Kind.NULL, chain(BASE, seen).kind());
    assertEquals(List.of(BASE, BASE + 0x10, BASE + 0x20), seen);
    memory.put(BASE + 0x20, BASE + 0x10);
    assertEquals(new PointerChain.End(PointerChain.End.Kind.CYCLE, BASE + 0x10), chain(BASE, seen));
    memory.put(BASE + 0x20, 0x123);
    assertEquals(PointerChain.End.Kind.END, chain(BASE, seen).kind());
    memory.put(BASE + 0x20, 0x1000);
    assertEquals(new PointerChain.End(PointerChain.End.Kind.FAULT, 0x1000), chain(BASE, seen));
  }

  /** Odd pointers end it, as those of hlist_nulls do. */
  private PointerChain.End chain(long first, List<Long> seen) {
    return PointerChain.walk(memory, first, 0, at -> (at & 1) != 0, seen::add);
  }

  /** Structs by name, and nothing else. */
  private record NamedStructs(Map<String, StructType> structs) implements Types {
    @Override
    public Optional<StructType> struct(String name) {
      return Optional.ofNullable(structs.get(name));
    }

    @Override
    public Optional<StructType> union(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<EnumType> enumeration(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<TypedefType> typedef(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<Type> base(String name) {
      return Optional.empty();
    }

    @Override
    public OptionalLong enumerator(String name) {
      return OptionalLong.empty();
    }

    @Override
    public Optional<EnumType> enumOf(String enumerator) {
      return Optional.empty();
    }

    @Override
    public Optional<Type> variable(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<FunctionType> function(String name) {
      return Optional.empty();
    }

    @Override
    public Stream<Type> named() {
      return structs.values().stream().map(type -> type);
    }

    @Override
    public int wordSize() {
      return 8;
    }
  }
}
