package io.kwalk.lab.layering;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows of docs/architecture.md. */
class LayeringTest {
  private static final String ROOT = "io.kwalk";
  private static final String PLANTED = "io.kwalk.lab.layering.planted";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  static List<Room> rooms() {
    return Room.ALL;
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomUsesOnlyRoomsToItsLeft(Room room) {
    arrows(room, ROOT).check(CLASSES);
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void noRoomIsEmpty(Room room) {
    assertTrue(CLASSES.stream().anyMatch(room.classes(ROOT)), () -> "no class in " + room);
  }

  @Test
  void everyClassIsInARoom() {
    List<String> homeless =
        CLASSES.stream()
            .filter(type -> Room.ALL.stream().noneMatch(room -> room.classes(ROOT).test(type)))
            .map(JavaClass::getName)
            .toList();
    assertEquals(List.of(), homeless);
  }

  @Test
  void coreAndLinuxNeverPrint() {
    silent(ROOT).check(CLASSES);
  }

  @Test
  void coreAndLinuxDoNotLog() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".core..", ROOT + ".linux..")
        .should(USE_JAVA_UTIL_LOGGING)
        .check(CLASSES);
  }

  @Test
  void nothingUsesTheInsidesOfTheJdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun..", "jdk.internal..", "jdk.incubator..")
        .check(CLASSES);
  }

  @Test
  void librariesStayInTheirRooms() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".core.image..", ROOT + ".lab..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.airlift..", "org.tukaani..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".shell..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.jline..")
        .check(CLASSES);
  }

  @Test
  void theRulesFindPlantedFaults() {
    JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);
    Room memory = Room.ALL.getFirst();
    List<ArchRule> rules = List.of(arrows(memory, PLANTED), silent(PLANTED));
    for (ArchRule rule : rules) {
      assertTrue(rule.evaluate(planted).hasViolation(), rule::getDescription);
    }
    Room image = Room.ALL.get(1);
    assertFalse(arrows(image, PLANTED).evaluate(planted).hasViolation());
  }

  private static ArchRule arrows(Room room, String root) {
    // A room without classes is the matter of another test, which says so.
    return noClasses()
        .that(room.classes(root))
        .should()
        .dependOnClassesThat(room.forbidden(root))
        .allowEmptyShould(true);
  }

  private static ArchRule silent(String root) {
    return noClasses()
        .that()
        .resideInAnyPackage(root + ".core..", root + ".linux..")
        .should(ACCESS_STANDARD_STREAMS);
  }
}
