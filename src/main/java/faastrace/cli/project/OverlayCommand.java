package faastrace.cli.project;

import faastrace.cli.terminal.OutputFormat;
import faastrace.document.Json;
import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import faastrace.problem.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "overlay",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "List overlays, copy a built-in overlay, or check your own.",
        footer = {"", "Example:", "  faas-trace overlay list"})
public final class OverlayCommand {
    @Spec
    private CommandSpec spec;

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the overlays.",
            footer = {"", "Example:", "  faas-trace overlay list --overlays overlays"})
    int list(
            @Option(names = "--overlays", paramLabel = "DIR", description = "Also list the overlays in this folder.")
                    Path folder,
            @Option(
                            names = "--format",
                            paramLabel = "FORMAT",
                            description = "Output format: text or json (default: text).",
                            defaultValue = "text")
                    OutputFormat format) {
        PrintWriter out = spec.commandLine().getOut();
        Overlays overlays = Overlays.builtInAnd(Optional.ofNullable(folder));
        List<Map<String, Object>> items = new ArrayList<>();
        for (Overlay overlay : overlays.all()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("name", overlay.name());
            item.put("kind", overlay.kind().word());
            item.put("level", overlay.level().word());
            item.put("version", overlay.version());
            item.put("description", overlay.description());
            item.put("frames", overlay.frames());
            items.add(item);
            if (format != OutputFormat.json) {
                out.println(String.format(
                        "%-16s %-13s %s", overlay.name(), overlay.kind().word(), overlay.description()));
            }
        }
        if (format == OutputFormat.json) {
            out.print(Json.write(Map.of("version", 1, "overlays", items)));
        }
        return 0;
    }

    @Command(
            name = "eject",
            mixinStandardHelpOptions = true,
            description = {"Copy a built-in overlay, so that you can change it.", "Use the copy with --overlays."},
            footer = {"", "Example:", "  faas-trace overlay eject agent --to overlays"})
    int eject(
            @Parameters(paramLabel = "NAME", description = "The name of the overlay.") String name,
            @Option(
                            names = "--to",
                            paramLabel = "DIR",
                            description = "Folder to copy to (default: ${DEFAULT-VALUE}).",
                            defaultValue = "overlays")
                    Path folder)
            throws IOException {
        Overlay overlay = Overlays.builtIn()
                .named(name)
                .orElseThrow(() -> new Problem(name, "there is no such overlay", "see 'faas-trace overlay list'"));
        Path target = folder.resolve(overlay.name());
        if (Files.exists(target)) {
            throw new Problem(target.toString(), "already exists", "remove it, or choose another folder with --to");
        }
        try {
            for (Map.Entry<String, byte[]> file : overlay.texts().entrySet()) {
                Path path = target.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        } catch (IOException e) {
            throw Problem.of(target, e);
        }
        spec.commandLine().getOut().println(target);
        spec.commandLine()
                .getErr()
                .println("Edit the copy, then run: faas-trace overlay validate " + folder
                        + ". To use it, add `overlays: " + folder + "` to faas-trace.yaml, and patch again.");
        return 0;
    }

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description = "Check the overlays in a folder; errors name file, line and column.",
            footer = {"", "Example:", "  faas-trace overlay validate overlays --on template/python3-http"})
    int validate(
            @Parameters(paramLabel = "DIR", description = "A folder with one folder per overlay.") Path folder,
            @Option(
                            names = "--on",
                            paramLabel = "TEMPLATE",
                            description = "Try the overlays on this template folder; print which match, and why the"
                                    + " others don't.")
                    Path template) {
        Overlays overlays = Overlays.only(folder);
        if (overlays.all().isEmpty()) {
            throw new Problem(
                    folder.toString(), "contains no overlays", "give the folder that contains the overlay's folder");
        }
        overlays.all().forEach(Overlay::checkTexts);
        overlays.all()
                .forEach(overlay -> spec.commandLine()
                        .getOut()
                        .println(overlay.name() + ": valid (" + overlay.kind().word() + ")"));
        return template == null
                ? 0
                : new OverlayTrial(folder, spec.commandLine().getOut()).on(template);
    }
}
