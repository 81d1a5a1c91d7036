package io.kwalk.linux.syscall;

import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names of arguments' values: constants.txt. */
final class Constants {
  /** One name: it stands for {@code value} where {@code mask} of the argument is that. */
  private record Constant(long mask, long value, String name) {}

  /** The names of one kind of argument; of an enumeration exactly one holds. */
  private record NameSet(boolean isEnumeration, List<Constant> constants) {}

  private final Map<String, NameSet> sets = new HashMap<>();
  private final String machine;

  private Constants(Kernel kernel) {
    machine = kernel.architecture().name();
    for (String line : ResourceLines.of("constants.txt")) {
      List<String> words = Arrays.asList(line.split(" ", -1));
      List<Constant> constants = new ArrayList<>();
      for (int i = 2; i < words.size(); i++) {
        constants.add(constant(words.get(i)));
      }
      sets.put(words.get(1), new NameSet(words.getFirst().equals("enum"), List.copyOf(constants)));
    }
  }

  static Constants of(Kernel kernel) {
    return kernel.part(Constants.class, Constants::new);
  }

  private static Constant constant(String word) {
    int equals = word.indexOf('=');
    String left = word.substring(0, equals);
    int and = left.indexOf('&');
    long value = Long.decode(left.substring(and + 1));
    long mask = and < 0 ? value : Long.decode(left.substring(0, and));
    return new Constant(mask, value, word.substring(equals + 1));
  }

  /** A value in words, if {@code kind} is a set of names; what has no name is hexadecimal. */
  Optional<String> text(String kind, long value) {
    NameSet set = sets.getOrDefault(kind + ":" + machine, sets.get(kind));
    if (set == null) {
      return Optional.empty();
    }
    return Optional.of(set.isEnumeration() ? one(set, value) : several(set, value));
  }

  private static String one(NameSet set, long value) {
    long unsigned = value & 0xffff_ffffL;
    for (Constant constant : set.constants()) {
      if ((constant.value() & 0xffff_ffffL) == unsigned) {
        return constant.name();
      }
    }
    return hex(unsigned);
  }

  private static String several(NameSet set, long value) {
    long rest = value & 0xffff_ffffL;
    List<String> names = new ArrayList<>();
    for (Constant constant : set.constants()) {
      boolean field = constant.mask() != constant.value();
      boolean holds = (value & constant.mask()) == constant.value();
      // A name of several bits, such as O_SYNC, goes before its parts.
      if (holds && (field || (rest & constant.mask()) == constant.mask() && constant.mask() != 0)) {
        names.add(constant.name());
        rest &= ~constant.mask();
      } else if (constant.mask() == 0 && value == 0) {
        names.add(constant.name());
      }
    }
    if (rest != 0) {
      names.add(hex(rest));
    }
    return names.isEmpty() ? "0" : String.join("|", names);
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
