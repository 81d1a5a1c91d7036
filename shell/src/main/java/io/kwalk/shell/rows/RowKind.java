package io.kwalk.shell.rows;

import java.util.List;

/**
 * One kind of rows that a command prints, as its help page describes it.
 *
 * @param title what a row stands for, and which options print it
 * @param typeName what other pages call it, as the type of a field; "" if they do not
 * @param fields in the order of CSV's columns
 */
public record RowKind(String title, String typeName, List<RowField> fields) {}
