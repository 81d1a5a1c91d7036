package io.kwalk.core.debuginfo;

/**
 * A place in the source.
 *
 * @param file the path as the compiler recorded it: relative to where the kernel was built, unless
 *     it recorded more
 * @param line from 1; 0 if the code belongs to no line
 * @param column from 1; 0 if it is not known
 */
public record SourceLine(String file, int line, int column) {}
