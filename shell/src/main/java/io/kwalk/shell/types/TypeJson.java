package io.kwalk.shell.types;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.TypedefType;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.shell.JsonObject;
import java.util.List;

/** Types as JSON: {@code {"kind","name","size","members":[{"name","type","offset"…}]}}. */
final class TypeJson {
  private static final int MAX_DEPTH = 16;

  /** Real types have thousands of members; damaged ones could branch without end. */
  private static final int MAX_MEMBERS = 100_000;

  private int members;

  private TypeJson() {}

  static JsonObject of(Type type) {
    return new TypeJson().row(type);
  }

  private JsonObject row(Type type) {
    JsonObject row = new JsonObject();
    switch (type) {
      case StructType struct -> struct(row, struct, 0);
      case EnumType enumeration -> {
        row.put("kind", "enum").put("name", type.name()).put("size", type.size());
        row.putObjects("enumerators", enumerators(enumeration));
      }
      case TypedefType typedef -> {
        row.put("kind", "typedef").put("name", type.name()).put("size", type.size());
        row.put("target", row(typedef.target().name().isEmpty() ? type.strip() : typedef.target()));
      }
      default ->
          row.put("kind", "type").put("name", CDeclaration.text(type, "")).put("size", type.size());
    }
    return row;
  }

  /** One member, found by its path. */
  static JsonObject member(String path, Field field) {
    JsonObject row = new JsonObject().put("name", path);
    row.put("type", CDeclaration.text(field.type(), "")).put("offset", field.offset());
    if (field.bitSize() != 0) {
      row.put("bit_offset", field.bitOffset() & 7).put("bit_size", field.bitSize());
    }
    return row.put("size", field.size());
  }

  private JsonObject struct(JsonObject row, StructType struct, int depth) {
    row.put("kind", struct.isUnion() ? "union" : "struct").put("name", struct.name());
    row.put("size", struct.size());
    members += struct.members().size();
    if (depth < MAX_DEPTH && members <= MAX_MEMBERS) {
      row.putObjects("members", struct.members().stream().map(m -> member(m, depth)).toList());
    }
    return row;
  }

  private JsonObject member(Member member, int depth) {
    JsonObject row =
        member(member.name(), new Field(member.type(), member.bitOffset(), member.bitSize()));
    CDeclaration declaration = CDeclaration.of(member.type(), "");
    if (declaration.hasBody()) {
      row.put("body", struct(new JsonObject(), (StructType) declaration.base(), depth + 1));
    }
    return row;
  }

  private static List<JsonObject> enumerators(EnumType enumeration) {
    return enumeration.enumerators().stream()
        .map(constant ->
            new JsonObject().put("name", constant.name()).put("value", constant.value()))
        .toList();
  }
}
