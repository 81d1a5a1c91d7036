package io.kwalk.core.debuginfo.kallsyms;

/** What each token adds to the hash of a name. */
final class TokenHashes {
  /** The hash of the token. */
  final int[] whole = new int[TokenTable.TOKENS];

  /** The hash of the token without its first byte. */
  final int[] tail = new int[TokenTable.TOKENS];

  /** 31 to the power of the token's length. */
  final int[] power = new int[TokenTable.TOKENS];

  TokenHashes(TokenTable tokens) {
    for (int token = 0; token < TokenTable.TOKENS; token++) {
      int from = tokens.start[token];
      int to = from + tokens.length[token];
      whole[token] = hash(tokens.bytes, from, to);
      tail[token] = hash(tokens.bytes, Math.min(from + 1, to), to);
      power[token] = power(to - from);
    }
  }

  static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int at = from; at < to; at++) {
      hash = 31 * hash + bytes[at];
    }
    return hash;
  }

  private static int power(int exponent) {
    int power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 31;
    }
    return power;
  }
}
