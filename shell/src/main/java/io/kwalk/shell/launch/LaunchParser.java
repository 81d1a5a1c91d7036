package io.kwalk.shell.launch;

import io.kwalk.shell.launch.LaunchOptions.Action;
import io.kwalk.shell.line.NearestNames;
import io.kwalk.shell.line.Numbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Reads the program's command line: Kwalk's options, and crash's where they mean something. */
public final class LaunchParser {
  /** For the question "did you mean". */
  private static final List<String> LONG_OPTIONS =
      List.of(
          "--json",
          "--csv",
          "--no-debuginfo",
          "--debuginfo",
          "--mod",
          "--minimal",
          "--zero_excluded",
          "--cache",
          "--version",
          "--help",
          "--debug",
          "--osrelease",
          "--build-id",
          "--hex",
          "--dec",
          "--no_scroll",
          "--no_kwalkrc",
          "--offline");

  private final List<String> words;
  private final LaunchOptions options = new LaunchOptions();
  private int position;

  private LaunchParser(List<String> words) {
    this.words = words;
  }

  /**
   * Reads {@code words}.
   *
   * @throws UsageException for an option that is unknown, refused, or lacks its value
   */
  public static LaunchOptions parse(List<String> words) throws UsageException {
    LaunchParser parser = new LaunchParser(words);
    while (parser.position < words.size()) {
      parser.word(words.get(parser.position++));
    }
    return parser.options;
  }

  private void word(String word) throws UsageException {
    if (word.equals("--")) {
      options.files.addAll(words.subList(position, words.size()));
      position = words.size();
    } else if (word.length() < 2 || word.charAt(0) != '-') {
      options.files.add(word);
    } else {
      option(word);
    }
  }

  private void option(String word) throws UsageException {
    switch (word) {
      case "-c" -> options.commands.add(value(word));
      case "-i" -> options.inputFile = value(word);
      case "-s", "--silent" -> options.silent = true;
      case "-v", "--version", "--buildinfo" -> options.action = Action.VERSION;
      case "-h", "--help" -> help();
      case "--json" -> options.json = true;
      case "--csv" -> options.csv = true;
      case "--debug" -> options.debug = true;
      case "--no-debuginfo" -> options.noDebuginfo = true;
      case "--debuginfo" -> options.debugFolders.add(folder(word, value(word)));
      case "--mod" -> options.moduleFolders.add(folder(word, value(word)));
      case "--minimal" -> options.minimal = true;
      case "--zero_excluded", "--zero-excluded" -> options.zeroExcluded = true;
      case "--cache" -> options.cacheBytes = cacheSize(value(word));
      case "-t" -> options.action = Action.CRASH_TIME;
      case "--osrelease" -> options.action = Action.RELEASE;
      case "--build-id" -> options.action = Action.BUILD_ID;
      default -> crashOption(word);
    }
  }

  /** Options that only crash's users type. */
  private void crashOption(String word) throws UsageException {
    switch (word) {
      case "--hex" -> setting("radix", "16");
      case "--dec" -> setting("radix", "10");
      case "--offline" -> setting("offline", value(word));
      case "--log" -> {
        options.silent = true;
        options.commands.add("log");
      }
      case "--hash", "-e", "-p" -> options.meaningless.add(word + " " + value(word));
      case "-d" -> setting("debug", value(word));
      case "--no_scroll" -> options.noScroll = true;
      case "--less", "--more" -> setting("scroll", word.substring(2));
      case "--CRASHPAGER" -> setting("scroll", "CRASHPAGER");
      case "--no_crashrc", "--no_kwalkrc", "--no-kwalkrc" -> options.noStartFile = true;
      case "-f",
          "-g",
          "-k",
          "-S",
          "-L",
          "-x",
          "--active",
          "--readnow",
          "--smp",
          "--no_kallsyms",
          "--no_modules",
          "--no_ikconfig",
          "--no_data_debug",
          "--no_kmem_cache",
          "--no_elf_notes",
          "--no_panic",
          "--no_strip",
          "--kmem_cache_delay" ->
          options.meaningless.add(word);
      case "--src" -> setting("src", value(word));
      case "-m",
          "--machdep",
          "--cpus",
          "--kaslr",
          "--reloc",
          "--memory_module",
          "--memory_device",
          "--kvmhost",
          "--kvmio",
          "--max-malloc-bufs" ->
          options.meaningless.add(word + " " + value(word));
      default -> wordWithValue(word);
    }
  }

  private void setting(String name, String value) {
    options.settings.add(name);
    options.settings.add(value);
  }

  /** {@code --option=value}. */
  private void wordWithValue(String word) throws UsageException {
    int equals = word.indexOf('=');
    if (word.startsWith("--") && equals > 0) {
      String name = word.substring(0, equals);
      String value = word.substring(equals + 1);
      switch (name) {
        case "--cache" -> options.cacheBytes = cacheSize(value);
        case "--debuginfo" -> options.debugFolders.add(folder(name, value));
        case "--mod" -> options.moduleFolders.add(folder(name, value));
        case "--kaslr", "--reloc", "--machdep", "--cpus" -> options.meaningless.add(word);
        default -> throw unknown(name);
      }
      return;
    }
    if (word.equals("-o")) {
      throw new UsageException("-o: raw memory is opened as it is, no ELF file is made of it");
    }
    if (word.startsWith("--p2m") || word.startsWith("--xen") || word.equals("--hyper")) {
      throw new UsageException(word + ": Xen hypervisors are not supported: leave it out");
    }
    throw unknown(word);
  }

  private static UsageException unknown(String word) {
    List<String> near = NearestNames.of(word, LONG_OPTIONS.stream());
    String question = NearestNames.question(near);
    return new UsageException(
        word + ": unknown option" + (question.isEmpty() ? ": see kwalk --help" : question));
  }

  private String value(String word) throws UsageException {
    if (position >= words.size()) {
      throw new UsageException(word + ": needs a value: see kwalk --help");
    }
    return words.get(position++);
  }

  private static String folder(String option, String value) throws UsageException {
    if (!Files.isDirectory(Path.of(value))) {
      throw new UsageException(option + " " + value + ": no such folder");
    }
    return value;
  }

  private void help() {
    options.action = Action.HELP;
    if (position < words.size() && !words.get(position).startsWith("-")) {
      options.helpTopic = words.get(position++);
    }
  }

  private static long cacheSize(String text) throws UsageException {
    OptionalLong size = Numbers.plain(text);
    if (size.isEmpty() || size.getAsLong() < 1 << 20 || size.getAsLong() > 1L << 40) {
      throw new UsageException("--cache " + text + ": not a size: give 1m to 1024g, such as 512m");
    }
    return size.getAsLong();
  }
}
