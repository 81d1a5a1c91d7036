package io.kwalk.core.debuginfo;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A struct or union; its members are decoded when first asked for. */
public final class StructType implements Type {
  private final boolean union;
  private final String name;
  private final long size;
  private final Supplier<List<Member>> source;
  private volatile @Nullable List<Member> members;

  public StructType(boolean union, String name, long size, Supplier<List<Member>> members) {
    this.union = union;
    this.name = name;
    this.size = size;
    this.source = members;
  }

  public boolean isUnion() {
    return union;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  /** In the order of their definition. */
  public List<Member> members() {
    List<Member> known = members;
    if (known == null) {
      known = List.copyOf(source.get());
      members = known;
    }
    return known;
  }

  /** Whether {@link #field} would find {@code path}. */
  public boolean has(String path) {
    return field(path).isPresent();
  }

  /**
   * Resolves a member path such as {@code "se.vruntime"}, {@code "rcu.next"} or {@code
   * "mem[2].base"}, looking into anonymous members at each step. Costs a walk over the members:
   * bind it once, not in a loop.
   */
  public Optional<Field> field(String path) {
    return FieldPath.resolve(this, path);
  }

  @Override
  public String toString() {
    return (union ? "union " : "struct ") + name;
  }
}
