package io.kwalk.core.object;

import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a struct's or union's definition, a line a member; bodies of anonymous structs and
 * unions in place.
 *
 * @param struct what is defined
 * @param lines between the braces
 */
public record TypeDefinition(StructType struct, List<Line> lines) {
  private static final int MAX_DEPTH = 32;

  /** The longest of real types have some thousand; a damaged one could branch without end. */
  private static final int MAX_LINES = 200_000;

  /** Characters of all lines; a damaged type could repeat a long one in every member. */
  private static final int MAX_TEXT = 1 << 24;

  /**
   * One line.
   *
   * @param depth how many anonymous bodies it lies in
   * @param bitOffset of the member that it declares, from the start of the outermost struct; -1 if
   *     it declares none
   * @param member the member's name, "" if it has none
   * @param type the member's type; void of a line that declares none
   */
  public record Line(int depth, long bitOffset, String member, Type type, String text) {
    /** Bytes from the start of the outermost struct, -1 if the line declares no member. */
    public long offset() {
      return bitOffset < 0 ? -1 : bitOffset >>> 3;
    }
  }

  public static TypeDefinition of(StructType struct) {
    Builder builder = new Builder();
    builder.body(struct, 0, 0);
    return new TypeDefinition(struct, List.copyOf(builder.lines));
  }

  /** The line above the body: "struct list_head {". */
  public String opening() {
    String tag = struct.isUnion() ? "union " : "struct ";
    return tag + (struct.name().isEmpty() ? "{" : struct.name() + " {");
  }

  /** The line that declares {@code member}, directly or in an anonymous body. */
  public Optional<Line> line(String member) {
    int nearest = Integer.MAX_VALUE;
    @Nullable Line found = null;
    for (Line line : lines) {
      if (line.member().equals(member) && line.depth() < nearest) {
        nearest = line.depth();
        found = line;
      }
    }
    return Optional.ofNullable(found);
  }

  private static final class Builder {
    private final List<Line> lines = new ArrayList<>();
    private int text;

    void body(StructType struct, long base, int depth) {
      List<Member> members = struct.members();
      if (members.isEmpty()) {
        plain(depth, "<no data fields>");
      }
      for (int i = 0; i < members.size(); i++) {
        if (lines.size() >= MAX_LINES || text > MAX_TEXT || depth > MAX_DEPTH) {
          plain(depth, "...");
          return;
        }
        member(members.get(i), base, depth, i == members.size() - 1 || struct.isUnion());
      }
    }

    private void member(Member member, long base, int depth, boolean last) {
      long offset = base + member.bitOffset();
      CDeclaration declaration = CDeclaration.ofMember(member.type(), member.name(), last);
      String end = member.isBitField() ? " : " + member.bitSize() + ";" : ";";
      if (!declaration.hasBody()) {
        add(depth, offset, member, declaration + end);
        return;
      }
      StructType body = (StructType) declaration.base();
      plain(depth, declaration.qualifiers() + (body.isUnion() ? "union {" : "struct {"));
      body(body, offset, depth + 1);
      String declarator = declaration.declarator();
      if (declarator.isEmpty()) {
        plain(depth, "}" + end);
      } else {
        add(depth, offset, member, "} " + declarator + end);
      }
    }

    private void add(int depth, long offset, Member member, String text) {
      this.text += text.length();
      lines.add(new Line(depth, offset, member.name(), member.type(), text));
    }

    private void plain(int depth, String text) {
      lines.add(new Line(depth, -1, "", VoidType.VOID, text));
    }
  }
}
