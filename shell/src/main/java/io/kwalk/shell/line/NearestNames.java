package io.kwalk.shell.line;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Names that somebody who mistyped may have meant. */
public final class NearestNames {
  private static final int AT_MOST = 3;

  private record Candidate(String name, int distance) {}

  private NearestNames() {}

  /**
   * At most three of {@code names}, nearest first, none further than a third of its length. Costs
   * one pass over the names.
   */
  public static List<String> of(String typed, Stream<String> names) {
    int limit = Math.min(3, Math.max(1, typed.length() / 3));
    List<Candidate> near = new ArrayList<>();
    names
        .filter(name -> Math.abs(name.length() - typed.length()) <= limit)
        .distinct()
        .forEach(name -> {
          int distance = distance(typed, name, limit);
          if (distance <= limit) {
            near.add(new Candidate(name, distance));
          }
        });
    near.sort(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name));
    return near.stream().limit(AT_MOST).map(Candidate::name).toList();
  }

  /** ": did you mean a, b or c?", or nothing. */
  public static String question(List<String> near) {
    if (near.isEmpty()) {
      return "";
    }
    String last = near.getLast();
    String before = String.join(", ", near.subList(0, near.size() - 1));
    return ": did you mean " + (before.isEmpty() ? last : before + " or " + last) + "?";
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours from one to the other; more than
   * {@code limit} counts as limit + 1.
   */
  static int distance(String from, String to, int limit) {
    int[] beforeLast = new int[to.length() + 1];
    int[] last = new int[to.length() + 1];
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      row[0] = i;
      int best = i;
      for (int j = 1; j <= to.length(); j++) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int cost = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          cost = Math.min(cost, beforeLast[j - 2] + 1);
        }
        row[j] = cost;
        best = Math.min(best, cost);
      }
      if (best > limit) {
        return limit + 1;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[to.length()];
  }
}
