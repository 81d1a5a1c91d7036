package io.kwalk.core.debuginfo;

/** A floating-point base type. */
public record FloatType(String name, long size) implements Type {}
