package io.kwalk.core.debuginfo.location;

import static io.kwalk.core.debuginfo.location.DwOp.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.location.Location.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class LocationExpressionTest {
  private final TestContext context = new TestContext(ByteOrder.LITTLE_ENDIAN);

  private SectionReader expression(int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length).order(context.memory().byteOrder());
    for (int value : bytes) {
      buffer.put((byte) value);
    }
    return new SectionReader("test", ".debug_info", buffer.flip());
  }

  private long compute(int... bytes) throws UnavailableException {
    return LocationExpression.compute(expression(bytes), context);
  }

  private Location locate(int... bytes) {
    return LocationExpression.locate(expression(bytes), context);
  }

  private Reason missing(int... bytes) {
    return assertInstanceOf(Location.Missing.class, locate(bytes)).reason();
  }

  @Test
  void computesWithTheGenericType() throws UnavailableException {
    assertEquals(12, compute(DW_OP_lit0 + 5, DW_OP_lit0 + 7, DW_OP_plus));
    assertEquals(-2, compute(DW_OP_lit0 + 5, DW_OP_lit0 + 7, DW_OP_minus));
    assertEquals(-3, compute(DW_OP_const1s, 0xfa, DW_OP_lit0 + 2, DW_OP_div));
    assertEquals(1, compute(DW_OP_const1s, 0xff, DW_OP_lit0 + 2, DW_OP_mod));
    assertEquals(-1, compute(DW_OP_const1s, 0xfe, DW_OP_lit0 + 1, DW_OP_shra));
    assertEquals(Long.MAX_VALUE, compute(DW_OP_const1s, 0xfe, DW_OP_lit0 + 1, DW_OP_shr));
    assertEquals(0, compute(DW_OP_lit0 + 1, DW_OP_const1u, 64, DW_OP_shl));
    assertEquals(1, compute(DW_OP_const1s, 0xff, DW_OP_lit0, DW_OP_lt));
    assertEquals(0xfffe, compute(DW_OP_const2u, 0xfe, 0xff));
    assertEquals(-2, compute(DW_OP_const2s, 0xfe, 0xff));
    assertEquals(3, compute(DW_OP_const1s, 0xfd, DW_OP_abs));
    assertEquals(-1, compute(DW_OP_lit0, DW_OP_not));
    assertEquals(0x1234, compute(DW_OP_constu, 0xb4, 0x24));
    assertEquals(-0x80, compute(DW_OP_consts, 0x80, 0x7f));
  }

  @Test
  void movesValuesOfTheStack() throws UnavailableException {
    // 1 2 3 rot: 3 1 2, the top last.
    assertEquals(2, compute(DW_OP_lit0 + 1, DW_OP_lit0 + 2, DW_OP_lit0 + 3, DW_OP_rot));
    assertEquals(
        3 - 1,
        compute(
            DW_OP_lit0 + 1, DW_OP_lit0 + 2, DW_OP_lit0 + 3, DW_OP_rot, DW_OP_drop, DW_OP_minus));
    assertEquals(7, compute(DW_OP_lit0 + 7, DW_OP_lit0, DW_OP_over));
    assertEquals(7, compute(DW_OP_lit0 + 7, DW_OP_lit0, DW_OP_lit0, DW_OP_pick, 2));
    assertEquals(5, compute(DW_OP_lit0 + 2, DW_OP_lit0 + 7, DW_OP_swap, DW_OP_minus));
  }

  @Test
  void branchesAndEndsLoops() throws UnavailableException {
    assertEquals(
        9, compute(DW_OP_lit0 + 9, DW_OP_lit0 + 1, DW_OP_bra, 1, 0, DW_OP_drop, DW_OP_nop));
    assertEquals(Reason.DAMAGED, missing(DW_OP_skip, 0xfd, 0xff));
    assertEquals(Reason.DAMAGED, missing(DW_OP_skip, 0x00, 0x80));
    assertEquals(Reason.DAMAGED, missing(DW_OP_lit0, DW_OP_skip, 0xfc, 0xff));
  }

  @Test
  void locatesRegistersMemoryAndValues() {
    assertEquals(new Location.InRegister(3), locate(DW_OP_reg0 + 3));
    assertEquals(new Location.InRegister(40), locate(DW_OP_regx, 40));
    assertEquals(new Location.InMemory(0x1008), locate(DW_OP_breg0 + 3, 8));
    assertEquals(new Location.InMemory(0x2ff8), locate(DW_OP_fbreg, 0x78));
    assertEquals(new Location.InMemory(0x3000), locate(DW_OP_call_frame_cfa));
    assertEquals(new Location.Known(0x1000), locate(DW_OP_breg0 + 3, 0, DW_OP_stack_value));
    assertEquals(Location.OPTIMIZED_OUT, locate());
  }

  @Test
  void addressesAreThoseOfTheRun() {
    assertEquals(
        new Location.InMemory(0x10_0000_0010L), locate(DW_OP_addr, 0x10, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void readsMemory() throws UnavailableException {
    assertEquals(0x0807060504030201L, compute(DW_OP_const2u, 0, 0x50, DW_OP_deref));
    assertEquals(0x0201, compute(DW_OP_const2u, 0, 0x50, DW_OP_deref_size, 2));
    assertEquals(Reason.MEMORY, missing(DW_OP_lit0, DW_OP_deref, DW_OP_stack_value));
    assertEquals(
        Reason.DAMAGED, missing(DW_OP_const2u, 0, 0x50, DW_OP_deref_size, 9, DW_OP_stack_value));
  }

  @Test
  void saysWhyARegisterIsGone() {
    assertEquals(
        new Location.Missing(Reason.NOT_SAVED, "register 0"),
        locate(DW_OP_breg0, 0, DW_OP_stack_value));
  }

  @Test
  void asksTheCallerForEntryValues() {
    assertEquals(
        new Location.Known(0x77), locate(DW_OP_entry_value, 1, DW_OP_reg0 + 5, DW_OP_stack_value));
    assertEquals(
        new Location.Known(0x77),
        locate(DW_OP_GNU_entry_value, 1, DW_OP_reg0 + 5, DW_OP_stack_value));
    assertEquals(
        Reason.ENTRY_VALUE, missing(DW_OP_entry_value, 1, DW_OP_reg0 + 4, DW_OP_stack_value));
  }

  @Test
  void whatNoKernelHasIsUnsupported() {
    assertEquals(Reason.UNSUPPORTED, missing(DW_OP_lit0, DW_OP_form_tls_address));
    assertEquals(Reason.UNSUPPORTED, missing(DW_OP_lit0, DW_OP_GNU_push_tls_address));
    assertEquals(Reason.UNSUPPORTED, missing(DW_OP_lit0, DW_OP_lit0, DW_OP_xderef));
    assertEquals(Reason.UNSUPPORTED, missing(0xff));
    assertEquals(Reason.UNSUPPORTED, missing(DW_OP_push_object_address));
  }

  @Test
  void damagedExpressionsAreTold() {
    assertEquals(Reason.DAMAGED, missing(DW_OP_plus));
    assertEquals(Reason.DAMAGED, missing(DW_OP_lit0 + 1, DW_OP_lit0, DW_OP_div));
    assertEquals(Reason.DAMAGED, missing(DW_OP_const4u, 1, 2));
    assertEquals(Reason.DAMAGED, missing(DW_OP_lit0, DW_OP_addrx, 0));
    int[] deep = new int[300];
    java.util.Arrays.fill(deep, DW_OP_lit0);
    assertEquals(Reason.DAMAGED, missing(deep));
    assertThrows(UnavailableException.class, () -> compute());
  }

  @Test
  void gathersPieces() {
    // Four bytes of register 3 (0x1000), two that are nowhere, two of a constant's upper half.
    Location location =
        locate(
            DW_OP_reg0 + 3,
            DW_OP_piece,
            4,
            DW_OP_piece,
            2,
            DW_OP_const4u,
            0x11,
            0x22,
            0x33,
            0x44,
            DW_OP_stack_value,
            DW_OP_bit_piece,
            16,
            16);
    LocationBytes bytes = LocationBytes.of(location, 8, context);
    assertArrayEquals(new byte[] {0, 0x10, 0, 0, 0, 0, 0x33, 0x44}, bytes.bytes());
    assertTrue(bytes.isKnown(0) && bytes.isKnown(7) && !bytes.isKnown(4));
    assertEquals(Location.OPTIMIZED_OUT, bytes.missing().orElseThrow());
  }

  @Test
  void piecesInMemoryOneBehindTheOtherHaveAnAddress() {
    assertEquals(
        OptionalLong.of(0x1000),
        ((Location.Composite)
                locate(DW_OP_breg0 + 3, 0, DW_OP_piece, 4, DW_OP_breg0 + 3, 4, DW_OP_piece, 4))
            .address());
    assertEquals(
        OptionalLong.empty(),
        ((Location.Composite)
                locate(DW_OP_breg0 + 3, 0, DW_OP_piece, 4, DW_OP_breg0 + 3, 8, DW_OP_piece, 4))
            .address());
  }

  @Test
  void aRegistersLowBytesAreTheValueInBothByteOrders() {
    Location location = new Location.Known(0x1122334455667788L);
    assertArrayEquals(
        new byte[] {(byte) 0x88, 0x77}, LocationBytes.of(location, 2, context).bytes());
    TestContext big = new TestContext(ByteOrder.BIG_ENDIAN);
    assertArrayEquals(new byte[] {0x77, (byte) 0x88}, LocationBytes.of(location, 2, big).bytes());
  }
}
