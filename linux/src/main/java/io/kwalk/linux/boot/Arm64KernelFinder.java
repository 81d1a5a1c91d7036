package io.kwalk.linux.boot;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.arch.VirtualMemory;
import io.kwalk.core.arch.arm64.Arm64Architecture;
import io.kwalk.core.arch.arm64.Arm64PageTables;
import io.kwalk.core.arch.arm64.InvalidEntries;
import io.kwalk.core.arch.arm64.TranslationRegime;
import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.image.DumpImage;
import io.kwalk.core.memory.MemoryFault.Space;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Finds arm64 kernels (what vmcoreinfo says of them: arch/arm64/kernel/vmcore_info.c). */
final class Arm64KernelFinder implements KernelFinder {
  @Override
  public Architecture architecture() {
    return Arm64Architecture.ARM64;
  }

  @Override
  public boolean isDescribedBy(Vmcoreinfo vmcoreinfo) {
    return vmcoreinfo.symbol("swapper_pg_dir").isPresent()
        && vmcoreinfo.number("kimage_voffset").isPresent()
        && regime(vmcoreinfo).isPresent();
  }

  @Override
  public long imageOffset(Vmcoreinfo vmcoreinfo) {
    return -vmcoreinfo.number("kimage_voffset").orElse(0);
  }

  private static Optional<TranslationRegime> regime(Vmcoreinfo vmcoreinfo) {
    OptionalInt pageShift = pageShift(vmcoreinfo);
    OptionalLong builtBits = vmcoreinfo.number("VA_BITS");
    if (pageShift.isEmpty() || builtBits.isEmpty()) {
      return Optional.empty();
    }
    // TCR_EL1.T1SZ since 5.10 (bbdbc11804ff).
    OptionalLong unused = vmcoreinfo.number("TCR_EL1_T1SZ");
    long bits = unused.isPresent() ? 64 - unused.getAsLong() : builtBits.getAsLong();
    try {
      return Optional.of(
          TranslationRegime.of(
              pageShift.getAsInt(), Math.toIntExact(builtBits.getAsLong()), (int) bits));
    } catch (IllegalArgumentException | ArithmeticException _) {
      return Optional.empty();
    }
  }

  private static OptionalInt pageShift(Vmcoreinfo vmcoreinfo) {
    return switch (vmcoreinfo.value("PAGESIZE").orElse("")) {
      case "4096" -> OptionalInt.of(12);
      case "16384" -> OptionalInt.of(14);
      case "65536" -> OptionalInt.of(16);
      default -> OptionalInt.empty();
    };
  }

  @Override
  public KernelLayout byVmcoreinfo(DumpImage image, Vmcoreinfo vmcoreinfo) {
    long root = vmcoreinfo.symbol("swapper_pg_dir").orElse(0);
    String release = vmcoreinfo.value("OSRELEASE").orElse("");
    Arm64PageTables tables =
        new Arm64PageTables(
            image.memory(), regime(vmcoreinfo).orElseThrow(), invalidEntries(release));
    long offset = imageOffset(vmcoreinfo);
    Arm64KernelMap map =
        new Arm64KernelMap(
            tables,
            root + offset,
            (int) vmcoreinfo.number("VA_BITS").orElseThrow(),
            vmcoreinfo.symbol("_stext").orElse(root),
            vmcoreinfo.number("PHYS_OFFSET"));
    return layout(image, vmcoreinfo, release, tables, map, root + offset, offset);
  }

  @Override
  public Optional<KernelLayout> byBanner(DumpImage image, Vmcoreinfo header, List<Banner> banners) {
    return new Arm64BannerFinder(image.memory())
        .find(banners)
        .map(found -> {
          TranslationRegime regime = found.regime();
          String release = found.banner().release();
          Arm64PageTables tables =
              new Arm64PageTables(image.memory(), regime, invalidEntries(release));
          Arm64KernelMap map =
              new Arm64KernelMap(
                  tables,
                  found.rootTable(),
                  regime.tableBits(),
                  found.virtual(),
                  OptionalLong.empty());
          long offset = found.banner().address() - found.virtual();
          return layout(image, header, release, tables, map, found.rootTable(), offset);
        });
  }

  private static KernelLayout layout(
      DumpImage image,
      Vmcoreinfo vmcoreinfo,
      String release,
      Arm64PageTables tables,
      Arm64KernelMap map,
      long root,
      long imageOffset) {
    return new KernelLayout(
        Arm64Architecture.ARM64,
        release,
        vmcoreinfo,
        tables,
        new VirtualMemory(image.memory(), map, Space.KERNEL, tables.pageSize()),
        map,
        root,
        imageOffset,
        vmcoreinfo.hexadecimalOf("KERNELOFFSET").orElse(0));
  }

  /** Nothing but the release tells how invalid entries are written: they are macros. */
  private static InvalidEntries invalidEntries(String release) {
    int[] version = version(release);
    int number = version[0] * 1000 + version[1];
    return number >= 6010
        ? InvalidEntries.TYPE_AT_6
        : number >= 5019 ? InvalidEntries.TYPE_AT_3 : InvalidEntries.TYPE_AT_2;
  }

  /** The first two numbers of a release. */
  private static int[] version(String release) {
    int[] numbers = new int[2];
    int field = 0;
    for (int i = 0; i < release.length() && field < 2; i++) {
      char c = release.charAt(i);
      if (c == '.') {
        field++;
      } else if (c < '0' || c > '9' || numbers[field] > 999) {
        break;
      } else {
        numbers[field] = 10 * numbers[field] + c - '0';
      }
    }
    return numbers;
  }
}
