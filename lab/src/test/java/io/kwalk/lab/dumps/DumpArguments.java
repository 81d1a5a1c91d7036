package io.kwalk.lab.dumps;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.support.ParameterDeclarations;
import org.junit.platform.commons.support.ReflectionSupport;

/** What {@link OverDumps} and {@link OverRecords} hand to a test. */
final class DumpArguments {
  private DumpArguments() {}

  static final class OfMethod extends AnnotationBasedArgumentsProvider<OverDumps> {
    @Override
    protected Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context, OverDumps annotation) {
      Class<?> test = context.getRequiredTestClass();
      Method source = ReflectionSupport.findMethod(test, annotation.value()).orElseThrow();
      Object given = ReflectionSupport.invokeMethod(source, null);
      List<?> dumps =
          given instanceof Stream<?> stream ? stream.toList() : List.copyOf((Collection<?>) given);
      return each(dumps, "none that " + test.getSimpleName() + "." + source.getName() + " gives");
    }
  }

  static final class OfRecords extends AnnotationBasedArgumentsProvider<OverRecords> {
    @Override
    protected Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context, OverRecords annotation) {
      return each(
          RealDumps.withRecordsOf(annotation.value()).toList(),
          "none with a record of " + String.join(", ", annotation.value()));
    }
  }

  private static Stream<Arguments> each(List<?> dumps, String wanted) {
    Assumptions.assumeFalse(dumps.isEmpty(), "skipped: of the dumps of this machine " + wanted);
    return dumps.stream().map(dump -> dump instanceof Arguments all ? all : Arguments.of(dump));
  }
}
