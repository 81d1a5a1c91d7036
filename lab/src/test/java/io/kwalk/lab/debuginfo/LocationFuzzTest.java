package io.kwalk.lab.debuginfo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.location.ExpressionContext;
import io.kwalk.core.debuginfo.location.Location;
import io.kwalk.core.debuginfo.location.LocationBytes;
import io.kwalk.core.debuginfo.location.LocationExpression;
import io.kwalk.core.debuginfo.location.UnavailableException;
import io.kwalk.core.memory.Memory;
import io.kwalk.lab.memory.BytesMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Every sequence of bytes is an expression that ends: with a location, or why there is none. */
final class LocationFuzzTest {
  @FuzzTest
  void evaluatesAnything(byte[] bytes) {
    Context context = new Context(new BytesMemory(0, bytes, ByteOrder.LITTLE_ENDIAN), 0);
    SectionReader expression =
        new SectionReader(
            "fuzz", ".debug_info", ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    Location location = LocationExpression.locate(expression, context);
    LocationBytes.of(location, 16, context).bytes();
  }

  /** Registers hold their numbers; entry values are evaluated here too, to a depth. */
  private record Context(Memory memory, int depth) implements ExpressionContext {
    @Override
    public @Nullable Unit unit() {
      return null;
    }

    @Override
    public int addressSize() {
      return 8;
    }

    @Override
    public long toRuntime(long fileAddress) {
      return fileAddress;
    }

    @Override
    public long register(int number) throws UnavailableException {
      if (number > 16) {
        throw new UnavailableException(Location.Reason.NOT_SAVED, "register " + number);
      }
      return number;
    }

    @Override
    public long frameBase() {
      return 0x20;
    }

    @Override
    public long callFrameAddress() {
      return 0x20;
    }

    @Override
    public long entryValue(SectionReader expression) throws UnavailableException {
      if (depth == 4) {
        throw new UnavailableException(Location.Reason.ENTRY_VALUE, "too deep");
      }
      return LocationExpression.compute(expression, new Context(memory, depth + 1));
    }

    @Override
    public long passedValue(long offset) {
      return offset;
    }
  }
}
