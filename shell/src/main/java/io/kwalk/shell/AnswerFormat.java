package io.kwalk.shell;

/** How answers are written. */
enum AnswerFormat {
  /** For people. */
  TEXT,
  /** One JSON object a row, each on a line of its own. */
  JSON,
  /** Rows as RFC 4180 has them. */
  CSV
}
