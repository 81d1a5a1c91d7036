import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Reads the test reports in the folders given, and prints which tests did not run and why, and the counts as the last line.
 * Ends with 1 when a test failed or none ran.
 */
final class TestSummary {
  private final Map<String, List<String>> notRun = new TreeMap<>();
  private int run;
  private int failures;
  private int errors;
  private int skipped;

  public static void main(String[] folders) throws Exception {
    TestSummary summary = new TestSummary();
    for (String folder : folders) {
      summary.readFolder(Path.of(folder));
    }
    summary.print();
    System.exit(summary.run == 0 || summary.failures + summary.errors > 0 ? 1 : 0);
  }

  private void readFolder(Path folder) throws Exception {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> reports = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
      files.forEach(reports::add);
    }
    for (Path report : reports) {
      readReport(report);
    }
  }

  private void readReport(Path report) throws Exception {
    var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    var cases = builder.parse(report.toFile()).getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      count((Element) cases.item(i));
    }
  }

  private void count(Element test) {
    run++;
    failures += test.getElementsByTagName("failure").getLength() > 0 ? 1 : 0;
    errors += test.getElementsByTagName("error").getLength() > 0 ? 1 : 0;
    var skips = test.getElementsByTagName("skipped");
    if (skips.getLength() > 0) {
      skipped++;
      String why = reason((Element) skips.item(0));
      String name = test.getAttribute("classname") + "." + test.getAttribute("name");
      notRun.computeIfAbsent(why, _ -> new ArrayList<>()).add(name);
    }
  }

  /** The message of an aborted or disabled test, without the exception's name and trace. */
  private static String reason(Element skip) {
    String message = skip.getAttribute("message");
    if (message.isEmpty()) {
      message = skip.getTextContent().lines().findFirst().orElse("");
    }
    message = message.replaceFirst("^[\\w.$]+(Exception|Error): ", "");
    return message.replaceFirst("^Assumption failed: ", "").strip();
  }

  private void print() {
    notRun.forEach(
        (why, tests) -> {
          System.out.println("Not run: " + (why.isEmpty() ? "no reason given" : why));
          tests.forEach(test -> System.out.println("  " + test));
        });
    System.out.printf(
        "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d%n", run, failures, errors, skipped);
  }
}
