package io.kwalk.shell.launch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The program's options and files, as they were given. */
public final class LaunchOptions {
  /** What is to be done. */
  public enum Action {
    SHELL,
    VERSION,
    HELP,
    /** The time of the crash alone. */
    CRASH_TIME,
    /** The kernel's release alone. */
    RELEASE,
    /** The kernel's build-id alone. */
    BUILD_ID
  }

  Action action = Action.SHELL;
  @Nullable String helpTopic;
  final List<String> commands = new ArrayList<>();
  @Nullable String inputFile;
  final List<String> files = new ArrayList<>();

  /** Options of crash's that have no meaning here: noted, not refused. */
  final List<String> meaningless = new ArrayList<>();

  /** Settings to make before anything runs: pairs of name and value. */
  final List<String> settings = new ArrayList<>();

  /** Behind --debuginfo. */
  final List<String> debugFolders = new ArrayList<>();

  /** Behind --mod. */
  final List<String> moduleFolders = new ArrayList<>();

  boolean silent;
  boolean json;
  boolean csv;
  boolean debug;
  boolean noDebuginfo;
  boolean minimal;
  boolean zeroExcluded;
  boolean noStartFile;
  boolean noScroll;
  long cacheBytes = 256L << 20;

  LaunchOptions() {}

  public Action action() {
    return action;
  }

  public @Nullable String helpTopic() {
    return helpTopic;
  }

  /** Behind -c, in order. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  /** Behind -i. */
  public @Nullable String inputFile() {
    return inputFile;
  }

  /** What is no option, in order. */
  public List<String> files() {
    return List.copyOf(files);
  }

  public List<String> meaningless() {
    return List.copyOf(meaningless);
  }

  public List<String> settings() {
    return List.copyOf(settings);
  }

  /** Folders to search debug files in, before the usual ones. */
  public List<String> debugFolders() {
    return List.copyOf(debugFolders);
  }

  /** Folders to search modules' debug files in, before all else. */
  public List<String> moduleFolders() {
    return List.copyOf(moduleFolders);
  }

  public boolean silent() {
    return silent;
  }

  public boolean json() {
    return json;
  }

  public boolean csv() {
    return csv;
  }

  public boolean debug() {
    return debug;
  }

  public boolean noDebuginfo() {
    return noDebuginfo;
  }

  public boolean minimal() {
    return minimal;
  }

  public boolean zeroExcluded() {
    return zeroExcluded;
  }

  public boolean noStartFile() {
    return noStartFile;
  }

  public boolean noScroll() {
    return noScroll;
  }

  /** What decompressed pages may take. */
  public long cacheBytes() {
    return cacheBytes;
  }
}
