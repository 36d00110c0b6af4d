package faastrace;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import faastrace.project.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the documents against the program. Commands and options are checked by faastrace.cli.HelpTest. */
class DocumentationTest {
    @Test
    void everySettingStandsInTheTableWithItsDefaultAndItsThreeSpellings() throws IOException {
        String table = Files.readString(Path.of("docs/settings.md"));
        for (Setting setting : Setting.values()) {
            String standard = setting.standard().isEmpty() ? "found at run time" : "`" + setting.standard() + "`";
            assertThat(table)
                    .contains("| " + standard + " | `--" + setting.key() + "` | `" + setting.variable() + "` | `"
                            + setting.key() + "` |");
        }
    }

    @Test
    void theFirstScreenOfTheReadmeHasExactlyTwoCommands() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String setUp = readme.substring(0, readme.indexOf("\n## "));
        String block =
                setUp.substring(setUp.indexOf("```sh\n") + 6, setUp.indexOf("```\n", setUp.indexOf("```sh\n") + 6));
        assertThat(block.lines().map(line -> line.split(" {2,}#")[0]))
                .containsExactly("./faas-trace demo", "faas-trace try FUNCTION");
    }

    @Test
    void theTestCommandOfTheReadmeIsWhatCiRuns() throws IOException {
        assertThat(Files.readString(Path.of(".ci/run"))).contains("verify");
    }

    @Test
    void linksInTheDocumentsLeadSomewhere() throws IOException {
        Pattern link = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
        List<Path> documents = new ArrayList<>(Documents.all());
        documents.add(Path.of("ARCHITECTURE.md"));
        for (Path path : documents) {
            for (MatchResult match :
                    link.matcher(Files.readString(path)).results().toList()) {
                assertThat(path.resolveSibling(match.group(1)))
                        .as(path.toString())
                        .exists();
            }
        }
    }

    @Test
    void everyOverlayNamedInTheDocumentsExists() throws IOException {
        String documents = Files.readString(Path.of("README.md")) + Files.readString(Path.of("CONTRIBUTING.md"));
        Pattern ejected = Pattern.compile("overlay eject ([a-z-]+)");
        assertThat(ejected.matcher(documents).results().map(m -> m.group(1)))
                .allSatisfy(name -> assertThat(Overlays.builtIn().named(name)).isPresent());
        Stream<String> described = Overlays.builtIn().all().stream().map(Overlay::description);
        assertThat(described).noneMatch(String::isBlank);
    }

    /** With -Dbless=true, updates the table in docs/templates.md instead of checking it. */
    @Test
    void theTableOfSupportedTemplatesIsMadeFromTheOverlays() throws IOException {
        Path page = Path.of("docs/templates.md");
        String text = Files.readString(page);
        String made = "<!-- overlays -->\n" + SupportedTemplates.table() + "<!-- /overlays -->";
        String standing = text.substring(
                text.indexOf("<!-- overlays -->"), text.indexOf("<!-- /overlays -->") + "<!-- /overlays -->".length());
        if (Boolean.getBoolean("bless")) {
            Files.writeString(page, text.replace(standing, made));
            return;
        }
        assertThat(standing).isEqualTo(made);
    }
}
