package io.kwalk.lab.debuginfo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.debuginfo.Vmcoreinfo;

/** Whatever the text, it is read, and each key that it has can be asked for. */
final class VmcoreinfoFuzzTest {
  @FuzzTest
  void readsAnything(byte[] bytes) {
    Vmcoreinfo vmcoreinfo = Vmcoreinfo.parse(bytes);
    if (vmcoreinfo.text().length() > bytes.length) {
      throw new AssertionError("more text than bytes");
    }
    for (String key : vmcoreinfo.values().keySet()) {
      if (vmcoreinfo.value(key).isEmpty()) {
        throw new AssertionError("no value of " + key);
      }
      vmcoreinfo.hexadecimalOf(key);
      int open = key.indexOf('(');
      if (open >= 0 && key.endsWith(")")) {
        String name = key.substring(open + 1, key.length() - 1);
        vmcoreinfo.symbol(name);
        vmcoreinfo.number(name);
        vmcoreinfo.offset(name);
        vmcoreinfo.size(name);
        vmcoreinfo.length(name);
      }
    }
  }
}
