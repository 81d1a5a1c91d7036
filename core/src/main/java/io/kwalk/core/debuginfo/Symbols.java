package io.kwalk.core.debuginfo;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The symbols of a kernel and its modules. */
public interface Symbols {
  /** The first symbol of that name: vmlinux before modules, else in order of address. */
  Optional<Symbol> find(String name);

  /** All symbols of that name. */
  List<Symbol> findAll(String name);

  /**
   * The symbol that {@code address} lies in: the last one at or below it, if that is in the same
   * region (kernel image or the same module), else empty. Of several at one address the one that
   * crash and the kernel print.
   */
  Optional<Symbol> at(long address);

  /** The first symbol above {@code address} in the same region. */
  Optional<Symbol> next(long address);

  /** All, ascending by address, vmlinux first. */
  Stream<Symbol> all();
}
