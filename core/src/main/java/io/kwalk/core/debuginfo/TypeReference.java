package io.kwalk.core.debuginfo;

/** A type that is found when it is first needed. */
@FunctionalInterface
public interface TypeReference {
  Type resolve();
}
