package faastrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that everything specific to a language, distribution or framework is in overlays rather than in Java. */
class LanguageFreeTest {
    private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"");
    private static final Pattern KNOWLEDGE = Pattern.compile(
            "\\b(python|golang|node|nodejs|javascript|typescript|php|ruby|perl|rust|java[0-9]+|csharp|dotnet|bash|"
                    + "flask|express|alpine|debian|ubuntu|fedora|apk|apt|apt-get|dnf|microdnf|tdnf|yum|zypper|npm|pip|"
                    + "busybox|distroless|suse|fastapi|uvicorn|sinatra|vertx|powershell|pwsh|kotlin|cobol)\\b"
                    + "|\\b(index|main|server|app)\\.(py|js|go|php|rb|pl|rs|sh|mjs|ts)\\b",
            Pattern.CASE_INSENSITIVE);

    @Test
    void noLiteralInTheProgramNamesALanguageADistributionOrAnEntry() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher literals = LITERAL.matcher(withoutComments(Files.readString(file)));
                while (literals.find()) {
                    if (KNOWLEDGE.matcher(literals.group()).find()) {
                        found.add(file + ": " + literals.group());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static String withoutComments(String source) {
        return source.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
    }
}
