package io.kwalk.lab.dumps;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A test that is run for each dump whose guest recorded some files before it crashed. On a machine
 * that has none of them it is aborted with that reason.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(DumpArguments.OfRecords.class)
public @interface OverRecords {
  /** The files, such as {@code p/slabinfo}. */
  String[] value();
}
