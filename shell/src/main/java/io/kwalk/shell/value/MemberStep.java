package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import java.util.List;
import java.util.Optional;

/**
 * A member found by its name in a struct, through anonymous members.
 *
 * @param anonymous how many anonymous structs and unions lie around it
 * @param last whether nothing follows it in the innermost struct
 */
record MemberStep(int anonymous, boolean last) {
  private static final int MAX_DEPTH = 32;

  /** Where the last name of {@code path} ("se.load", "pid_links[1].next") stands. */
  static MemberStep of(StructType struct, String path) {
    int dot = path.lastIndexOf('.');
    String name = path.substring(dot + 1);
    int bracket = name.indexOf('[');
    String plain = bracket < 0 ? name : name.substring(0, bracket);
    Optional<StructType> parent =
        dot < 0
            ? Optional.of(struct)
            : struct
                .field(path.substring(0, dot))
                .filter(field -> field.type().strip() instanceof StructType)
                .map(field -> (StructType) field.type().strip());
    return parent.flatMap(type -> find(type, plain, 0)).orElse(new MemberStep(0, false));
  }

  private static Optional<MemberStep> find(StructType struct, String name, int depth) {
    List<Member> members = struct.members();
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).name().equals(name)) {
        return Optional.of(new MemberStep(depth, i == members.size() - 1));
      }
    }
    for (Member member : members) {
      if (depth < MAX_DEPTH
          && member.name().isEmpty()
          && member.type().strip() instanceof StructType inner) {
        Optional<MemberStep> found = find(inner, name, depth + 1);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }
}
