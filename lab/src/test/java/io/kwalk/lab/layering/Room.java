package io.kwalk.lab.layering;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.stream.Stream;

/** A package with those below it, and the rooms it may use besides itself. */
record Room(String name, List<String> uses) {
  /** The rooms from left to right: a question travels left, bytes travel right. */
  static final List<Room> ALL =
      List.of(
          new Room("core.memory"),
          new Room("core.image", "core.memory"),
          new Room("core.debuginfo", "core.memory", "core.image"),
          new Room("core.arch", "core.memory", "core.image", "core.debuginfo"),
          new Room("core.object", "core.memory", "core.image", "core.debuginfo", "core.arch"),
          new Room(
              "core.stack",
              "core.memory",
              "core.image",
              "core.debuginfo",
              "core.arch",
              "core.object"),
          new Room("linux", "core"),
          new Room("shell", "core", "linux"),
          new Room("lab", "core", "linux", "shell"));

  Room(String name, String... uses) {
    this(name, List.of(uses));
  }

  /** Classes of this room, where all rooms lie below the package {@code root}. */
  DescribedPredicate<JavaClass> classes(String root) {
    return below(root, Stream.of(name));
  }

  /** Classes below {@code root} that this room may not use. */
  DescribedPredicate<JavaClass> forbidden(String root) {
    return below(root, Stream.of(""))
        .and(DescribedPredicate.not(below(root, Stream.concat(Stream.of(name), uses.stream()))))
        .as("classes that " + name + " may not use");
  }

  private static DescribedPredicate<JavaClass> below(String root, Stream<String> names) {
    String[] packages =
        names
            .map(name -> name.isEmpty() ? root + ".." : root + "." + name + "..")
            .toArray(String[]::new);
    return JavaClass.Predicates.resideInAnyPackage(packages);
  }

  @Override
  public String toString() {
    return name;
  }
}
