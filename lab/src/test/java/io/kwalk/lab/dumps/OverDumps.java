package io.kwalk.lab.dumps;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A test that is run for each dump which a method of its class gives. On a machine that has none of
 * them it is aborted with that reason.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(DumpArguments.OfMethod.class)
public @interface OverDumps {
  /** The static method without parameters: a stream or a list of dumps, or of arguments. */
  String value();
}
